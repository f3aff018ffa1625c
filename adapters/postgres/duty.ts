// After `kill -9` the tables keep the leases of the dead process, and the queue the jobs that it had begun. Both run out
// by themselves, but minutes later. Whoever starts to work and finds nobody else at it ends them at once. Who works is
// counted by locks of open connections, which the system closes with their process: a dead one never counts.
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';

export interface Duty {
  end(): Promise<void>;
}

/** Shared by all processes that work; the number is arbitrary but fixed. */
export const DUTY_LOCK = 0x53_54_44_55;
const LOOK_AGAIN_MS = 500;

/**
 * Counts this process among those that work on the database, until `end`. When it is the only one, leases that others
 * left end and `whenAlone` runs, before another one can begin.
 */
export async function goOnDuty(pool: Pool, whenAlone: () => Promise<void>): Promise<Duty> {
  const first = await pool.connect();
  try {
    await takeOver(first, whenAlone);
  } catch (error) {
    first.release(true);
    throw error;
  }
  return keep(pool, first);
}

async function takeOver(client: PoolClient, whenAlone: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [
    DUTY_LOCK,
  ]);
  const alone = rows[0]?.alone ?? false;
  if (alone) {
    await client.query('update feeds set lease_until = null, enqueued_until = null');
    await client.query('update deliveries set lease_until = null where lease_until is not null');
    await whenAlone();
  }
  await client.query('select pg_advisory_lock_shared($1)', [DUTY_LOCK]);
  if (alone) await client.query('select pg_advisory_unlock($1)', [DUTY_LOCK]);
}

/** Takes the lock again when its connection is cut. */
function keep(pool: Pool, first: PoolClient): Duty {
  let ended = false;
  let held: PoolClient | null = null;

  const watch = (client: PoolClient): void => {
    held = client;
    client.on('error', () => {}); // the `end` that follows is what counts
    client.once('end', () => {
      if (held !== client) return; // we have let it go ourselves
      held = null;
      client.release(true);
      void again();
    });
  };
  const again = async (): Promise<void> => {
    if (ended) return;
    const client = await lockAgain(pool);
    if (client && !ended) watch(client);
    else if (client) client.release(true);
    else {
      await delay(LOOK_AGAIN_MS, undefined, { ref: false });
      await again();
    }
  };

  watch(first);
  return {
    async end() {
      ended = true;
      const client = held;
      held = null;
      await client?.query('select pg_advisory_unlock_shared($1)', [DUTY_LOCK]).catch(() => {});
      client?.release(true);
    },
  };
}

async function lockAgain(pool: Pool): Promise<PoolClient | null> {
  const client = await pool.connect().catch(() => null);
  try {
    await client?.query('select pg_advisory_lock_shared($1)', [DUTY_LOCK]);
    return client;
  } catch {
    client?.release(true);
    return null;
  }
}
