import type { SeedDocument } from '../../src/stories/story.ts';

/** A seed document as JSON keeps it. */
export interface StoredSeed {
  readonly title: string;
  readonly text: string;
  readonly lang?: string | undefined;
  /** ISO 8601. */
  readonly date?: string | undefined;
}

export const toStoredSeed = (seed: SeedDocument): StoredSeed => ({
  title: seed.title,
  text: seed.text,
  lang: seed.lang,
  date: seed.date?.toISOString(),
});

export const fromStoredSeed = (seed: StoredSeed): SeedDocument => ({
  title: seed.title,
  text: seed.text,
  lang: seed.lang,
  date: seed.date === undefined ? undefined : new Date(seed.date),
});
