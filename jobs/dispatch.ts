import type { Store } from '../src/ports/store.ts';
import { pollFeedJob } from './jobs.ts';
import type { JobQueue } from './queue.ts';

/** Feeds handed to the queue by one call; the next call takes the next ones. */
const AT_ONCE = 500;

/** Hands feeds that are due to the queue. Returns how many. A crash in between costs a minute: they are handed out again. */
export async function dispatchDueFeeds(store: Store, queue: JobQueue, now: Date): Promise<number> {
  const ids = await store.feeds.claimDue(now, AT_ONCE);
  await queue.add('poll', ids.map(pollFeedJob));
  return ids.length;
}
