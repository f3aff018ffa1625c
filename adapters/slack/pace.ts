import { setTimeout as wait } from 'node:timers/promises';

export interface PaceOptions {
  /** Shortest time between the answer to one send of a key and its next send. */
  readonly everyMs: number;
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<unknown>;
}

export interface Pace {
  /**
   * Runs work for a key when all earlier work for it is done. What the work does through `spaced` is done at once the
   * first time, and otherwise not before `everyMs` have passed since the last time it was done.
   */
  run<T>(key: string, work: (spaced: Spaced) => Promise<T>): Promise<T>;
}

export type Spaced = <T>(send: () => Promise<T>) => Promise<T>;

/** One line of waiting per key; keys do not hold each other up. */
export function createPace({ everyMs, now = Date.now, sleep = wait }: PaceOptions): Pace {
  const tails = new Map<string, Promise<unknown>>();
  const lastAt = new Map<string, number>();

  async function spaced<T>(key: string, send: () => Promise<T>): Promise<T> {
    const left = (lastAt.get(key) ?? Number.NEGATIVE_INFINITY) + everyMs - now();
    if (left > 0) await sleep(left);
    try {
      return await send();
    } finally {
      // Slack counts from when the send arrived: with a slow way there, that is any time up to now.
      lastAt.set(key, now());
    }
  }

  return {
    async run(key, work) {
      const before = tails.get(key) ?? Promise.resolve();
      const mine = before.then(() => work((send) => spaced(key, send)));
      // Later work waits for this one whether or not it went well.
      const tail = mine.catch(() => undefined);
      tails.set(key, tail);
      try {
        return await mine;
      } finally {
        if (tails.get(key) === tail) tails.delete(key);
      }
    },
  };
}
