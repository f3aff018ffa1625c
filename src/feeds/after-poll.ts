import type { AskedOutcome } from '../ports/feed-reader.ts';
import type { Asked, Feed, PollResult } from './feed.ts';
import { silentSince } from './health.ts';
import { nextPollAt, nextRetryAt } from './schedule.ts';

export interface PolledFeed {
  readonly feed: Feed;
  readonly outcome: AskedOutcome;
  /** Publication times of the feed's newest items, those of this poll included; newest first. */
  readonly latestTimes: readonly Date[];
  readonly floorMs: number;
  /** What was odd about this poll. */
  readonly note?: string | undefined;
  readonly now: Date;
}

/** So many polls in a row must name the same new address before it replaces the old one. */
const MOVES_NEEDED = 3;

/** What a poll changes about its feed: health, validators, address, and when it is next due. */
export function afterPoll(polled: PolledFeed): PollResult {
  const { feed, outcome, now } = polled;
  const common = {
    checkedAt: now,
    nextDueAt: dueAfter(polled),
    note: polled.note,
    silentSince: silentSince(polled.latestTimes, now),
  };
  if (outcome.kind === 'failed') {
    const { cause, message } = outcome.failure;
    return {
      ...common,
      ...UNCHANGED,
      outcome: 'failed',
      failure: { cause, message },
      moved: feed.movedTo === null ? null : { to: feed.movedTo, count: feed.movedCount },
      pauseReason: cause === 'gone' ? 'the publisher says that it is gone for good (410)' : null,
    };
  }
  const moved = movedTo(feed, outcome.permanentUrl);
  const document = outcome.kind === 'read' ? outcome.document : null;
  return {
    ...common,
    ...UNCHANGED,
    outcome: outcome.kind,
    validators: outcome.validators,
    bytes: outcome.bytes,
    asked: document && askedBy(document),
    siteUrl: document?.siteUrl ?? null,
    language: document?.language ?? null,
    moved: moved.arrived ? null : moved.towards,
    newUrl: moved.arrived,
  };
}

const UNCHANGED = {
  failure: null,
  validators: null,
  asked: null,
  bytes: 0,
  title: null,
  siteUrl: null,
  language: null,
  moved: null,
  newUrl: null,
  pauseReason: null,
} as const;

const askedBy = (document: Extract<AskedOutcome, { kind: 'read' }>['document']): Asked => ({
  intervalMs: document.askedIntervalMs,
  skipHours: document.skipHours ?? [],
  skipDays: document.skipDays ?? [],
});

function movedTo(feed: Feed, to: string | null) {
  if (to === null || to === feed.url) return { arrived: null, towards: null };
  const count = feed.movedTo === to ? feed.movedCount + 1 : 1;
  return count >= MOVES_NEEDED ? { arrived: to, towards: null } : { arrived: null, towards: { to, count } };
}

function dueAfter({ feed, outcome, latestTimes, floorMs, now }: PolledFeed): Date {
  if (outcome.kind === 'failed') {
    const { retryAfterMs } = outcome.failure;
    return nextRetryAt({ feedId: feed.id, now, failures: feed.failures + 1, retryAfterMs });
  }
  const document = outcome.kind === 'read' ? outcome.document : null;
  return nextPollAt({
    feedId: feed.id,
    now,
    floorMs,
    pinnedIntervalMs: feed.pinnedIntervalMs,
    publishedAt: latestTimes,
    askedIntervalMs: document ? document.askedIntervalMs : feed.askedIntervalMs,
    skipHours: document?.skipHours ?? feed.skipHours,
    skipDays: document?.skipDays ?? feed.skipDays,
    freshForMs: outcome.freshForMs,
    hasValidators: outcome.validators.etag !== null || outcome.validators.lastModified !== null,
  });
}
