import type { Phase } from './phase.ts';

/** A text that defines a story. */
export interface SeedDocument {
  readonly title: string;
  readonly text: string;
  /** ISO 639-1; found by the classifier when absent. */
  readonly lang?: string | undefined;
  readonly date?: Date | undefined;
}

/** What a person says a story is: the content of a story file or of `/stories create`. */
export interface StoryDefinition {
  readonly slug: string;
  readonly topic: string;
  readonly title: string;
  readonly aliases: readonly string[];
  /** Names of actors, products, places and identifiers that mark the story. */
  readonly entities: readonly string[];
  /** When the event began; items from well before cannot belong to it. */
  readonly startedAt: Date | null;
  readonly seeds: readonly SeedDocument[];
}

/** A story as stored. */
export interface Story extends StoryDefinition {
  readonly id: string;
  readonly phase: Phase;
  readonly phaseSince: Date;
  readonly createdAt: Date;
  readonly lastItemAt: Date | null;
  /** Set when a person closed it. */
  readonly closedAt: Date | null;
}
