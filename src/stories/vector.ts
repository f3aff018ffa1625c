import type { Lemma } from './text/lemma.ts';

/** A term, by its number, with what it counts for. */
export interface Weight {
  readonly id: number;
  readonly weight: number;
}

/** Numbers the terms of stories, so that vectors hold integers. What only passing items hold gets no number. */
export interface Vocabulary {
  /** The number of a term; gives one when it has none. */
  readonly idOf: (lemma: Lemma) => number;
  /** The number of a term, undefined when no story holds it. */
  readonly find: (lemma: Lemma) => number | undefined;
}

let vocabularies = 0;

/** Creates an empty vocabulary. */
export function createVocabulary(): Vocabulary {
  const own = ++vocabularies;
  const ids = new Map<string, number>();

  function find(lemma: Lemma): number | undefined {
    if (lemma.numberedIn === own) return lemma.number;
    const id = ids.get(lemma.key);
    if (id !== undefined) remember(lemma, id);
    return id;
  }

  function remember(lemma: Lemma, id: number): void {
    lemma.numberedIn = own;
    lemma.number = id;
  }

  return {
    find,
    idOf(lemma) {
      const known = find(lemma);
      if (known !== undefined) return known;
      const id = ids.size;
      ids.set(lemma.key, id);
      remember(lemma, id);
      return id;
    },
  };
}

/** Sum of vectors: a centroid before it is given length 1. */
export interface Sum {
  readonly weights: ReadonlyMap<number, number>;
  /** Euclidean length. */
  readonly length: number;
}

/** Adds up documents. */
export function sumOf(documents: readonly (readonly Weight[])[]): Sum {
  const weights = new Map<number, number>();
  for (const entries of documents)
    for (const { id, weight } of entries) weights.set(id, (weights.get(id) ?? 0) + weight);
  let squares = 0;
  for (const weight of weights.values()) squares += weight * weight;
  return { weights, length: Math.sqrt(squares) };
}

/** Cosine of a document and a sum. */
export function cosineWith({ weights, length }: Sum, entries: readonly Weight[]): number {
  if (length === 0) return 0;
  let dot = 0;
  for (const { id, weight } of entries) dot += (weights.get(id) ?? 0) * weight;
  return dot / length;
}

/** Euclidean length. */
export function lengthOf(weights: Float64Array): number {
  let squares = 0;
  for (const weight of weights) squares += weight * weight;
  return Math.sqrt(squares);
}

/** Positions of the heaviest weights, heaviest first; of equals, those that come first. */
export function heaviestOf(weights: Float64Array, limit: number): number[] {
  // A story holds a thousand terms and a few dozen are wanted: putting each in its place beats sorting all of them.
  const top: number[] = [];
  for (let at = 0; at < weights.length; at++) {
    const weight = weights[at] ?? 0;
    let place = top.length;
    if (place === limit && weight <= (weights[top[--place] ?? 0] ?? 0)) continue;
    for (; place > 0 && (weights[top[place - 1] ?? 0] ?? 0) < weight; place--)
      top[place] = top[place - 1] ?? 0;
    top[place] = at;
  }
  return top;
}

/** The same numbers with room for one at `index`. */
export function grown(numbers: Int32Array, index: number): Int32Array<ArrayBuffer> {
  const more = new Int32Array(Math.max(2 * numbers.length, index + 1));
  more.set(numbers);
  return more;
}
