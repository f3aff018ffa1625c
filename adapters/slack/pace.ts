import { setTimeout as wait } from 'node:timers/promises';

export interface PaceOptions {
  /** Shortest time between two slots of one key. */
  readonly everyMs: number;
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<unknown>;
}

export interface Pace {
  /**
   * Runs work for a key when all earlier work for it is done. `slot` resolves when the key may be used again:
   * at once the first time, `everyMs` after the last use otherwise.
   */
  run<T>(key: string, work: (slot: () => Promise<void>) => Promise<T>): Promise<T>;
}

/** One line of waiting per key; keys do not hold each other up. */
export function createPace({ everyMs, now = Date.now, sleep = wait }: PaceOptions): Pace {
  const tails = new Map<string, Promise<unknown>>();
  const lastAt = new Map<string, number>();

  async function slot(key: string): Promise<void> {
    const left = (lastAt.get(key) ?? Number.NEGATIVE_INFINITY) + everyMs - now();
    if (left > 0) await sleep(left);
    lastAt.set(key, now());
  }

  return {
    async run(key, work) {
      const before = tails.get(key) ?? Promise.resolve();
      const mine = before.then(() => work(() => slot(key)));
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
