// Who uses the server is counted by the server: each process keeps one connection with a shared advisory lock. The
// system closes the connection of a process that is killed, so a dead one never counts and no process id is trusted.
// The last one out turns its lock into an exclusive one, which shuts the door to newcomers while the server stops.
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { EmbeddedPostgresError, systemCode } from './embedded-error.ts';
import type { Cluster } from './embedded-cluster.ts';
import { readPidFile, servesFolder } from './embedded-postmaster.ts';

export type Found =
  | { readonly kind: 'held'; readonly client: Client; readonly port: number }
  /** A server of this folder exists, but is starting or stopping: ask again. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'none' };

export interface Hold {
  /** Ends the hold. True: nobody else holds the server, and nobody can until it has stopped. */
  release(): Promise<boolean>;
  /** Ends the connection too. */
  close(): Promise<void>;
}

const HOLD_KEY = 1_937_011_319;
const HOLD_AGAIN_MS = 500;
const WRONG_PASSWORD = '28P01';

/** Looks for a running server of the cluster and takes a hold on it. */
export async function takeHold(cluster: Cluster): Promise<Found> {
  const pidFile = await readPidFile(cluster.data);
  if (!pidFile) return { kind: 'none' };
  const outcome = pidFile.port === null ? null : await tryHold(cluster, pidFile.port, pidFile.pid);
  if (outcome instanceof Client) return { kind: 'held', client: outcome, port: pidFile.port ?? 0 };
  // Nothing of ours behind that port: the file is stale, or its server is not up yet or not any more.
  if (!(await servesFolder(pidFile.pid, cluster.data))) return { kind: 'none' };
  if (systemCode(outcome) === WRONG_PASSWORD) throw wrongPassword(cluster, outcome);
  return { kind: 'busy' };
}

async function tryHold(cluster: Cluster, port: number, pid: number): Promise<unknown> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: 'storywatch',
    password: cluster.password,
    // Advisory locks are per database, and this one is never dropped or restored.
    database: 'postgres',
    application_name: 'storywatch hold',
    connectionTimeoutMillis: 5000,
    ssl: false,
  });
  client.on('error', () => {}); // the `end` that follows is what counts
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string }>(
      `select current_setting('data_directory') as folder`,
    );
    // A copy of a data folder carries the pid file and the password of the server it was copied from.
    const ours = rows[0]?.folder === cluster.data || (await servesFolder(pid, cluster.data));
    if (ours && (await lock(client, 'pg_try_advisory_lock_shared'))) return client;
  } catch (error) {
    await client.end().catch(() => {});
    return error;
  }
  await client.end().catch(() => {});
  return null;
}

async function lock(client: Client, fn: string): Promise<boolean> {
  const { rows } = await client.query<{ done: boolean }>(`select ${fn}($1) as done`, [HOLD_KEY]);
  return rows[0]?.done ?? false;
}

function wrongPassword(cluster: Cluster, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The database in ${cluster.data} refuses the password in the file beside it. ` +
      'Put the old content of that file back (it was made together with the database).',
    { cause },
  );
}

/**
 * Keeps a hold for as long as this process wants it: PostgreSQL ends all connections when one of its processes
 * crashes, and goes on by itself. `again` gets a hold anew, and rejects while it cannot be had.
 */
export function keepHold(first: Client, again: () => Promise<{ readonly client: Client }>): Hold {
  let client: Client | null = null;
  let ended = false;
  let regaining = Promise.resolve();

  const watch = (held: Client): void => {
    client = held;
    held.once('end', () => {
      client = null;
      if (!ended) regaining = regain();
    });
  };
  const regain = async (): Promise<void> => {
    const found = await again().catch(() => null);
    if (found !== null) return watch(found.client);
    if (ended) return;
    await delay(HOLD_AGAIN_MS, undefined, { ref: false });
    await regain();
  };

  watch(first);
  return {
    async release() {
      ended = true;
      await regaining; // or a server that is just being started would be left to nobody
      if (client === null) return false;
      try {
        await lock(client, 'pg_advisory_unlock_shared');
        return await lock(client, 'pg_try_advisory_lock');
      } catch {
        return false; // the server went away under us: nothing is left to stop
      }
    },
    async close() {
      await client?.end().catch(() => {});
    },
  };
}
