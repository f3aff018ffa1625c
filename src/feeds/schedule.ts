// When a feed is asked again. A feed is asked as often as it has something new, within what its publisher, its server
// and good manners allow; always a little late, by an amount of its own, so that feeds spread out and none comes early.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Nobody is asked more often than this, whatever a person set. */
export const FLOOR_MS = 5 * MINUTE;
const DEFAULT_MS = HOUR;
const SHORTEST_MS = 15 * MINUTE;
/** Without validators every poll costs the publisher the whole document. */
const SHORTEST_WITHOUT_VALIDATORS_MS = HOUR;
export const LONGEST_MS = DAY;
const FIRST_RETRY_MS = 5 * MINUTE;
const MAX_JITTER = 0.1;

/** An item is seen after an eighth of the usual gap on average. */
const POLLS_PER_GAP = 4;
/** A feed that has been silent for a day is asked every hour, for 24 days once a day. */
const SILENCE_SHARE = 24;
/** Older items say how often the feed used to publish. */
const RECENT_ITEMS = 20;

export interface PollFacts {
  readonly feedId: string;
  readonly now: Date;
  /** The shortest interval this installation allows, in milliseconds. */
  readonly floorMs: number;
  /** Set by a person (status pages, advisories); null: follows the feed's rhythm. */
  readonly pinnedIntervalMs: number | null;
  /** When the feed's latest items were published, in any order. */
  readonly publishedAt: readonly Date[];
  /** What the document asks for (`ttl`, `sy:updatePeriod`). */
  readonly askedIntervalMs: number | null;
  /** How long the answer stays fresh (`max-age`, `Expires`, `Retry-After`). */
  readonly freshForMs: number | null;
  /** Whether the server sends an ETag or Last-Modified, so that polls can be answered with 304. */
  readonly hasValidators: boolean;
  /** Hours (0 to 23) and weekdays (0 is Sunday) in UTC in which the publisher asks not to be polled. */
  readonly skipHours: readonly number[];
  readonly skipDays: readonly number[];
}

/**
 * When to ask again after an answer: the longest of the rhythm or the pinned interval, what the document asks for and
 * what the server asks for, at most a day, plus up to a tenth.
 */
export function nextPollAt(facts: PollFacts): Date {
  const { feedId, now, freshForMs } = facts;
  const interval = Math.min(Math.max(ownInterval(facts), freshForMs ?? 0), LONGEST_MS);
  return skipQuietTimes(new Date(now.getTime() + withJitter(interval, feedId)), facts);
}

/** A pinned interval is a person's decision and beats what the document asks of everybody. */
function ownInterval(facts: PollFacts): number {
  const floor = Math.max(facts.floorMs, FLOOR_MS);
  if (facts.pinnedIntervalMs !== null) return Math.max(facts.pinnedIntervalMs, floor);
  const shortest = facts.hasValidators ? SHORTEST_MS : SHORTEST_WITHOUT_VALIDATORS_MS;
  return Math.max(rhythm(facts.publishedAt, facts.now), facts.askedIntervalMs ?? 0, shortest, floor);
}

/** The interval that fits how often a feed publishes, in milliseconds, between 15 minutes and a day. */
export function rhythm(publishedAt: readonly Date[], now: Date): number {
  const times = publishedAt
    .map((date) => date.getTime())
    .filter((time) => time <= now.getTime())
    .toSorted((a, b) => b - a)
    .slice(0, RECENT_ITEMS);
  const [newest] = times;
  if (newest === undefined || times.length < 2) return DEFAULT_MS;
  const gaps = times.slice(1).map((time, index) => (times[index] ?? time) - time);
  const silence = now.getTime() - newest;
  const interval = Math.max(median(gaps) / POLLS_PER_GAP, silence / SILENCE_SHARE);
  return Math.round(Math.min(Math.max(interval, SHORTEST_MS), LONGEST_MS));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

export interface RetryFacts {
  readonly feedId: string;
  readonly now: Date;
  /** Failures in a row, this one included. */
  readonly failures: number;
  readonly retryAfterMs: number | null;
}

/** When to ask again after a failure: 5 minutes, doubled with every one, at most a day; never given up. */
export function nextRetryAt({ feedId, now, failures, retryAfterMs }: RetryFacts): Date {
  const backOff = FIRST_RETRY_MS * 2 ** Math.min(Math.max(failures, 1) - 1, 20);
  const wait = Math.min(Math.max(backOff, retryAfterMs ?? 0), LONGEST_MS);
  return new Date(now.getTime() + withJitter(wait, feedId));
}

function withJitter(interval: number, feedId: string): number {
  return Math.ceil(interval * (1 + MAX_JITTER * share(feedId)));
}

/** A number from 0 to below 1 that is the feed's own (FNV-1a, mixed so that ids that differ by one lie apart). */
export function share(feedId: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < feedId.length; at += 1) hash = Math.imul(hash ^ feedId.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** The first moment at or after `due` in which the publisher wants to be asked. */
function skipQuietTimes(due: Date, { feedId, skipHours, skipDays }: PollFacts): Date {
  const isQuiet = (at: Date): boolean =>
    skipHours.includes(at.getUTCHours()) || skipDays.includes(at.getUTCDay());
  if (!isQuiet(due)) return due;
  const offset = share(feedId) * MAX_JITTER * HOUR;
  for (let hours = 1; hours <= 7 * 24; hours += 1) {
    const start = Math.floor(due.getTime() / HOUR + hours) * HOUR;
    const at = new Date(Math.ceil(start + offset));
    if (!isQuiet(at)) return at;
  }
  // Every hour of the week is excluded: a mistake, not a wish.
  return due;
}
