import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Log } from '../../src/log.ts';

export interface DatabaseWatch {
  /** Resolves when the database has not answered for the whole limit; never when it goes on answering. */
  readonly lost: Promise<void>;
  end(): void;
}

const ASK_EVERY_MS = 5_000;

/** Asks the database for a sign of life every few seconds, over a pool with short time-outs (control-pool.ts). */
export function watchDatabase(pool: Pool, { limitMs, log }: { limitMs: number; log: Log }): DatabaseWatch {
  const ending = new AbortController();
  let answeredAt = performance.now();

  async function ask(): Promise<void> {
    const before = answeredAt;
    try {
      await pool.query('select 1');
      if (performance.now() - before > 2 * ASK_EVERY_MS) log.info('the database answers again');
      answeredAt = performance.now();
    } catch (error) {
      if (!ending.signal.aborted) log.warn({ err: error }, 'the database does not answer');
    }
  }

  async function watch(): Promise<boolean> {
    while (!ending.signal.aborted) {
      await delay(ASK_EVERY_MS, undefined, { signal: ending.signal, ref: false }).catch(() => {});
      if (ending.signal.aborted) break;
      await ask();
      if (performance.now() - answeredAt > limitMs) return true;
    }
    return false;
  }

  return {
    lost: new Promise((resolve) => {
      void watch().then((gone) => gone && resolve());
    }),
    end: () => ending.abort(),
  };
}
