import { describe, expect, it } from 'vitest';
import type { Feed } from '../../../src/feeds/feed.ts';
import { reviewMessage } from '../../../src/messages/correct.ts';
import { digestMessage } from '../../../src/messages/digest.ts';
import { feedHealth } from '../../../src/messages/feeds.ts';
import type { Message } from '../../../src/messages/message.ts';
import { storyCard } from '../../../src/messages/story-card.ts';
import { updateMessage } from '../../../src/messages/update.ts';
import { changes, assignment, fold, hours, newFeed, NOON, story, update } from '../../support/builders.ts';
import { bodies } from './rendered.ts';

/** What a reader sees of a message that Discord takes as one: title, text and, in brackets, each row of buttons. */
function lines(message: Message): string[] {
  const [body, ...others] = bodies(message);
  expect(others).toEqual([]);
  const read = body?.embeds.flatMap(({ title, description, fields }) => [
    ...(title ?? '').split('\n'),
    ...(description ?? '').split('\n'),
    ...(fields ?? []).map(({ name, value }) => `${name}: ${value}`),
  ]);
  const rows = body?.components.map(({ components }) =>
    components.map((each) => `[${'label' in each ? each.label : each.custom_id}]`).join(' '),
  );
  return [...(read ?? []), ...(rows ?? [])]
    .filter((line) => line !== '')
    .map((line) => line.replaceAll(/<t:\d+:R>/gu, 'THEN').replaceAll(/`[0-9a-f]{8}`/gu, 'REF'));
}

const breach = story('US Treasury breach', { phase: 'breaking', phaseSince: hours(-3) });
const outage = story('X outage', { phase: 'fading' });
const letter = update('Treasury tells senators of a breach', {
  published: hours(-2),
  link: 'https://news.example/letter',
});
const denial = update('Beijing denies the breach', {
  published: hours(-1),
  link: 'https://other.example/denial',
});

describe('the messages of the product on Discord', () => {
  it('show a story card', () => {
    const said = lines(
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
    );

    expect(said[0]).toBe('US Treasury breach');
    expect(said[1]).toMatch(
      /^\*\*Topic\*\* Government breaches · \*\*Phase\*\* breaking since THEN · \*\*Reports\*\* 2 items/u,
    );
    expect(said).toContainEqual(
      expect.stringContaining('- [Beijing denies the breach](https://other.example/denial) *other.example*'),
    );
    expect(said.at(-2)).toMatch(/^`[▁-█]+` 2 items in/u);
    expect(said.at(-1)).toBe('[Follow] [Timeline] [Why] [Correct]');
  });

  it('show an alert', () => {
    const said = lines(updateMessage(breach, [fold(denial, letter)], true));

    expect(said.slice(0, 2)).toEqual(['US Treasury breach', '**Now breaking.**']);
    expect(said[2]).toContain('[Beijing denies the breach](https://other.example/denial)');
    expect(said.at(-1)).toBe('[Story] [Why]');
  });

  it('show a digest', () => {
    const said = lines(
      digestMessage(
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
      ),
    );

    expect(said[0]).toBe('Digest: 2 stories moved');
    expect(said.filter((line) => /^\*\*(?:Government|Platform)/u.test(line))).toEqual([
      '**Government breaches**',
      '**Platform outages**',
    ]);
    expect(said).toContainEqual(
      expect.stringContaining('[Treasury tells senators of a breach](https://news.example/letter)'),
    );
    expect(said.join('\n')).toContain('40 items read');
  });

  it('show what waits for review, each report numbered like its buttons', () => {
    const unsure = (report: typeof denial): typeof denial => ({
      ...report,
      assignment: assignment({
        storyId: breach.id,
        runnerUpId: outage.id,
        state: 'suggested',
        runnerUpScore: 0.4,
      }),
    });
    const stories = new Map([breach, outage].map((each) => [each.id, each]));

    const said = lines(reviewMessage([unsure(denial), unsure(letter)], stories));

    expect(said[0]).toBe('Which story is it?');
    expect(said[1]).toMatch(/^`1` \[Beijing denies the breach\]/u);
    expect(said).toContainEqual(expect.stringMatching(/^`2` \[Treasury tells senators/u));
    expect(said.slice(-2)).toEqual([
      '[1 · Yes] [1 · No] [1 · → X outage] [1 · Move] [1 · New story]',
      '[2 · Yes] [2 · No] [2 · → X outage] [2 · Move] [2 · New story]',
    ]);
  });

  it('show the health of the feeds', () => {
    const said = lines(feedHealth([feed('Fine News', {}), feed('Broken News', FAILING)]));

    expect(said[0]).toContain('1 feed needs a look');
    expect(said[1]).toMatch(/^\*\*Feeds\*\* 2, 1 well · \*\*Polls\*\* 20, 50 % unchanged/u);
    expect(said.join('\n')).toContain('failing (3 in a row): HTTP 503');
    expect(said.at(-1)).toBe('[Retry] [Pause]');
  });
});

const FAILING: Partial<Feed> = {
  failures: 3,
  failingSince: hours(-5),
  failure: { cause: 'server-error', message: 'HTTP 503' },
};

const feed = (title: string, over: Partial<Feed>): Feed => ({
  ...newFeed('https://news.example/feed', { title }),
  id: 'a1b2c3',
  language: null,
  state: 'active',
  stateReason: null,
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
