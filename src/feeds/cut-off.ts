import type { ReadFailure } from '../ports/feed-reader.ts';
import type { Feed } from './feed.ts';

/** How many of the feeds that are read cannot be reached, over all of them. */
export interface Reach {
  readonly active: number;
  /** Failing because no server answered. */
  readonly unreachable: number;
  /** When any feed was last read; null: never. */
  readonly lastReadAt: Date | null;
}

/** No such name, no connection, no answer in time. */
export const UNREACHABLE: readonly ReadFailure['cause'][] = ['dns', 'connect', 'timeout'];

/** Fewer feeds than this may well be down together. */
const FEEDS_NEEDED = 5;
const SHARE_NEEDED = 0.9;

/** Whether it is rather this machine that has no way out than each of so many publishers that is down. */
export function isCutOff({ active, unreachable }: Reach): boolean {
  return unreachable >= FEEDS_NEEDED && unreachable >= active * SHARE_NEEDED;
}

export function reachOf(feeds: readonly Feed[]): Reach {
  const active = feeds.filter((feed) => feed.state === 'active');
  const read = feeds.flatMap(({ lastReadAt }) => (lastReadAt === null ? [] : [lastReadAt.getTime()]));
  return {
    active: active.length,
    unreachable: active.filter(({ failure }) => failure && UNREACHABLE.includes(failure.cause)).length,
    lastReadAt: read.length === 0 ? null : new Date(Math.max(...read)),
  };
}
