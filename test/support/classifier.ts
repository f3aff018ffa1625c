import { classifyItems, type BatchReport } from '../../jobs/classify-items.ts';
import { createStoryModel } from '../../jobs/story-model.ts';
import type { Store } from '../../src/ports/store.ts';
import { createTracker } from '../../src/stories/create-tracker.ts';
import type { Story, StoryDefinition } from '../../src/stories/story.ts';
import { repoLexicon } from '../src/stories/repo-lexicon.ts';
import { xOutage as tracked } from '../src/stories/two-stories.ts';
import { NOON, storedStory } from './builders.ts';
import { silentLog } from './store.ts';

export interface Classifier {
  /** The job, as a worker would run it. */
  readonly run: () => Promise<void>;
  readonly batches: readonly BatchReport[];
}

/** One process's classifier with the real tracker and lexicon. */
export function classifier(
  store: Store,
  clock: () => Date = () => NOON,
  busy: () => boolean = () => false,
): Classifier {
  const batches: BatchReport[] = [];
  const run = classifyItems({
    store,
    model: createStoryModel(() => createTracker({ lexicon: repoLexicon })),
    clock,
    log: silentLog,
    busy,
    onBatch: (batch) => void batches.push(batch),
  });
  return { run, batches };
}

const { aliases, entities, startedAt, seeds } = tracked;
const X_OUTAGE: Partial<StoryDefinition> = { slug: 'x-outage', aliases, entities, startedAt, seeds };

/** A story that the titles below are sure to join. */
export const xOutage = (store: Store): Promise<Story> =>
  storedStory(store, 'X outage, 10 March 2025', X_OUTAGE);

/** Reports of the outage of X in different words, none a copy of another. */
export const X_REPORTS = [
  'X hit by outages, Musk blames massive cyberattack',
  'Dark Storm Team claims cyberattack behind outage of platform X',
  'Elon Musk says X faces massive cyberattack as users report outages',
  'X down again: platform X suffers third outage, Dark Storm group takes credit',
  'Thousands cannot reach X, formerly Twitter, as Musk points at Dark Storm cyberattack',
] as const;

/** What belongs to no story. */
export const OTHER_NEWS = [
  'Tesla shares fall 15 per cent',
  'Council votes on a new bridge across the river',
  'Recipe of the week: lentil soup',
] as const;
