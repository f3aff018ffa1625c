// A real PostgreSQL that needs no installation, for one machine. State that could go stale is avoided, not guarded:
// clusters and copies of programs are published by one atomic step (embedded-cluster.ts, embedded-binaries.ts),
// PostgreSQL itself admits one server per folder (embedded-server.ts), and who uses the server is counted by the
// server's own locks (embedded-hold.ts). Any process may be killed at any point; the next start goes on from there.
import type { Client } from 'pg';
import { accountFor } from './embedded-account.ts';
import { packagedBinaries, usableBinaries } from './embedded-binaries.ts';
import { clusterEntry, openCluster } from './embedded-cluster.ts';
import { systemCode } from './embedded-error.ts';
import { keepHold } from './embedded-hold.ts';
import { openDataDir, systemFolders } from './embedded-places.ts';
import { joinOrStart, stopServer } from './embedded-server.ts';

export interface EmbeddedPostgres {
  /** `postgres://storywatch:<password>@127.0.0.1:<port>/storywatch` */
  readonly url: string;
  /**
   * Releases this process's hold; the last one out stops the server. Close pools first. Safe to call twice.
   * @throws EmbeddedPostgresError when the server does not stop
   */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Made when missing. The cluster is its entry `postgres`. */
  readonly dataDir: string;
  /** Gets a sentence before each step that takes time. */
  readonly onProgress?: (step: string) => void;
  /** False only in tests: a power cut may then lose the cluster. Takes effect when this call starts the server. */
  readonly durable?: boolean;
  /** Folder with `bin`, `lib` and `share`; default: the npm package of this platform. */
  readonly nativeFolder?: string;
  /** Where root puts what PostgreSQL's account cannot reach elsewhere, best first; default `/var/lib/storywatch`. */
  readonly systemFolders?: readonly string[];
}

const ALREADY_THERE = ['42P04', '23505']; // the second code when two sessions create it at once

/**
 * Joins the PostgreSQL server of a data folder, or starts it; makes the cluster and the database the first time.
 * @throws EmbeddedPostgresError whose message names the folder and the way out
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const onProgress = options.onProgress ?? (() => {});
  const durable = options.durable ?? true;
  const dataDir = await openDataDir(options.dataDir);
  const account = await accountFor(clusterEntry(dataDir));
  const native = options.nativeFolder ?? packagedBinaries(process.platform, process.arch);
  const place = { dataDir, account, systemFolders: options.systemFolders ?? systemFolders(), onProgress };
  const binaries = await usableBinaries({ ...place, native });
  const cluster = await openCluster({ ...place, binaries, durable });
  const request = { cluster, binaries, durable };
  const { client, port } = await joinOrStart({ ...request, onProgress });
  await createDatabase(client);
  // A server that died is started again where it was, so that every pool finds it by the address it has.
  const hold = keepHold(client, () => joinOrStart({ ...request, port, onProgress: () => {} }));
  let stopped: Promise<void> | undefined;
  return {
    url: `postgres://storywatch:${cluster.password}@127.0.0.1:${port}/storywatch`,
    stop: () =>
      (stopped ??= (async () => {
        if (await hold.release()) await stopServer(cluster.data);
        await hold.close();
      })()),
  };
}

async function createDatabase(client: Client): Promise<void> {
  const { rowCount } = await client.query(`select from pg_database where datname = 'storywatch'`);
  if (rowCount) return;
  await client.query('create database storywatch').catch((error: unknown) => {
    if (!ALREADY_THERE.includes(systemCode(error) ?? '')) throw error;
  });
}
