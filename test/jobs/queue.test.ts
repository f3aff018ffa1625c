import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { execPath } from 'node:process';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../adapters/postgres/database.ts';
import type { NewJob } from '../../jobs/jobs.ts';
import { createJobQueue, openQueueBackend } from '../../jobs/queue.ts';
import { queueContract } from '../contracts/queue.ts';
import { openWire } from '../faults/proxy.ts';
import { freshDatabase } from '../support/postgres.ts';
import { postgresQueue, redisQueue } from '../support/queue.ts';
import { redisUrl, unlessSkipped } from '../support/redis.ts';
import { silentLog, useStore } from '../support/store.ts';

const at = useStore();
const job: NewJob = { name: 'build-digest', id: 'again', data: { channelId: 'a' } };

describe('the queue on PostgreSQL', () => {
  queueContract(() => postgresQueue(at.pool));

  it('goes on when the database was away at its first connection', async () => {
    const wire = await openWire(Number(new URL(at.url).port));
    const url = new URL(at.url);
    url.port = String(wire.port);
    const database = await openDatabase(url.href, silentLog);
    const backend = await openQueueBackend({
      redisUrl: undefined,
      pool: database.pool,
      prefix: randomUUID(),
      log: silentLog,
    });
    const queue = createJobQueue(backend);
    const told = new EventEmitter();
    wire.refuse(true);
    wire.cut();
    const worker = backend.worker('digest', async ({ id }) => void told.emit('done', id), {});
    worker.on('error', () => {});
    onTestFinished(async () => {
      await worker.close();
      await backend.close();
      await database.close();
      await wire.close();
    });
    await expect(queue.add('digest', [job])).rejects.toThrow(/./u);

    wire.refuse(false);
    const done = once(told, 'done');
    await expect
      .poll(() => queue.add('digest', [job]).then(() => true, String), { timeout: 30_000 })
      .toBe(true);

    expect(await done).toEqual(['again']);
  });

  it('makes its tables once when several processes start at once', async () => {
    const fresh = await freshDatabase();
    const databases = await Promise.all(Array.from({ length: 6 }, () => openDatabase(fresh.url, silentLog)));
    onTestFinished(async () => {
      await Promise.all(databases.map((database) => database.close()));
      await fresh.drop();
    });
    // A session that knows all that making a schema needs looks nothing up, and so hears of nothing new while it waits.
    await Promise.all(
      databases.map(({ pool }) =>
        pool.query(`do $$ begin
          perform pg_advisory_xact_lock(1, hashtext('any'));
          create schema if not exists crowd; drop schema crowd;
        end $$`),
      ),
    );

    const backends = await Promise.all(
      databases.map(({ pool }) =>
        openQueueBackend({ redisUrl: undefined, pool, prefix: 'crowd', log: silentLog }),
      ),
    );

    expect(backends).toHaveLength(6);
    await Promise.all(backends.map((backend) => backend.close()));
  });

  it('gives every connection back when it is closed right after its start', async () => {
    const { pool } = await openDatabase(at.url, silentLog);
    const backend = await openQueueBackend({ redisUrl: undefined, pool, prefix: 'brief', log: silentLog });
    const workers = [1, 2, 3].map(() => backend.worker('digest', async () => {}, {}));

    await Promise.all(workers.map((worker) => worker.close()));
    await backend.close();

    await pool.end(); // waits for connections that are out
    expect(pool.totalCount).toBe(0);
  });
});

it('says that Redis does not answer, and stops asking', async () => {
  const program = `
    import { openQueueBackend } from '${new URL('../../jobs/queue.ts', import.meta.url).href}';
    import { createLog } from '${new URL('../../src/log.ts', import.meta.url).href}';
    const log = createLog('silent');
    await openQueueBackend({ redisUrl: 'redis://:secret@127.0.0.1:1', prefix: 'x', log })
      .catch((error) => console.log(error.message));`;
  const child = spawn(execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);
  onTestFinished(() => void child.kill());

  // The process ends by itself: nothing is left that tries again.
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);

  expect(said).toMatch(/^Redis cannot be reached \(REDIS_URL\): .*ECONNREFUSED/u);
  expect(said).not.toContain('secret');
  expect(code).toBe(0);
});

describe.skipIf(redisUrl === null)(`the queue on Redis${unlessSkipped}`, () => {
  queueContract(() => redisQueue(at.pool));
});
