// Apart from the parsers: the main thread, which needs only these, does without them in its memory.

/** The body is no feed, or one that no reader of the chain can read. `looksLike` names what it is instead. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly looksLike: 'html' | 'empty' | 'feed' | 'other';
  constructor(message: string, looksLike: ParseError['looksLike']) {
    super(message);
    this.looksLike = looksLike;
  }
}

/** What is known of a body besides its bytes. */
export interface BodyFacts {
  /** Address that answered, the base of relative links; null for a file read from disk. */
  readonly url: string | null;
  /** The HTTP header, or null. */
  readonly contentType: string | null;
  /** Dates more than an hour later are not believed. */
  readonly now: Date;
}
