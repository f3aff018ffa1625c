/** Turns texts into vectors of meaning, the same for all languages. An optional help to the classifier. */
export interface Embedder {
  /**
   * One vector a text, in their order, each of length 1. Null when there are none to be had: the classifier then goes on
   * without. Never rejects; says what is wrong once in the log.
   */
  embed(texts: readonly string[]): Promise<readonly (readonly number[])[] | null>;
}
