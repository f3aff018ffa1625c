import type { Item } from '../feeds/item.ts';
import type { Assignment, AssignmentState, Update } from '../stories/assignment.ts';

export interface AssignmentStore {
  /** Puts an item into a story, replacing where it was. */
  put(assignment: Assignment): Promise<void>;
  /** Takes an item out of its story without a word about it; for verdicts that no longer hold. */
  remove(itemId: string): Promise<void>;
  find(itemId: string): Promise<Assignment | null>;
  /** Of those items that have one, by the item's id. */
  ofItems(itemIds: readonly string[]): Promise<ReadonlyMap<string, Assignment>>;
  /** Items of a story in the given states, newest first. */
  ofStory(
    storyId: string,
    options: { states: readonly AssignmentState[]; limit: number; offset?: number },
  ): Promise<readonly Update[]>;
  /**
   * News of the stories: items that joined after `from` and up to `to`, newest first, without those that a feed held
   * already when it was added and that are older than `from`.
   */
  joined(storyIds: readonly string[], from: Date, to: Date): Promise<readonly Update[]>;
  /** Suggestions that wait for a person, newest first. */
  suggestions(limit: number): Promise<readonly Update[]>;
  /** Records that a person took an item out of a story, so that it never joins it again. */
  reject(itemId: string, storyId: string, at: Date): Promise<void>;
  rejectedFrom(storyId: string): Promise<readonly Item[]>;
  /** Takes back a rejection, when a person puts the item into the story after all. */
  unreject(itemId: string, storyId: string): Promise<void>;
  /**
   * Moves every item of one story to another, and what people said is not of the first, unless the other has it.
   * Returns how many items.
   */
  moveAll(fromStoryId: string, toStoryId: string, at: Date): Promise<number>;
  /** Numbers of items in a story. */
  counts(
    storyId: string,
  ): Promise<{ readonly inStory: number; readonly suggested: number; readonly languages: readonly string[] }>;
  /** What people said of the classifier's own decisions since a time, over all stories. */
  quality(since: Date): Promise<readonly StoryQuality[]>;
}

export interface StoryQuality {
  readonly storyId: string;
  readonly auto: number;
  readonly confirmed: number;
  readonly manual: number;
  readonly rejected: number;
  readonly suggested: number;
}
