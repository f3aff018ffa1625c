import type { Frequencies } from './frequencies.ts';
import type { Document, Term } from './text/document.ts';

/** Weights of terms, of length 1. `ids` and `weights` run in parallel. */
export interface Vector {
  readonly ids: readonly number[];
  readonly weights: readonly number[];
}

/** Numbers the terms of stories, so that vectors hold integers. What only passing items hold gets no number. */
export interface Vocabulary {
  /** The number of a term; gives one when it has none. */
  readonly idOf: (key: string) => number;
  /** The number of a term, undefined when no story holds it. */
  readonly find: (key: string) => number | undefined;
  readonly termOf: (id: number) => string;
}

/** Creates an empty vocabulary. */
export function createVocabulary(): Vocabulary {
  const ids = new Map<string, number>();
  const keys: string[] = [];
  return {
    idOf(key) {
      const known = ids.get(key);
      if (known !== undefined) return known;
      ids.set(key, keys.length);
      keys.push(key);
      return keys.length - 1;
    },
    find: (key) => ids.get(key),
    termOf: (id) => keys[id] ?? '',
  };
}

// The title says what an item is about: in the half year it was fitted on, four times the body measured best.
const TITLE = 4;

/** How much a term counts in its document, before rarity. */
export function presence(term: Term): number {
  return 1 + Math.log(TITLE * term.title + term.body);
}

/** Which number a term has; undefined leaves it out of the vector, though not out of its length. */
type Numbering = (key: string) => number | undefined;

/** A document as a vector over all its fields. */
export function vectorOf(document: Document, number: Numbering, frequencies: Frequencies): Vector {
  return build(
    document.terms,
    number,
    (term) => presence(term) * frequencies.rarity(term.key, document.lang),
  );
}

/** A document's title as a vector. */
export function titleVectorOf(document: Document, number: Numbering, frequencies: Frequencies): Vector {
  const terms = document.terms.filter((term) => term.title > 0);
  return build(terms, number, (term) => frequencies.rarity(term.key, document.lang));
}

function build(terms: readonly Term[], number: Numbering, weigh: (term: Term) => number): Vector {
  const ids: number[] = [];
  const weights: number[] = [];
  let squares = 0;
  for (const term of terms) {
    const weight = weigh(term);
    squares += weight * weight;
    const id = number(term.key);
    if (id === undefined) continue;
    ids.push(id);
    weights.push(weight);
  }
  const length = Math.sqrt(squares) || 1;
  return { ids, weights: weights.map((weight) => weight / length) };
}

/** Cosine of two vectors, one of them spread out as a map. */
export function cosine(spread: ReadonlyMap<number, number>, vector: Vector): number {
  return cosineWith(spread, 1, vector);
}

/** A vector as a map. */
export function spreadOut(vector: Vector): Map<number, number> {
  return new Map(vector.ids.map((id, index) => [id, vector.weights[index] ?? 0]));
}

/** Sum of vectors, each times a factor: a centroid before it is given length 1. */
export type Sum = Map<number, number>;

/** Adds a vector to a sum. */
export function addTo(sum: Sum, vector: Vector, factor: number): void {
  vector.ids.forEach((id, index) => sum.set(id, (sum.get(id) ?? 0) + factor * (vector.weights[index] ?? 0)));
}

/** Cosine of a vector and a sum whose length is given. */
export function cosineWith(sum: ReadonlyMap<number, number>, length: number, vector: Vector): number {
  if (length === 0) return 0;
  let dot = 0;
  for (let index = 0; index < vector.ids.length; index++)
    dot += (sum.get(vector.ids[index] ?? -1) ?? 0) * (vector.weights[index] ?? 0);
  return dot / length;
}

/** Euclidean length of a sum. */
export function lengthOf(sum: ReadonlyMap<number, number>): number {
  let squares = 0;
  for (const weight of sum.values()) squares += weight * weight;
  return Math.sqrt(squares);
}
