import { setTimeout as delay } from 'node:timers/promises';

/** Counts how many runs of a job are under way in this process. */
export interface Running {
  count<Data>(job: (data: Data) => Promise<void>): (data: Data) => Promise<void>;
  /** Resolves when fewer are under way, at the latest after so long. */
  fewerThan(many: number, withinMs: number): Promise<void>;
}

const LOOK_EVERY_MS = 25;

export function countRunning(): Running {
  let running = 0;
  const isFewer = (many: number): boolean => running < many;
  return {
    count: (job) => async (data) => {
      running += 1;
      try {
        await job(data);
      } finally {
        running -= 1;
      }
    },
    async fewerThan(many, withinMs) {
      const giveUpAt = performance.now() + withinMs;
      while (!isFewer(many) && performance.now() < giveUpAt) await delay(LOOK_EVERY_MS);
    },
  };
}
