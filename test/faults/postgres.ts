// A PostgreSQL of the test's own, to be killed, restarted and cut off: a server on the cluster in a data folder, either
// started here or by the program itself.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { accountFor, CLEAN_ENV } from '../../adapters/postgres/embedded-account.ts';
import { packagedBinaries, usableBinaries } from '../../adapters/postgres/embedded-binaries.ts';
import { readPidFile, servesFolder } from '../../adapters/postgres/embedded-postmaster.ts';
import { freePort } from '../support/waiting.ts';

export interface Postgres {
  /** Where it is when it runs. */
  url(): Promise<string>;
  start(): Promise<void>;
  /** Ends the server at once: its log is replayed at the next start. */
  kill(): Promise<void>;
  /** Ends one of its processes at once: the server cuts every connection and recovers by itself. */
  killBackend(): Promise<void>;
  /** Ends it in order, cutting connections. */
  stop(): Promise<void>;
  /** Rejects while the server is away. */
  query<Row extends object>(statement: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=100',
  'shared_buffers=32MB',
  'jit=off',
  // A killed process loses nothing that it gave to the system; only a power cut would.
  'fsync=off',
  // Tells when a message was noted as sent.
  'track_commit_timestamp=on',
];

/** Copies a folder with its owners; with `/.` at the end what is in it. */
export async function copyCluster(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', from, to]);
}

/** A server that this process starts, on the cluster of a data folder. */
export async function createPostgres(dataDir: string): Promise<Postgres> {
  const home = await realpath(join(dataDir, 'postgres'));
  const account = await accountFor(home);
  const native = packagedBinaries(process.platform, process.arch);
  const { postgres } = await usableBinaries({
    native,
    account,
    dataDir,
    systemFolders: [dataDir],
    onProgress: () => {},
  });
  const port = await freePort();
  const data = join(home, 'data');
  let server: ChildProcess | undefined;

  const launch = (): ChildProcess =>
    spawn(postgres, ['-D', data, ...[`port=${port}`, ...SETTINGS].flatMap((each) => ['-c', each])], {
      ...account,
      cwd: '/',
      env: CLEAN_ENV,
      stdio: 'ignore',
    });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = server;
    server = undefined;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    ending.kill(signal);
    await once(ending, 'exit');
  };
  const database = onPort(home, () => Promise.resolve(port));
  return {
    ...database,
    async start() {
      for (let tries = 0; tries < 400; tries += 1) {
        // Backends of a killed server hold its memory for a moment: until they are gone, a new one ends at once.
        if (!server || server.exitCode !== null) server = launch();
        if (await answers(database)) return;
        await delay(50);
      }
      throw new Error('PostgreSQL did not start');
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGINT'),
  };
}

/** The server that the program starts in a data folder. `start` only waits for it. */
export async function embeddedPostgres(dataDir: string): Promise<Postgres> {
  const home = await realpath(join(dataDir, 'postgres'));
  const data = join(home, 'data');
  const database = onPort(home, async () => (await readPidFile(data))?.port ?? 1);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const found = await readPidFile(data);
    if (!found || !(await servesFolder(found.pid, data))) return;
    process.kill(found.pid, signal);
    while (await servesFolder(found.pid, data)) await delay(20);
  };
  return {
    ...database,
    async start() {
      while (!(await answers(database))) await delay(50);
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGINT'),
  };
}

const answers = ({ query }: Pick<Postgres, 'query'>): Promise<boolean> =>
  query('select 1').then(
    () => true,
    () => false,
  );

function onPort(home: string, port: () => Promise<number>): Pick<Postgres, 'url' | 'query' | 'killBackend'> {
  const url = async (): Promise<string> => {
    const password = (await readFile(join(home, 'password'), 'utf8')).trim();
    return `postgres://storywatch:${password}@127.0.0.1:${await port()}/storywatch`;
  };
  const query = async <Row extends object>(
    statement: string,
    values: readonly unknown[] = [],
  ): Promise<readonly Row[]> => {
    const client = new Client({ connectionString: await url(), connectionTimeoutMillis: 5000 });
    client.on('error', () => {}); // the query says it
    try {
      await client.connect();
      return (await client.query<Row>(statement, [...values])).rows;
    } finally {
      await client.end().catch(() => {});
    }
  };
  return {
    url,
    query,
    async killBackend() {
      let chosen = await someBackend(query);
      for (; chosen === undefined; chosen = await someBackend(query)) await delay(50);
      process.kill(chosen, 'SIGKILL');
    },
  };
}

async function someBackend(query: Postgres['query']): Promise<number | undefined> {
  const rows = await query<{ pid: number }>(
    `select pid from pg_stat_activity
     where backend_type = 'client backend' and pid <> pg_backend_pid() order by random() limit 1`,
  ).catch(() => []); // it may still recover from the last one
  return rows[0]?.pid;
}
