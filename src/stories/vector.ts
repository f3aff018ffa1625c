import type { Entry } from './weigh.ts';

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

/** Sum of vectors: a centroid before it is given length 1. */
export interface Sum {
  readonly weights: ReadonlyMap<number, number>;
  /** Euclidean length. */
  readonly length: number;
}

/** Adds up documents. */
export function sumOf(documents: readonly (readonly Entry[])[]): Sum {
  const weights = new Map<number, number>();
  for (const entries of documents)
    for (const { id, weight } of entries) weights.set(id, (weights.get(id) ?? 0) + weight);
  let squares = 0;
  for (const weight of weights.values()) squares += weight * weight;
  return { weights, length: Math.sqrt(squares) };
}

/** Cosine of a document and a sum. */
export function cosineWith({ weights, length }: Sum, entries: readonly Entry[]): number {
  if (length === 0) return 0;
  let dot = 0;
  for (const { id, weight } of entries) dot += (weights.get(id) ?? 0) * weight;
  return dot / length;
}

/** The heaviest terms with their weights, heaviest first; of equals, those that come first. */
export function heaviestOf<Value>(
  terms: ReadonlyMap<number, Value>,
  weightOf: (value: Value) => number,
  limit: number,
): [number, number][] {
  // A story holds a thousand terms and a few dozen are wanted: putting each in its place beats sorting all of them.
  const top: [number, number][] = [];
  for (const [id, value] of terms) {
    const weight = weightOf(value);
    if (top.length === limit && weight <= (top.at(-1)?.[1] ?? 0)) continue;
    let at = top.length;
    while (at > 0 && (top[at - 1]?.[1] ?? 0) < weight) at--;
    top.splice(at, 0, [id, weight]);
    if (top.length > limit) top.pop();
  }
  return top;
}
