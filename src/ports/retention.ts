/** Forgets what nobody will ask for again, a small batch at a time, so that no row is locked for long. */
export interface Retention {
  /**
   * Reduces items first seen before `before` that belong to no story, and that no person spoke of, to what recognises
   * them when their feed lists them again: key and content hash; title, text and link are emptied. Returns how many; 0
   * means that none is left.
   */
  reduceItems(before: Date, limit: number, now: Date): Promise<number>;
  /** Empties messages that were sent before `before`; their keys stay, so that none is sent again. Returns how many. */
  emptySent(before: Date, limit: number): Promise<number>;
  /** Deletes what the terminal showed before `before`. Returns how many. */
  dropShown(before: Date, limit: number): Promise<number>;
}
