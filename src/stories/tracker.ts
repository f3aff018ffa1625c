import type { SeedDocument } from './story.ts';
import type { Article, Verdict } from './verdict.ts';

/** A story with all that the classifier may learn from. */
export interface TrackedStory {
  readonly id: string;
  readonly title: string;
  readonly aliases: readonly string[];
  readonly entities: readonly string[];
  readonly startedAt: Date | null;
  readonly seeds: readonly SeedDocument[];
  /** Meanings of the seeds, in their order, where embeddings are switched on. */
  readonly seedEmbeddings?: readonly (readonly number[] | null)[] | undefined;
  /** Items assigned so far, oldest first. */
  readonly members: readonly Member[];
  /** Items a person said are not of this story. */
  readonly rejected: readonly Article[];
}

export interface Member {
  readonly article: Article;
  /** `auto`: the classifier's own; the others: a person's word, which outranks it. */
  readonly state: 'auto' | 'confirmed' | 'manual';
}

/**
 * Judges items against the stories it was given. Holds derived state only: given the same calls in the same order it
 * gives the same verdicts, so it can be rebuilt from the database at any time.
 */
export interface Tracker {
  /** Adds a story, or replaces all that is known of it. */
  setStory(story: TrackedStory): void;
  removeStory(storyId: string): void;
  /** Counts an article into the term statistics without judging it. */
  observe(article: Article): void;
  /** Judges an article. Changes nothing. */
  judge(article: Article): Verdict;
  /** Takes a judged article into the term statistics and, when its verdict is safe enough, into the story's profile. */
  learn(article: Article, verdict: Verdict): void;
}
