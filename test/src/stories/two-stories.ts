import { createTracker } from '../../../src/stories/create-tracker.ts';
import type { TrackedStory, Tracker } from '../../../src/stories/tracker.ts';
import type { Article } from '../../../src/stories/verdict.ts';
import { repoBackground, repoLexicon } from './repo-lexicon.ts';

export const treasury: TrackedStory = {
  id: 'treasury',
  title: 'US Treasury breach',
  aliases: ['treasury hack'],
  entities: ['US Treasury Department', 'BeyondTrust'],
  startedAt: new Date('2024-12-08'),
  seeds: [
    {
      title: 'Chinese hackers broke into US Treasury workstations',
      text: 'The Treasury Department told Congress that state-backed Chinese hackers stole a key of its contractor BeyondTrust and read unclassified documents on workstations.',
      lang: 'en',
      date: new Date('2024-12-30'),
    },
  ],
  members: [],
  rejected: [],
};

export const xOutage: TrackedStory = {
  id: 'x-outage',
  title: 'X outage, 10 March 2025',
  aliases: ['X down'],
  entities: ['X', 'Elon Musk', 'Dark Storm Team'],
  startedAt: new Date('2025-03-10'),
  seeds: [
    {
      title: 'X goes down worldwide, Musk speaks of a massive cyberattack',
      text: 'Users of the platform X, formerly Twitter, met outages again and again on Monday. Elon Musk blamed a massive cyberattack; the group Dark Storm claimed it.',
      lang: 'en',
      date: new Date('2025-03-10'),
    },
  ],
  members: [],
  rejected: [],
};

export const article = (over: Partial<Article> & { readonly title: string }): Article => ({
  id: over.title,
  text: '',
  lang: 'en',
  ...over,
});

export function trackerWith(...stories: readonly TrackedStory[]): Tracker {
  const tracker = createTracker({ lexicon: repoLexicon, background: repoBackground });
  for (const story of stories) tracker.setStory(story);
  return tracker;
}
