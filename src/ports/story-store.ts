import type { Phase } from '../stories/phase.ts';
import type { Story, StoryDefinition } from '../stories/story.ts';

export interface Topic {
  readonly slug: string;
  readonly title: string;
}

export interface PhaseChange {
  readonly storyId: string;
  readonly from: Phase | null;
  readonly to: Phase;
  readonly at: Date;
}

export interface ChangedStory extends Story {
  readonly revision: number;
  /** No longer there: merged into another or its creation undone. */
  readonly gone: boolean;
}

export interface StoryStore {
  topics(): Promise<readonly Topic[]>;
  /** Adds a topic once. */
  addTopic(topic: Topic): Promise<void>;
  /** Adds a story; null when its slug is taken. */
  create(definition: StoryDefinition, phase: Phase, now: Date): Promise<Story | null>;
  /** Which of the slugs ever belonged to a story, merged and taken back ones included. */
  known(slugs: readonly string[]): Promise<ReadonlySet<string>>;
  /** Replaces parts of what a person says the story is. */
  update(id: string, changes: Partial<StoryDefinition>): Promise<void>;
  find(id: string): Promise<Story | null>;
  bySlug(slug: string): Promise<Story | null>;
  /** Every story that was not merged away; those with the latest items first. */
  list(topic?: string): Promise<readonly Story[]>;
  /** Stories changed after a revision, merged ones included, with their latest revision. */
  changedSince(revision: number): Promise<readonly ChangedStory[]>;
  /** Tells every classifier that the story, its items or its corrections changed. Returns the new revision. */
  touch(id: string): Promise<number>;
  setPhase(id: string, phase: Phase, at: Date): Promise<void>;
  noteItem(id: string, at: Date): Promise<void>;
  close(id: string, at: Date): Promise<void>;
  reopen(id: string, at: Date): Promise<void>;
  /** Marks a story as merged into another; it is listed no more. */
  markMerged(id: string, into: string, at: Date): Promise<void>;
  phaseChanges(storyIds: readonly string[], from: Date, to: Date): Promise<readonly PhaseChange[]>;
}
