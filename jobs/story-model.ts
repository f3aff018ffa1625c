import type { Item } from '../src/feeds/item.ts';
import type { Tables } from '../src/ports/store.ts';
import { toArticle, trackedStory } from '../src/stories/tracked-story.ts';
import { NO_MEANING, type Meaning } from '../src/stories/meaning.ts';
import type { Tracker } from '../src/stories/tracker.ts';
import type { Article, Verdict } from '../src/stories/verdict.ts';

/** Texts whose meaning is asked for at a time: about as many stories as wait for it are read again afterwards. */
const ASKED_AT_ONCE = 500;
/** Items from which a fresh tracker learns how common words are. */
const OBSERVED_AT_START = 5000;

/**
 * A tracker that follows the tables. To be used inside `transactStories` only: the lock there is what makes a revision
 * seen mean every change before it seen.
 */
export interface StoryModel {
  /**
   * Learns of every story that changed since the last call and of the next items. Returns texts whose meaning has to be
   * asked for first, where embeddings are switched on: then nothing can be judged, and the transaction should end.
   */
  refresh(tables: Tables, next: readonly Item[]): Promise<readonly string[]>;
  /** Asks what texts mean; the next `refresh` knows. */
  ask(texts: readonly string[]): Promise<void>;
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
    async refresh(tables, next) {
      if (!tracker) {
        tracker = newTracker();
        seenRevision = 0;
        for (const item of await tables.items.recent(OBSERVED_AT_START)) tracker.observe(toArticle(item));
      }
      const unknown: string[] = [];
      for (const story of await tables.stories.changedSince(seenRevision)) {
        if (unknown.length >= ASKED_AT_ONCE) return unknown;
        if (story.gone || story.closedAt) tracker.removeStory(story.id);
        else {
          const tracked = await trackedStory(tables, story);
          unknown.push(...meaning.unknownInStory(tracked));
          if (unknown.length === 0) tracker.setStory(meaning.ofStory(tracked));
        }
        if (unknown.length === 0) seenRevision = story.revision;
      }
      const articles = next.map(toArticle);
      prepared = new Map(articles.map((article) => [article.id, meaning.ofArticle(article)]));
      return [...unknown, ...meaning.unknownIn(articles)];
    },
    ask: (texts) => meaning.ask(texts),
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
