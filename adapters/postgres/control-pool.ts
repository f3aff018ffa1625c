import { Pool } from 'pg';
import type { Log } from '../../src/log.ts';

/** A connection that a firewall forgot stays silent for a quarter of an hour; a database in order answers in milliseconds. */
export const ANSWER_WITHIN_MS = 3_000;

/** A server that was told to stop admits nobody new, but serves those who are there for as long as they like. */
const CONNECTION_LIFE_S = 10;

/** Connections for what must not wait behind other work: leases and the question whether the database is there. */
export function openControlPool(url: string, log: Log): Pool {
  const pool = new Pool({
    connectionString: url,
    max: 2,
    maxLifetimeSeconds: CONNECTION_LIFE_S,
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
    statement_timeout: ANSWER_WITHIN_MS,
    keepAlive: true,
    application_name: 'storywatch control',
  });
  pool.on('error', (error) => log.debug({ err: error }, 'a control connection was lost'));
  return pool;
}
