import type { Embedder } from '../../src/ports/embedder.ts';

/** Gets one sentence when embeddings fail, with the cause. */
export type Warn = (cause: unknown, message: string) => void;

/**
 * Makes a source of vectors into an embedder: vectors are brought to length 1, and the first failure is told once, after
 * which the rest go without until it answers again.
 */
export function guarded(source: (texts: readonly string[]) => Promise<number[][]>, warn: Warn): Embedder {
  let told = false;
  return {
    async embed(texts) {
      if (texts.length === 0) return [];
      try {
        const vectors = await source(texts);
        if (vectors.length !== texts.length)
          throw new Error(`${String(vectors.length)} vectors for ${String(texts.length)} texts`);
        told = false;
        return vectors.map(unit);
      } catch (cause) {
        if (!told) warn(cause, 'no embeddings; stories are told apart without them');
        told = true;
        return null;
      }
    },
  };
}

function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
