import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { NodePgDatabase, NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import type { PgDatabase } from 'drizzle-orm/pg-core';
import { Client, Pool, type ClientBase } from 'pg';
import type { Log } from '../../src/log.ts';
import { packageRoot } from './package-root.ts';

/** A connection or a transaction: stores work on either. */
export type Db = PgDatabase<NodePgQueryResultHKT>;

/** The pool as drizzle sees it. */
export type PooledDb = NodePgDatabase & { readonly $client: Pool };

/** The same as `Db` without drizzle, for what is asked so often that building the statement anew would be felt. */
export type Queryable = Pick<ClientBase, 'query'>;

export interface Database {
  readonly pool: Pool;
  readonly db: PooledDb;
  close(): Promise<void>;
}

/** The tables could not be brought up to date. `message` is for a person: why, what state they are in, the way out. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  constructor(cause: unknown) {
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    const said = reason instanceof Error ? reason.message : String(reason);
    super(
      `The database could not be brought up to date: ${said}. All of it was taken back, nothing was changed: ` +
        'the version that ran before still runs on it. Mend what the message names, or report it.',
      { cause },
    );
  }
}

/** For the stores: more statements at once wait for each other anyway, and each connection takes PostgreSQL 3 MB. */
export const STORE_CONNECTIONS = 8;
/** For a queue on PostgreSQL, whose workers keep one each to listen on. */
const QUEUE_CONNECTIONS = 6;
const CONNECT_TIMEOUT_MS = 10_000;

/** One migrator at a time over all processes; the number is arbitrary but fixed. */
const MIGRATION_LOCK = 0x53_54_4f_52;

/**
 * Connects and brings the tables up to date, safely when several processes start at once.
 * Throws what PostgreSQL says when it cannot be reached.
 * @throws MigrationError when it was reached and its tables could not be brought up to date
 */
export async function openDatabase(
  url: string,
  log: Log,
  connections = STORE_CONNECTIONS + QUEUE_CONNECTIONS,
): Promise<Database> {
  const pool = new Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    // BullMQ's own tables live in a schema of theirs.
    options: '-c search_path=public,bullmq',
  });
  // Without a listener, a connection cut while idle would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'a database connection was lost'));
  // The same for one cut between two statements of a transaction: the next statement fails, and that is enough.
  pool.on('connect', (client) => client.on('error', () => {}));
  try {
    await migrateTables(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return { pool, db: drizzle(pool), close: () => pool.end() };
}

/** A database that is never reached: for building stores only to look at what is built on them. */
export const unconnectedDb = (): PooledDb => drizzle(new Pool({ host: 'invalid.invalid' }));

/** Removes everything that the program keeps in a database, the queue included. */
export async function emptyDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('drop schema if exists public, drizzle, bullmq cascade; create schema public');
  } finally {
    await client.end();
  }
}

async function migrateTables(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate(drizzle(client), {
      migrationsFolder: fileURLToPath(new URL('adapters/postgres/migrations', packageRoot())),
    }).catch((error: unknown) => {
      throw new MigrationError(error);
    });
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    client.release();
  }
}
