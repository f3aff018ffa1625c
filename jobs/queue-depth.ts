import { LANES, type Lane } from './jobs.ts';
import type { LaneQueue, QueueBackend } from './queue.ts';

export type LaneDepth = Readonly<Record<'waiting' | 'active' | 'delayed', number>>;

/** Reads how many jobs each lane has, by state. Waits as long as the queue's server is away. */
export function createQueueDepths(backend: QueueBackend): () => Promise<Readonly<Record<Lane, LaneDepth>>> {
  const queues = LANES.map((lane): readonly [Lane, LaneQueue] => [lane, backend.queue(lane)]);
  return async () => {
    const depths = await Promise.all(
      queues.map(async ([lane, queue]) => [lane, await depthOf(queue)] as const),
    );
    // Every lane is in it: the list is that of all lanes.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return Object.fromEntries(depths) as Record<Lane, LaneDepth>;
  };
}

async function depthOf(queue: LaneQueue): Promise<LaneDepth> {
  const counts = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed');
  const of = (state: string): number => counts[state] ?? 0;
  return { waiting: of('waiting') + of('prioritized'), active: of('active'), delayed: of('delayed') };
}
