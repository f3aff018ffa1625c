import { randomUUID } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { createPostgresBackend, QueueEvents, type PgPool } from 'bullmq';
import { Redis } from 'ioredis';
import type { Pool } from 'pg';
import { onTestFinished } from 'vitest';
import type { Lane } from '../../jobs/jobs.ts';
import { openQueueBackend } from '../../jobs/queue.ts';
import type { OpenQueue } from '../contracts/queue.ts';
import { redisUrl } from './redis.ts';
import { silentLog } from './store.ts';

/** A queue on the run's Redis under a prefix of its own, closed after the test. */
export async function redisQueue(pool: Pool): Promise<OpenQueue> {
  if (redisUrl === null) throw new Error('there is no Redis');
  const prefix = `test-${randomUUID()}`;
  const backend = await openQueueBackend({ redisUrl, pool, prefix, log: silentLog });
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const flush = async (): Promise<void> => {
    const keys = await connection.keys(`*${prefix}*`);
    if (keys.length > 0) await connection.del(...keys);
  };
  onTestFinished(async () => {
    await backend.close();
    await flush();
    connection.disconnect();
  });
  return {
    backend,
    flush,
    events: (lane) => ready(new QueueEvents(`${prefix}-${lane}`, { connection })),
  };
}

/** A queue in the tables of a database, closed after the test. */
export async function postgresQueue(pool: Pool): Promise<OpenQueue> {
  const prefix = `test-${randomUUID()}`;
  const backend = await openQueueBackend({ redisUrl: undefined, pool, prefix, log: silentLog });
  onTestFinished(() => backend.close());
  return {
    backend,
    events: (lane: Lane) =>
      ready(
        new QueueEvents(
          `${prefix}-${lane}`,
          { connection: pool as unknown as PgPool },
          createPostgresBackend,
        ),
      ),
    async flush() {
      await pool.query(`do $$ begin
        execute (select 'truncate ' || string_agg(format('bullmq.%I', tablename), ', ')
                 from pg_tables where schemaname = 'bullmq' and tablename !~ 'migration');
      end $$`);
    },
  };
}

type Events = EventEmitter & Pick<QueueEvents, 'close' | 'waitUntilReady'>;

async function ready(events: Events): Promise<EventEmitter> {
  onTestFinished(() => events.close());
  await events.waitUntilReady();
  return events;
}
