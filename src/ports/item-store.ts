import type { FeedEntry, Item } from '../feeds/item.ts';

export interface StoredEntries {
  readonly added: number;
  readonly changed: number;
}

/** An item that waits for its verdict. */
export interface UnclassifiedItem extends Item {
  readonly seq: number;
  readonly announce: boolean;
  readonly feedTitle: string;
}

export interface ItemStore {
  /**
   * Adds entries that are new to the feed and updates those whose content changed; a key seen before never adds
   * an item. An item whose title changed in substance waits for a new verdict.
   */
  save(
    feedId: string,
    entries: readonly FeedEntry[],
    options: { announce: boolean; now: Date },
  ): Promise<StoredEntries>;
  /** Of entries about to be saved: those that are new, each once, and how many items they change. */
  compare(
    feedId: string,
    entries: readonly FeedEntry[],
  ): Promise<{ readonly fresh: readonly FeedEntry[]; readonly changed: number }>;
  /** How many of these new entries have the title and address of an item that is there under another key. */
  countRenamed(feedId: string, fresh: readonly FeedEntry[]): Promise<number>;
  /**
   * Items without a verdict: first those that may be announced, then what feeds held when they were added; each in the
   * order they were published, oldest first.
   */
  unclassified(limit: number): Promise<readonly UnclassifiedItem[]>;
  markClassified(ids: readonly string[], now: Date): Promise<void>;
  /** The newest items that have a verdict, oldest first: what the classifier learns word frequencies from. */
  recent(limit: number): Promise<readonly Item[]>;
  /** Items that happened since a time, newest first; those in a story too. */
  since(from: Date, limit: number): Promise<readonly Item[]>;
  /** Of those, the ones that are in no story and were never part of a proposed one. */
  unassigned(from: Date, limit: number): Promise<readonly Item[]>;
  /** Notes that a story was proposed with these items, so that it is not proposed again. */
  markProposed(ids: readonly string[], now: Date): Promise<void>;
  find(id: string): Promise<Item | null>;
  /** Items whose id begins with the given hexadecimal digits, at most two: enough to see that they are ambiguous. */
  byRef(ref: string): Promise<readonly Item[]>;
  /** The item that first had this address; null when none has. */
  byLink(link: string): Promise<Item | null>;
  /** Publication times of a feed's newest items, newest first. */
  latestTimes(feedId: string, limit: number): Promise<readonly Date[]>;
  /** The newest items of a feed, newest first. */
  latest(feedId: string, limit: number): Promise<readonly Item[]>;
  /** `reduced`: kept only to be recognised again (see `Retention`). */
  counts(since: Date): Promise<{
    readonly items: number;
    readonly unclassified: number;
    readonly seenSince: number;
    readonly reduced: number;
  }>;
}
