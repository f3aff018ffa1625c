import { describe, expect, it } from 'vitest';
import { renderSlack } from '../../../adapters/slack/render.ts';
import type { Feed } from '../../../src/feeds/feed.ts';
import { reviewMessage } from '../../../src/messages/correct.ts';
import { digestMessage } from '../../../src/messages/digest.ts';
import { feedHealth } from '../../../src/messages/feeds.ts';
import type { Message } from '../../../src/messages/message.ts';
import { storyCard } from '../../../src/messages/story-card.ts';
import { updateMessage } from '../../../src/messages/update.ts';
import { changes, assignment, fold, hours, NOON, story, update } from '../../support/builders.ts';
import { blockProblems, readable } from '../../support/slack-blocks.ts';

/** What a reader sees, a line a block, of a message that Slack takes as one. */
function lines(message: Message): string[] {
  const rendered = renderSlack(message);
  expect(rendered.flatMap(({ blocks }) => blockProblems(blocks))).toEqual([]);
  expect(rendered).toHaveLength(1);
  return rendered.flatMap(({ blocks }) => blocks.map((block) => readable(block).trim()));
}

const WHEN = /2025-03-\d\d \d\d:\d\d UTC/gu;
const timeless = (said: readonly string[]): string[] =>
  said.map((line) =>
    line
      .replaceAll(/<!date\^\d+\^[^|]*\|[^>]*>/gu, 'THEN')
      .replaceAll(WHEN, 'THEN')
      .replaceAll(/[0-9a-f]{8}/gu, 'REF'),
  );

const breach = story('US Treasury breach', { phase: 'breaking', phaseSince: hours(-3) });
const outage = story('X outage', { phase: 'fading' });
const third = story('Cloud outage');
const letter = update('Treasury tells senators of a breach', { published: hours(-2) });
const denial = update('Beijing denies the breach', {
  published: hours(-1),
  link: 'https://other.example/denial',
});

describe('the messages of the product on Slack', () => {
  it('show a story card', () => {
    const said = timeless(
      lines(
        storyCard({
          story: breach,
          topicTitle: 'Government breaches',
          items: 2,
          updates: [denial, letter],
          suggested: 0,
          followed: false,
          officialFeeds: new Set(),
          now: NOON,
        }),
      ),
    );

    expect(said[0]).toBe('🔴 US Treasury breach');
    expect(said[1]).toContain('*Phase*\nbreaking');
    expect(said).toContainEqual(
      'Beijing denies the breach   other.example ,  THEN Treasury tells senators of a breach   news.example ,  THEN',
    );
    expect(said.at(-1)).toMatch(/^Follow Timeline Why Correct$/u);
  });

  it('show an alert', () => {
    expect(timeless(lines(updateMessage(breach, [fold(denial, letter)], true)))).toEqual([
      '🔴 US Treasury breach',
      'Now breaking.',
      'Beijing denies the breach   other.example ,  THEN   +1 more',
      'Story Why',
    ]);
  });

  it('show a digest', () => {
    const digest = digestMessage(
      {
        from: hours(-24),
        to: NOON,
        stories: [
          changes({ ...breach, topic: 'government-breaches' }, { isNew: true, news: [fold(letter)] }),
          changes(outage, { news: [fold(denial)] }),
        ],
        quiet: 2,
        itemsRead: 40,
        toReview: 0,
        repeats: 0,
        feedsInTrouble: 0,
        brokenFeeds: [],
      },
      [
        { slug: 'government-breaches', title: 'Government breaches' },
        { slug: 'platform-outages', title: 'Platform outages' },
      ],
    );

    const said = timeless(lines(digest));

    expect(said.slice(0, 5)).toEqual([
      'Digest: 2 stories moved',
      'What changed from THEN to THEN.',
      'Government breaches',
      expect.stringMatching(/^US Treasury breach {2}· new story, breaking, 1 update/u),
      'Treasury tells senators of a breach   news.example ,  THEN',
    ]);
    expect(said[5]).toBe('Platform outages');
    expect(said.at(-2)).toContain('40 items read');
    expect(said.at(-1)).toBe('Open a story US Treasury breach X outage');
  });

  it('show what waits for review', () => {
    const unsure = {
      ...denial,
      assignment: assignment({
        storyId: breach.id,
        runnerUpId: outage.id,
        state: 'suggested',
        runnerUpScore: 0.4,
        thirdId: third.id,
      }),
    };
    const stories = new Map([breach, outage, third].map((each) => [each.id, each]));

    const said = timeless(lines(reviewMessage([unsure], stories)));

    expect(said[0]).toBe('Which story is it?');
    expect(said[1]).toContain('Beijing denies the breach');
    expect(said.at(-1)).toBe('Yes No → X outage → Cloud outage Move New story');
  });

  it('show the health of the feeds', () => {
    const said = timeless(lines(feedHealth([feed('Fine News', {}), feed('Broken News', FAILING)])));

    expect(said[0]).toBe('⚠️ 1 feed needs a look');
    expect(said[1]).toBe('*Feeds*\n2, 1 well *Polls*\n20, 50 % unchanged *Traffic*\n2.0 MB');
    expect(said[2]).toBe('Broken News  · failing (3 in a row): HTTP 503');
    expect(said.slice(3)).toEqual([
      'since THEN, next try THEN, polls: 10, 50 % unchanged, 1.0 MB',
      'Retry Pause',
    ]);
  });
});

const FAILING: Partial<Feed> = {
  failures: 3,
  failingSince: hours(-5),
  failure: { cause: 'server-error', message: 'HTTP 503' },
};

const feed = (title: string, over: Partial<Feed>): Feed => ({
  id: 'a1b2c3',
  url: 'https://news.example/feed',
  title,
  siteUrl: null,
  folder: null,
  language: null,
  state: 'active',
  stateReason: null,
  pinnedIntervalMs: null,
  createdAt: NOON,
  nextDueAt: NOON,
  lastCheckedAt: NOON,
  lastReadAt: NOON,
  failures: 0,
  failingSince: null,
  failure: null,
  validators: null,
  askedIntervalMs: null,
  skipHours: [],
  skipDays: [],
  note: null,
  silentSince: null,
  movedTo: null,
  movedCount: 0,
  polls: 10,
  pollsUnchanged: 5,
  bytes: 1_000_000,
  ...over,
});
