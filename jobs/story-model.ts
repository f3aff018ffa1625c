import type { Item } from '../src/feeds/item.ts';
import type { Tables } from '../src/ports/store.ts';
import { IN_STORY, itemTime } from '../src/stories/assignment.ts';
import type { Story } from '../src/stories/story.ts';
import type { Member, TrackedStory, Tracker } from '../src/stories/tracker.ts';
import type { Article, Verdict } from '../src/stories/verdict.ts';

/** Items from which a fresh tracker learns how common words are. */
const OBSERVED_AT_START = 5000;
/** Newer items of a story tell most of what there is to learn. */
const MEMBERS_LEARNED = 200;

/**
 * A tracker that follows the tables. To be used inside `transactStories` only: the lock there is what makes a revision
 * seen mean every change before it seen.
 */
export interface StoryModel {
  /** Learns of every story that changed since the last call. */
  refresh(tables: Tables): Promise<void>;
  judge(item: Item): Verdict;
  learn(item: Item, verdict: Verdict): void;
  /** Notes a revision that this process made itself and has learned already. */
  noteRevision(revision: number): void;
  /** Forgets everything, after a transaction that was rolled back. */
  reset(): void;
}

export function createStoryModel(newTracker: () => Tracker): StoryModel {
  let tracker: Tracker | null = null;
  let seenRevision = 0;

  const current = (): Tracker => {
    if (!tracker) throw new Error('the model was used before it was refreshed');
    return tracker;
  };

  return {
    async refresh(tables) {
      if (!tracker) {
        tracker = newTracker();
        seenRevision = 0;
        for (const item of await tables.items.recent(OBSERVED_AT_START)) tracker.observe(toArticle(item));
      }
      for (const story of await tables.stories.changedSince(seenRevision)) {
        if (story.gone || story.closedAt) tracker.removeStory(story.id);
        else tracker.setStory(await trackedStory(tables, story));
        seenRevision = story.revision;
      }
    },
    judge: (item) => current().judge(toArticle(item)),
    learn: (item, verdict) => current().learn(toArticle(item), verdict),
    noteRevision(revision) {
      seenRevision = Math.max(seenRevision, revision);
    },
    reset() {
      tracker = null;
    },
  };
}

async function trackedStory(tables: Tables, story: Story): Promise<TrackedStory> {
  const updates = await tables.assignments.ofStory(story.id, { states: IN_STORY, limit: MEMBERS_LEARNED });
  const rejected = await tables.assignments.rejectedFrom(story.id);
  const members = updates.toReversed().map(({ item, assignment }): Member => {
    const state =
      assignment.state === 'confirmed' || assignment.state === 'manual' ? assignment.state : 'auto';
    return { article: toArticle(item), state };
  });
  const { id, title, aliases, entities, startedAt, seeds } = story;
  return { id, title, aliases, entities, startedAt, seeds, members, rejected: rejected.map(toArticle) };
}

export function toArticle(item: Item): Article {
  const { id, title, text, language, link, source } = item;
  return {
    id,
    title,
    text,
    lang: language?.slice(0, 2).toLowerCase(),
    date: itemTime(item),
    source: source?.title ?? (link && URL.canParse(link) ? new URL(link).hostname : undefined),
  };
}
