import { describe, expect, it } from 'vitest';
import type { Digest } from '../../../src/digests/digest.ts';
import { digestMessage } from '../../../src/messages/digest.ts';
import { shorten } from '../../../src/messages/update.ts';
import { storyCard, type StoryCard } from '../../../src/messages/story-card.ts';
import { changes, fold, hours, NOON, story, update } from '../../support/builders.ts';
import { buttonsOf, textOf } from '../../support/message-text.ts';

const TOPICS = [
  { slug: 'government-breaches', title: 'Government breaches' },
  { slug: 'platform-outages', title: 'Platform outages' },
];

const digest = (over: Partial<Digest> = {}): Digest => ({
  from: hours(-24),
  to: NOON,
  stories: [],
  quiet: 2,
  itemsRead: 120,
  toReview: 0,
  repeats: 0,
  feedsInTrouble: 0,
  brokenFeeds: [],
  ...over,
});

const report = (title: string, host: string) => update(title, { link: `https://${host}/1` });

describe('a digest', () => {
  it('says in one line that nothing moved', () => {
    expect(textOf(digestMessage(digest({ toReview: 1 }), TOPICS))).toBe(
      'Nothing new since 2025-03-09 12:00 UTC: 2 followed stories did not move · 1 suggestion waits for a person: /stories review',
    );
  });

  it('puts stories under their topics, with what changed and who says so', () => {
    const breach = story('Treasury breach', { topic: 'government-breaches' });
    const outage = story('X outage', { phase: 'breaking' });
    const stolen = report('Stolen key', 'c.example');
    const message = digestMessage(
      digest({
        stories: [
          changes(outage, {
            isNew: true,
            phaseChange: { storyId: outage.id, from: 'developing', to: 'breaking', at: NOON },
            news: [
              fold(report('X down', 'a.example'), report('X down', 'b.example')),
              ...['2', '3', '4', '5'].map((number) => fold(report(`Report ${number}`, 'a.example'))),
            ],
            newSources: ['a.example'],
          }),
          changes(breach, {
            news: [fold(stolen)],
            repeats: 2,
            newSources: ['c.example'],
            facts: [{ text: 'A key of the support provider was stolen.', from: stolen }],
          }),
        ],
        toReview: 1,
        feedsInTrouble: 2,
      }),
      TOPICS,
    );

    expect(textOf(message).split('\n')).toEqual([
      'Digest: 2 stories moved',
      'What changed from 2025-03-09 12:00 UTC to 2025-03-10 12:00 UTC.',
      'Government breaches',
      'Treasury breach · developing, 1 update, from 1 source (new: c.example), 2 near-copies folded (1 outlet)',
      'Stolen key  c.example, 2025-03-10 12:00 UTC',
      'A key of the support provider was stolen.  c.example',
      'Platform outages',
      'X outage · new story, developing → breaking, 5 updates, from 1 source, 1 near-copy folded (2 outlets)',
      'X down  a.example, 2025-03-10 12:00 UTC  +1 more',
      'Report 2  a.example, 2025-03-10 12:00 UTC',
      'Report 3  a.example, 2025-03-10 12:00 UTC',
      'and 2 more: /story x-outage',
      '120 items read · 2 followed stories quiet · 1 suggestion waits for a person: /stories review · 2 feeds are in trouble: /feeds health',
    ]);
    expect(buttonsOf(message).map(({ command }) => command)).toEqual([
      `/story ${outage.slug}`,
      `/story ${breach.slug}`,
    ]);
  });
});

const card = (over: Partial<StoryCard> = {}): StoryCard => ({
  story: story('X outage', { startedAt: hours(-36) }),
  topicTitle: 'Platform outages',
  items: over.updates?.length ?? 0,
  updates: [],
  suggested: 0,
  followed: false,
  officialFeeds: new Set(),
  now: NOON,
  ...over,
});

describe('a card', () => {
  it('of a story without reports tells how it was defined, and offers to follow it', () => {
    const seeds = [
      { title: 'X', text: 'The platform X was out of reach for hours on Monday, its users said. Short.' },
    ];
    const message = storyCard(card({ story: story('X outage', { seeds }) }));

    expect(textOf(message)).toContain('Reports: none yet');
    expect(textOf(message)).toContain('The platform X was out of reach for hours on Monday, its users said.');
    expect(textOf(message)).toContain('no report has arrived yet');
    expect(buttonsOf(message).map(({ label }) => label)).toEqual(['Follow']);
  });

  it('tells reports, sources, languages and who speaks for the vendor', () => {
    const official = update('Status: all systems down', {
      link: 'https://status.x.example/1',
      language: 'en-US',
    });
    const message = storyCard(
      card({
        updates: [
          official,
          update('X en panne depuis lundi', { link: 'https://fr.example/1', language: 'fr' }),
          update('Dark Storm claims the attack on X', { link: 'https://b.example/1' }),
        ],
        suggested: 2,
        followed: true,
        officialFeeds: new Set([official.item.feedId]),
      }),
    );

    const text = textOf(message);
    expect(text).toContain('Began: 2025-03-09');
    expect(text).toContain('Reports: 3 items from 3 independent sources');
    expect(text).toContain('Languages: en, fr');
    expect(text).toContain('Official: status.x.example, 2025-03-10 12:00 UTC');
    expect(text).toContain('To review: 2 suggestions');
    expect(buttonsOf(message).map(({ label }) => label)).toEqual(['Unfollow', 'Timeline', 'Why', 'Correct']);
  });
});

it('counts every item of a story, however many a card is made from', () => {
  const message = storyCard(card({ items: 1234, updates: [update('X is down'), update('X is back')] }));

  expect(textOf(message)).toContain('Reports: 1234 items from');
});

it.each([
  ['short', 'short'],
  ['one two three four', 'one two…'],
  ['averyveryverylongword', 'averyveryv…'],
  ['12345678😀😀', '12345678😀…'],
  ['123456789😀😀', '123456789…'],
])('shortens "%s" to ten characters: "%s"', (text, short) => {
  expect(shorten(text, 10)).toBe(short);
});
