import type { Log } from '../src/log.ts';
import type { Retention } from '../src/ports/retention.ts';

/** Rows of one statement: other writers wait a few hundredths of a second at most. */
const BATCH = 500;
/** Batches of one kind in one run: what is left waits for the next, so that a stop need not wait long. */
const MAX_BATCHES = 100;
const DAY_MS = 24 * 3_600_000;

export interface RetentionDeps {
  readonly retention: Retention;
  readonly retentionDays: number;
  readonly log: Log;
}

export interface RetentionReport {
  readonly items: number;
  readonly messages: number;
  readonly shown: number;
}

/**
 * Reduces what is older than the retention. Safe to run twice and in several processes at once: each takes rows that no
 * other has, and a crash costs the batch that was under way.
 */
export async function applyRetention(deps: RetentionDeps, now: Date): Promise<RetentionReport> {
  const { retention, retentionDays, log } = deps;
  const before = new Date(now.getTime() - retentionDays * DAY_MS);
  const report: RetentionReport = {
    items: await inBatches((limit) => retention.reduceItems(before, limit, now)),
    messages: await inBatches((limit) => retention.emptySent(before, limit)),
    shown: await inBatches((limit) => retention.dropShown(before, limit)),
  };
  if (report.items + report.messages + report.shown > 0)
    log.info(report, 'old items and messages were reduced');
  return report;
}

async function inBatches(work: (limit: number) => Promise<number>): Promise<number> {
  let sum = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
    const done = await work(BATCH);
    sum += done;
    if (done < BATCH) break;
  }
  return sum;
}
