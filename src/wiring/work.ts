import { EventEmitter, once } from 'node:events';
import { openControlPool } from '../../adapters/postgres/control-pool.ts';
import { goOnDuty } from '../../adapters/postgres/duty.ts';
import { createFigures } from '../../adapters/postgres/figures.ts';
import { createLeases } from '../../adapters/postgres/leadership-lease.ts';
import { watchDatabase, type DatabaseWatch } from '../../adapters/postgres/watch.ts';
import type { Engine } from '../../jobs/engine.ts';
import { createQueueDepths } from '../../jobs/queue-depth.ts';
import { forgetJobs, openQueueBackend, type QueueBackend } from '../../jobs/queue.ts';
import type { OpenOptions } from '../cli/runtime.ts';
import type { Chats } from './chats.ts';
import type { Roles } from './roles.ts';
import type { Storage } from './storage.ts';
import { chartsOf, openWeb } from './web.ts';

export interface WorkParts {
  readonly options: OpenOptions;
  readonly roles: Roles;
  readonly version: string;
  readonly storage: Storage;
  readonly remote: Chats;
  /** Ends what shows messages here. */
  readonly stopScreen: () => Promise<void>;
  readonly startEngine: (backend: QueueBackend) => Engine;
}

/** Everything that goes on by itself in this process. */
export interface Work {
  /** Throws when a server or a platform refuses; `stop` clears up then too. */
  start(): Promise<void>;
  /** In order: commands, workers, chats, queue. The database stays. */
  stop(): Promise<void>;
  /** Resolves when the database was away for so long that a new process has better chances. */
  readonly databaseLost: Promise<void>;
}

/** Restarts and failovers of a database are over sooner. */
const DATABASE_LOST_AFTER_MS = 60_000;

export function createWork(parts: WorkParts): Work {
  const { options, roles, storage, remote } = parts;
  const { config, log, onStep } = options;
  const { pool } = storage.database;
  const control = openControlPool(storage.url, log);
  const leases = createLeases(control);
  const posts = remote.chats.length > 0 || roles.worker || roles.terminal;
  /** What was started, to be stopped in this order. */
  const started: Partial<Record<'web' | 'engine' | 'queue' | 'duty', () => Promise<void>>> = {};
  let watch: DatabaseWatch | undefined;
  const events = new EventEmitter();

  return {
    databaseLost: once(events, 'database-lost').then(() => undefined),
    async start() {
      watch = watchDatabase(control, { limitMs: DATABASE_LOST_AFTER_MS, log });
      void watch.lost.then(() => events.emit('database-lost'));
      onStep(config.redisUrl ? 'Connecting the queue to Redis' : 'Preparing the queue on PostgreSQL');
      const { redisUrl } = config;
      const backend = await openQueueBackend({ redisUrl, pool, prefix: 'storywatch', log });
      started.queue = () => backend.close();
      if (roles.web !== 'off') started.web = await serve(parts, backend, () => control.query('select 1'));
      await remote.connect();
      if (!posts) return;
      const duty = await goOnDuty(pool, async () => {
        await forgetJobs(backend);
        await leases.forgetAll();
      });
      started.duty = () => duty.end();
      await remote.listen(leases);
      const engine = parts.startEngine(backend);
      started.engine = () => engine.stop();
    },
    async stop() {
      await Promise.all([remote.stopListening(), started.web?.()]);
      await started.engine?.();
      await parts.stopScreen();
      await started.queue?.();
      await started.duty?.();
      watch?.end();
      await control.end();
    },
  };
}

async function serve(
  { options, roles, version, storage, remote }: WorkParts,
  backend: QueueBackend,
  pingDatabase: () => Promise<unknown>,
): Promise<() => Promise<void>> {
  const { config, clock, log } = options;
  try {
    const server = await openWeb({
      config,
      version,
      clock,
      log,
      pingDatabase,
      readFigures: createFigures(storage.database.pool),
      queueDepths: createQueueDepths(backend),
      dependencies: remote.dependencies,
      slackEvents: remote.slackEvents,
      charts: await chartsOf(config),
    });
    return () => server.close();
  } catch (error) {
    if (roles.web === 'on') throw error;
    log.warn({ err: error }, 'no health and metrics are served');
    return () => Promise.resolve();
  }
}
