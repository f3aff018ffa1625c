import type { Feed } from './feed.ts';

export type Health =
  | 'ok'
  | 'new'
  | 'silent'
  | 'failing'
  | 'blocked by a bot wall'
  | 'moved'
  | 'gone'
  | 'not a feed'
  | 'paused';

const DAY_MS = 24 * 3_600_000;
/** Feeds of a few items a month are silent for weeks as a matter of course. */
const SHORTEST_SILENCE_MS = 3 * DAY_MS;
/** Fewer gaps say nothing about a feed's habits. */
const GAPS_NEEDED = 5;

/** Since when a feed has been silent for more than twice its longest pause; null while that is usual for it. */
export function silentSince(latestTimes: readonly Date[], now: Date): Date | null {
  const times = latestTimes.map((time) => time.getTime()).toSorted((a, b) => b - a);
  const [newest] = times;
  const gaps = times.slice(1).map((time, index) => (times[index] ?? time) - time);
  if (newest === undefined || gaps.length < GAPS_NEEDED) return null;
  const usual = Math.max(...gaps, SHORTEST_SILENCE_MS);
  return now.getTime() - newest > 2 * usual ? new Date(newest) : null;
}

/** Failures in a row after which a feed counts as failing: one or two are the network's weather. */
export const FAILURES_TOLD = 3;

/** A feed's state in a word. */
export function healthOf(feed: Feed): Health {
  if (feed.failure?.cause === 'gone') return 'gone';
  if (feed.state !== 'active') return 'paused';
  if (feed.failures > 0 && feed.failure) {
    if (feed.failure.cause === 'bot-wall') return 'blocked by a bot wall';
    if (feed.failure.cause === 'not-a-feed') return 'not a feed';
    return 'failing';
  }
  if (!feed.lastReadAt) return 'new';
  if (feed.movedTo !== null) return 'moved';
  return feed.silentSince === null ? 'ok' : 'silent';
}

/** Since when a feed is in trouble that people should hear of; null while it is not. */
export function troubleSince(feed: Feed): Date | null {
  if (feed.state === 'removed') return null;
  if (feed.failures >= FAILURES_TOLD || feed.failure?.cause === 'gone') return feed.failingSince;
  return feed.failures === 0 ? feed.silentSince : null;
}
