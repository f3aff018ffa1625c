/** What texts may speak of, wherever it stands in them. Texts share these where they can. */
export interface Lemma {
  /** Unique: a letter for the kind, a colon, the term. */
  readonly key: string;
  // Those who count and number terms leave here what they know of it: the time goes into looking up what is scattered over
  // memory, and this is at hand.
  tally: Tally | null;
  numberedIn: object | null;
  number: number;
}

/** How many articles held a term. */
export interface Tally {
  /** Where it is counted; null once it is counted there no longer. */
  table: object | null;
  articles: number;
  /** Share in the background, or what stands for it. */
  readonly prior: number;
}

/** A lemma that nobody knows anything of. */
export function lemmaOf(key: string): Lemma {
  return { key, tally: null, numberedIn: null, number: 0 };
}
