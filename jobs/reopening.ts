// BullMQ's queues and workers on PostgreSQL keep the outcome of their first connection for good: one that was begun in
// the moment in which the database went away fails every call for as long as the process lives. Such a one is
// replaced here by a new one.
import { setTimeout as delay } from 'node:timers/promises';
import type { LaneQueue, LaneWorker } from './queue.ts';

const REOPEN_AFTER_MS = 500;

interface Connecting {
  waitUntilReady(): Promise<unknown>;
}

/** A queue whose first connection fails is replaced for the next call; the call itself fails. */
export function reopeningQueue(create: () => LaneQueue & Connecting): LaneQueue {
  let current = create();
  const ready = async (): Promise<LaneQueue> => {
    const queue = current;
    try {
      await queue.waitUntilReady();
      return queue;
    } catch (error) {
      if (current === queue) {
        current = create();
        await queue.close().catch(() => {});
      }
      throw error;
    }
  };
  return {
    addBulk: async (jobs) => (await ready()).addBulk(jobs),
    obliterate: async (options) => (await ready()).obliterate(options),
    resume: async () => (await ready()).resume(),
    getJobCounts: async (...states) => (await ready()).getJobCounts(...states),
    close: () => current.close(),
  };
}

/** A worker whose first connection fails is replaced until one has its connection. */
export function reopeningWorker(create: () => LaneWorker & Connecting): LaneWorker {
  const listeners: ((worker: LaneWorker) => void)[] = [];
  let current: LaneWorker | undefined;
  const closing = new AbortController();
  const open = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const worker = create();
      current = worker;
      for (const listen of listeners) listen(worker);
      const ready = await worker.waitUntilReady().then(
        () => true,
        () => false,
      );
      if (ready) return;
      await worker.close().catch(() => {});
      await delay(REOPEN_AFTER_MS, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  };
  const opened = open();
  return {
    on(event: 'error' | 'failed', listener: never) {
      // The same call twice: each of them is of one of the two overloads.
      const listen = (worker: LaneWorker): unknown =>
        event === 'error' ? worker.on(event, listener) : worker.on(event, listener);
      listeners.push(listen);
      if (current) listen(current);
    },
    // Closed before it is ready, a worker takes a connection afterwards and keeps it: the pool would never end.
    async close() {
      closing.abort();
      await opened;
      await current?.close();
    },
  };
}
