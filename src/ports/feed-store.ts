import type { Reach } from '../feeds/cut-off.ts';
import type { Feed, NewFeed, PollResult } from '../feeds/feed.ts';
import type { FeedEntry } from '../feeds/item.ts';

/** A feed taken for a poll. */
export interface DueFeed extends Feed {
  /** Publication times of its newest items, newest first: what its rhythm is told from. */
  readonly latestTimes: readonly Date[];
}

export interface FeedStore {
  /** Adds feeds that are not there yet, due at once; brings removed ones back. Returns those that were added. */
  add(feeds: readonly NewFeed[], now: Date): Promise<readonly Feed[]>;
  /** Which of the addresses were ever added, removed ones included. */
  known(urls: readonly string[]): Promise<ReadonlySet<string>>;
  find(id: string): Promise<Feed | null>;
  /** Removed feeds are not listed. By title. */
  list(): Promise<readonly Feed[]>;
  /** The folders of these feeds, by feed id; feeds in none are left out. */
  folders(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Feeds whose id, address or title holds the text, best first. */
  search(text: string, limit: number): Promise<readonly Feed[]>;
  /** Ids of active feeds due at `now`, each handed out once per minute of real time. */
  claimDue(now: Date, limit: number): Promise<readonly string[]>;
  /** Takes a due feed for one poll; null when it is not due, paused, or taken by another process. */
  lease(id: string, now: Date): Promise<DueFeed | null>;
  /** Stores the outcome of a poll and gives the lease back. Returns the feed as it is then. */
  finishPoll(id: string, result: PollResult): Promise<Feed | null>;
  /** Stores the outcome of a poll and what it found that is new: both or neither. Returns how many items were added. */
  keepPoll(
    id: string,
    result: PollResult,
    found: { readonly fresh: readonly FeedEntry[]; readonly announce: boolean },
  ): Promise<number>;
  /** Gives the lease back without a poll: the feed is due again then. */
  putOff(id: string, until: Date): Promise<void>;
  /** Makes a feed due at once, whatever its interval. */
  makeDue(id: string, now: Date): Promise<void>;
  /** Gives a feed another address, due at once; what was known of the old address's answers is forgotten, and a
   * login that was for another origin. */
  setUrl(id: string, url: string, now: Date): Promise<void>;
  /** Stores the ciphertext of what authenticates, or forgets it; the feed is due at once. */
  setCredentials(id: string, sealed: string | null, now: Date): Promise<void>;
  setState(id: string, state: Feed['state'], reason: string | null): Promise<void>;
  counts(): Promise<FeedCounts>;
}

/** Feeds by how they are; one may count in several. */
export interface FeedCounts extends Reach {
  readonly paused: number;
  readonly failing: number;
  readonly neverRead: number;
}
