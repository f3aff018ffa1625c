import type { Log } from '../src/log.ts';
import type { Chat } from '../src/ports/chat.ts';
import type { Store } from '../src/ports/store.ts';
import { classifyJob, deliverJob, digestJob, refreshPostJob, type Lane } from './jobs.ts';
import type { JobQueue } from './queue.ts';

const AT_ONCE = 200;

export interface SweepDeps {
  readonly store: Store;
  readonly queue: JobQueue;
  /** Platforms that are set up; deliveries for others wait. */
  readonly platforms: readonly Chat['platform'][];
  readonly log: Log;
}

/**
 * Hands to the queue whatever the tables say is unfinished: items without a verdict, digests that are due, deliveries
 * that may be tried. Harmless where the work is already queued; the only source of work after the queue was lost.
 */
export async function sweep({ store, queue, platforms, log }: SweepDeps, now: Date): Promise<void> {
  const [first] = await store.items.unclassified(1);
  if (first) await queue.add('classify', [classifyJob(first.id)]);

  const channels = await store.channels.digestsDue(now);
  await queue.add(
    'digest',
    channels.map((channel) => digestJob(channel.id)),
  );

  let deliveries = 0;
  for (const platform of platforms) {
    const lane: Lane = `deliver-${platform}`;
    const ready = await store.deliveries.ready(platform, now, AT_ONCE);
    const edits = await store.deliveries.refreshesDue(platform, now, AT_ONCE);
    await queue.add(lane, [...ready.map(deliverJob), ...edits.map(refreshPostJob)]);
    deliveries += ready.length;
  }
  if (deliveries > 0 || channels.length > 0) {
    log.debug({ deliveries, digests: channels.length }, 'the sweep handed out work');
  }
}
