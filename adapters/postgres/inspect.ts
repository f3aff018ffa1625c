import { readFile } from 'node:fs/promises';
import { Client, type ClientBase } from 'pg';
import { z } from 'zod';
import type { DatabaseFacts, StoredFacts } from '../../src/cli/doctor-findings.ts';
import { workers } from './backup.ts';
import { packageRoot } from './package-root.ts';

const CONNECT_MS = 5_000;
const ANSWER_MS = 10_000;

/** Looks at a database without changing anything, migrations included. Throws what PostgreSQL or the network says. */
export async function inspectDatabase(url: string): Promise<DatabaseFacts> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
  });
  client.on('error', () => {}); // the query that runs says so too
  await client.connect();
  try {
    const server = await inspectServer(client);
    const applied = await appliedMigrations(client);
    const known = await knownMigrations();
    const pending = known.filter((at) => !applied.includes(at)).length;
    return {
      ...server,
      pendingMigrations: applied.length === 0 ? null : pending,
      newerMigrations: applied.filter((at) => at > Math.max(...known)).length,
      stored: applied.length > 0 && pending === 0 ? await inspectStored(client) : null,
    };
  } finally {
    await client.end();
  }
}

async function inspectServer(client: ClientBase) {
  const before = Date.now();
  const { rows } = await client.query<{ version: string; encoding: string; now: Date; bytes: string }>(
    `select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding,
            clock_timestamp() as now, pg_database_size(current_database())::text as bytes`,
  );
  const [row] = rows;
  if (!row) throw new Error('the database gave an empty answer');
  return {
    majorVersion: Math.floor(Number(row.version) / 10_000),
    encoding: row.encoding,
    bytes: Number(row.bytes),
    // The answer was made halfway between question and arrival, as far as can be told.
    aheadMs: row.now.getTime() - (before + Date.now()) / 2,
  };
}

async function appliedMigrations(client: ClientBase): Promise<readonly number[]> {
  const { rows: found } = await client.query<{ there: boolean }>(
    `select to_regclass('drizzle.__drizzle_migrations') is not null as there`,
  );
  if (found[0]?.there !== true) return [];
  const { rows } = await client.query<{ at: string }>(
    'select created_at::text as at from drizzle.__drizzle_migrations',
  );
  return rows.map(({ at }) => Number(at));
}

const journal = z.object({ entries: z.array(z.object({ when: z.number() })) });

async function knownMigrations(): Promise<readonly number[]> {
  const file = new URL('adapters/postgres/migrations/meta/_journal.json', packageRoot());
  return journal.parse(JSON.parse(await readFile(file, 'utf8'))).entries.map(({ when }) => when);
}

async function inspectStored(client: ClientBase): Promise<StoredFacts> {
  const { rows } = await client.query<Omit<StoredFacts, 'workers' | 'causes'>>(
    `select (select count(*)::int from feeds where state = 'active') as feeds,
            (select count(*)::int from feeds where state = 'active' and failures > 0) as failing,
            (select count(*)::int from feeds where state = 'active' and failures = 0 and last_read_at is null) as "neverRead",
            (select count(*)::int from feeds where state <> 'removed' and credentials is not null) as "withCredentials",
            (select count(*)::int from feeds where lease_until < now()) +
              (select count(*)::int from deliveries where lease_until < now()) as "staleLeases",
            (select count(*)::int from deliveries where state = 'failed') as "failedMessages",
            (select url from feeds where state = 'active' and failures = 0 and last_read_at is not null
             order by last_read_at desc limit 1) as "wellFeed"`,
  );
  const { rows: causes } = await client.query<{ cause: string; feeds: number }>(
    `select coalesce(failure_cause, 'unknown') as cause, count(*)::int as feeds from feeds
     where state = 'active' and failures > 0 group by 1 order by 2 desc limit 5`,
  );
  const [row] = rows;
  if (!row) throw new Error('the database gave an empty answer');
  return { ...row, causes, workers: await workers(client) };
}
