import type { FeedDocument, FeedEntry } from '../../src/feeds/item.ts';
import type { BodyFacts, ParseError } from './parse/parse-error.ts';

/** Few enough that taking them in stays far below 20 ms. */
export const ENTRIES_PER_MESSAGE = 200;

export type ToWorker =
  | { readonly kind: 'parse'; readonly bytes: Uint8Array; readonly facts: BodyFacts }
  | { readonly kind: 'more' };

export type FromWorker =
  /** The thread runs and begins: the time limit counts from here, not from when it was started. */
  | { readonly kind: 'begun' }
  /** All of the document, or its first entries. */
  | { readonly kind: 'document'; readonly document: FeedDocument; readonly last: boolean }
  | { readonly kind: 'entries'; readonly entries: readonly FeedEntry[]; readonly last: boolean }
  | { readonly kind: 'failed'; readonly message: string; readonly looksLike: ParseError['looksLike'] };
