import type { Item } from '../src/feeds/item.ts';
import type { Tables } from '../src/ports/store.ts';
import { toArticle, trackedStory } from '../src/stories/tracked-story.ts';
import { NO_MEANING, type Meaning } from '../src/stories/meaning.ts';
import type { Tracker } from '../src/stories/tracker.ts';
import type { Article, Verdict } from '../src/stories/verdict.ts';

/** Items from which a fresh tracker learns how common words are. */
const OBSERVED_AT_START = 5000;

/**
 * A tracker that follows the tables. To be used inside `transactStories` only: the lock there is what makes a revision
 * seen mean every change before it seen.
 */
export interface StoryModel {
  /** Learns of every story that changed since the last call. */
  refresh(tables: Tables): Promise<void>;
  /** Looks up what the next items mean, where embeddings are switched on. */
  prepare(items: readonly Item[]): Promise<void>;
  judge(item: Item): Verdict;
  learn(item: Item, verdict: Verdict): void;
  /** Notes a revision that this process made itself and has learned already. */
  noteRevision(revision: number): void;
  /** Forgets everything, after a transaction that was rolled back. */
  reset(): void;
}

export function createStoryModel(newTracker: () => Tracker, meaning: Meaning = NO_MEANING): StoryModel {
  let tracker: Tracker | null = null;
  let prepared = new Map<string, Article>();
  let seenRevision = 0;

  const current = (): Tracker => {
    if (!tracker) throw new Error('the model was used before it was refreshed');
    return tracker;
  };

  const articleOf = (item: Item): Article => prepared.get(item.id) ?? toArticle(item);

  return {
    async refresh(tables) {
      if (!tracker) {
        tracker = newTracker();
        seenRevision = 0;
        for (const item of await tables.items.recent(OBSERVED_AT_START)) tracker.observe(toArticle(item));
      }
      for (const story of await tables.stories.changedSince(seenRevision)) {
        if (story.gone || story.closedAt) tracker.removeStory(story.id);
        else tracker.setStory(await meaning.ofStory(await trackedStory(tables, story)));
        seenRevision = story.revision;
      }
    },
    async prepare(items) {
      const articles = await meaning.ofArticles(items.map(toArticle));
      prepared = new Map(articles.map((article) => [article.id, article]));
    },
    judge: (item) => current().judge(articleOf(item)),
    learn: (item, verdict) => current().learn(articleOf(item), verdict),
    noteRevision(revision) {
      seenRevision = Math.max(seenRevision, revision);
    },
    reset() {
      tracker = null;
    },
  };
}
