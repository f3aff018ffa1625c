import type { ReadFailure, Validators } from '../ports/feed-reader.ts';

/** A feed as stored, with what is known of its polls. */
export interface Feed {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly siteUrl: string | null;
  /** The group it was listed under. */
  readonly folder: string | null;
  readonly language: string | null;
  readonly state: 'active' | 'paused' | 'removed';
  readonly stateReason: string | null;
  /** Set by a person; null: follows the feed's own rhythm. */
  readonly pinnedIntervalMs: number | null;
  readonly createdAt: Date;
  /** Ciphertext of the headers that authenticate; see credentials.ts. */
  readonly credentials?: string | null;
  readonly nextDueAt: Date;
  readonly lastCheckedAt: Date | null;
  /** The last time it answered properly (new content or unchanged). */
  readonly lastReadAt: Date | null;
  /** Failures in a row. */
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly failure: Pick<ReadFailure, 'cause' | 'message'> | null;
  readonly validators: Validators | null;
  readonly askedIntervalMs: number | null;
  /** Hours (0 to 23) and weekdays (0 is Sunday) in UTC in which the publisher asks not to be polled. */
  readonly skipHours: readonly number[];
  readonly skipDays: readonly number[];
  /** What was odd about the last polls, in words. */
  readonly note: string | null;
  /** Set when it has been silent for much longer than it ever was. */
  readonly silentSince: Date | null;
  readonly movedTo: string | null;
  readonly movedCount: number;
  readonly polls: number;
  readonly pollsUnchanged: number;
  readonly bytes: number;
}

/** A feed that a person or a list names. */
export interface NewFeed {
  readonly url: string;
  readonly title: string;
  readonly siteUrl: string | null;
  readonly folder: string | null;
  readonly pinnedIntervalMs: number | null;
}

/** How a feed's document asks to be polled; kept until the next new document. */
export interface Asked {
  readonly intervalMs: number | null;
  readonly skipHours: readonly number[];
  readonly skipDays: readonly number[];
}

/** What one poll changes about its feed. */
export interface PollResult {
  readonly checkedAt: Date;
  readonly nextDueAt: Date;
  readonly outcome: 'read' | 'unchanged' | 'failed';
  readonly failure: Pick<ReadFailure, 'cause' | 'message'> | null;
  readonly validators: Validators | null;
  readonly asked: Asked | null;
  readonly bytes: number;
  /** What the feed says of itself; null keeps what is stored. */
  readonly title: string | null;
  readonly siteUrl: string | null;
  readonly language: string | null;
  readonly moved: { readonly to: string; readonly count: number } | null;
  /** Set when the feed's address is to be replaced for good. */
  readonly newUrl: string | null;
  /** Replaces the note; undefined keeps it. */
  readonly note: string | undefined;
  readonly silentSince: Date | null;
  /** Set when the feed is to be paused, e.g. after 410 Gone. */
  readonly pauseReason: string | null;
}
