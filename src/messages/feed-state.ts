import type { Feed } from '../feeds/feed.ts';
import { healthOf } from '../feeds/health.ts';

/** A feed's health in a few words, with the cause. */
export function stateOf(feed: Feed): string {
  const health = healthOf(feed);
  const word = stateInAWord(feed);
  if (health === 'paused') return feed.stateReason ? `${word}: ${feed.stateReason}` : word;
  if (feed.failures > 0 && feed.failure) return `${word}: ${feed.failure.message}`;
  return health === 'new' || health === 'silent' || feed.note === null ? word : `${word}; ${feed.note}`;
}

/** The same without the cause, for lists. */
export function stateInAWord(feed: Feed): string {
  const health = healthOf(feed);
  if (health === 'new') return 'not read yet';
  if (health !== 'paused' && feed.failures > 0 && feed.failure)
    return `${health} (${feed.failures} in a row)`;
  if (health === 'silent' && feed.silentSince)
    return `silent since ${feed.silentSince.toISOString().slice(0, 10)}`;
  return health;
}
