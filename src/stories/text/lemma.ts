/** What texts may speak of, wherever it stands in them. In one text a key has one lemma, and most texts share them. */
export interface Lemma {
  /** Unique: a letter for the kind, a colon, the term. */
  readonly key: string;
  // Those who read, count and number terms leave here where they have theirs, beside a number of their own: the time goes
  // into looking up what is scattered over memory, and this is at hand.
  readIn: number;
  term: number;
  countedIn: number;
  count: number;
  numberedIn: number;
  number: number;
}

/** A lemma that nobody knows anything of. */
export function lemmaOf(key: string): Lemma {
  return { key, readIn: 0, term: 0, countedIn: 0, count: 0, numberedIn: 0, number: 0 };
}
