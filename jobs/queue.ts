import {
  createPostgresBackend,
  Queue,
  runMigrations,
  Worker,
  type BulkJobOptions,
  type Job,
  type JobType,
  type PgPool,
  type WorkerOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import type { Pool } from 'pg';
import type { Log } from '../src/log.ts';
import { reopeningQueue, reopeningWorker } from './reopening.ts';
import { LANES, type JobName, type Lane, type NewJob } from './jobs.ts';

/** What is used of a queue, whatever carries it. */
export interface LaneQueue {
  addBulk(jobs: { name: string; data: unknown; opts: BulkJobOptions }[]): Promise<unknown>;
  obliterate(options: { force: boolean }): Promise<void>;
  resume(): Promise<void>;
  getJobCounts(...states: JobType[]): Promise<Record<string, number>>;
  close(): Promise<void>;
}

export interface LaneWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: Job | undefined, error: Error) => void): unknown;
  close(): Promise<void>;
}

/** BullMQ on the backend that the settings name. This file and worker.ts are the only ones that know it. */
export interface QueueBackend {
  readonly name: 'redis' | 'postgres';
  queue(lane: Lane): LaneQueue;
  worker(
    lane: Lane,
    processor: (job: Job) => Promise<void>,
    options: Omit<WorkerOptions, 'connection'>,
  ): LaneWorker;
  close(): Promise<void>;
}

export interface QueueBackendOptions {
  /** Unset: PostgreSQL carries the queue. */
  readonly redisUrl: string | undefined;
  readonly pool: Pool;
  /** Sets apart the queues of several installations on one server. */
  readonly prefix: string;
  readonly log: Log;
}

export function openQueueBackend(options: QueueBackendOptions): Promise<QueueBackend> {
  return options.redisUrl === undefined ? openPostgres(options) : openRedis(options.redisUrl, options);
}

/**
 * One process at a time makes BullMQ's tables; the number is arbitrary but fixed. BullMQ's own lock is taken inside its
 * transaction, which then still believes what its session knew of schemas before it waited ("already exists").
 */
const QUEUE_MIGRATION_LOCK = 0x53_54_51_55;

async function makeQueueTables(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [QUEUE_MIGRATION_LOCK]);
    await runMigrations(client);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [QUEUE_MIGRATION_LOCK]).catch(() => undefined);
    client.release();
  }
}

async function openPostgres({ pool, prefix, log }: QueueBackendOptions): Promise<QueueBackend> {
  await makeQueueTables(pool);
  // BullMQ describes pg's pool by a narrower type of its own, which the real pool satisfies at run time.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const connection = pool as unknown as PgPool;
  // Each queue and worker listens to the pool's errors: more than the ten that Node takes for a leak.
  pool.setMaxListeners(0);
  const open: LaneQueue[] = [];
  return {
    name: 'postgres',
    queue(lane) {
      const queue = reopeningQueue(() =>
        new Queue(`${prefix}-${lane}`, { connection }, createPostgresBackend).on('error', (error) =>
          log.warn({ lane, err: error }, 'the queue had an error'),
        ),
      );
      open.push(queue);
      return queue;
    },
    worker: (lane, processor, rest) =>
      reopeningWorker(
        () => new Worker(`${prefix}-${lane}`, processor, { ...rest, connection }, createPostgresBackend),
      ),
    async close() {
      await Promise.all(open.map((queue) => queue.close()));
    },
  };
}

async function openRedis(url: string, { prefix, log }: QueueBackendOptions): Promise<QueueBackend> {
  // BullMQ blocks on its connection and retries by itself: a limit per request would break that.
  const redis = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true });
  redis.on('error', (error) => log.warn({ err: error }, 'Redis had an error'));
  await connect(redis);
  await warnOfEviction(redis, log);
  const open: LaneQueue[] = [];
  return {
    name: 'redis',
    queue(lane) {
      const queue = new Queue(`${prefix}-${lane}`, { connection: redis });
      queue.on('error', (error) => log.warn({ lane, err: error }, 'the queue had an error'));
      open.push(queue);
      return queue;
    },
    worker: (lane, processor, rest) =>
      new Worker(`${prefix}-${lane}`, processor, { ...rest, connection: redis }),
    async close() {
      await Promise.all(open.map((queue) => queue.close()));
      redis.disconnect();
    },
  };
}

/** Redis is not there or not as it must be; the message names the setting. */
export class RedisError extends Error {
  override readonly name = 'RedisError';
}

/** A server that does not answer at the start is a wrong address more often than a short outage: it is told at once. */
async function connect(redis: Redis): Promise<void> {
  let first: Error | undefined;
  redis.once('error', (error) => (first = error));
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect(); // or it would go on trying, and keep the process alive
    const reason = first?.message ?? String(error);
    throw new RedisError(`Redis cannot be reached (REDIS_URL): ${reason}`, { cause: error });
  }
}

/** Evicted keys are lost jobs. Managed servers may forbid CONFIG: then nothing can be said. */
async function warnOfEviction(redis: Redis, log: Log): Promise<void> {
  const answer = await redis.config('GET', 'maxmemory-policy').catch(() => null);
  const policy = Array.isArray(answer) ? answer[1] : null;
  if (typeof policy === 'string' && policy !== 'noeviction') {
    log.warn({ policy }, 'Redis may evict jobs: set its maxmemory-policy to noeviction');
  }
}

/**
 * Forgets every job, those that a killed process had begun too: their ids could not come again for a minute and more.
 * For a time at which nobody works; the sweep and the dispatcher find what is unfinished in the tables.
 */
export async function forgetJobs(backend: QueueBackend): Promise<void> {
  for (const lane of LANES) {
    const queue = backend.queue(lane);
    await queue.obliterate({ force: true });
    await queue.resume(); // forgetting begins with a pause
  }
}

/** Puts jobs into their lanes. A job whose id is still waiting or running is not added again. */
export interface JobQueue {
  add(lane: Lane, jobs: readonly NewJob[]): Promise<void>;
}

/** Finished jobs leave nothing behind, so that the same id can come again; the tables remember what was done. */
const LEAVE_NOTHING = { removeOnComplete: true, removeOnFail: true } as const;

/** Tries of one job before it is left to the sweep. */
const ATTEMPTS: Readonly<Record<JobName, number>> = {
  // A poll keeps its own back-off in the database.
  'poll-feed': 1,
  'classify-items': 3,
  'build-digest': 3,
  deliver: 1,
  'refresh-post': 1,
};

/** Edits wait while there is something new to post: a card that lags is right again with its next edit. 0 comes first. */
const PRIORITY: Readonly<Record<JobName, number>> = {
  'poll-feed': 0,
  'classify-items': 0,
  'build-digest': 0,
  deliver: 0,
  'refresh-post': 1,
};

export function createJobQueue(backend: QueueBackend): JobQueue {
  const queues = new Map<Lane, LaneQueue>();
  const queueOf = (lane: Lane): LaneQueue => {
    const known = queues.get(lane);
    if (known) return known;
    const queue = backend.queue(lane);
    queues.set(lane, queue);
    return queue;
  };
  return {
    async add(lane, jobs) {
      if (jobs.length === 0) return;
      await queueOf(lane).addBulk(
        jobs.map(({ name, id, data }) => ({
          name,
          data,
          opts: {
            jobId: id,
            attempts: ATTEMPTS[name],
            priority: PRIORITY[name],
            backoff: { type: 'exponential', delay: 1000, jitter: 0.5 },
            ...LEAVE_NOTHING,
          },
        })),
      );
    },
  };
}
