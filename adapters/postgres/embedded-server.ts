// Starting needs no lock of ours either: PostgreSQL lets one server at a time into a data folder. Whoever loses that
// race sees its own server exit and finds the winner's. The server is a session leader of its own, so that Ctrl-C in
// the terminal reaches us and not it, and it outlives a `kill -9` of ours, for the next start to join.
import { spawn } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { CLEAN_ENV, giveTo } from './embedded-account.ts';
import type { Binaries } from './embedded-binaries.ts';
import type { Cluster } from './embedded-cluster.ts';
import { EmbeddedPostgresError, explained, systemCode } from './embedded-error.ts';
import { takeHold } from './embedded-hold.ts';
import { disownReusedPid, readPidFile, servesFolder } from './embedded-postmaster.ts';

export interface ServerRequest {
  readonly cluster: Cluster;
  readonly binaries: Binaries;
  readonly durable: boolean;
  /** Where a server that has to be started is to listen, when that is free. Default: where the last one did. */
  readonly port?: number;
  readonly onProgress: (step: string) => void;
}

export interface JoinedServer {
  /** The connection that holds the server. */
  readonly client: Client;
  readonly port: number;
}

interface Launched {
  /** Where this launch's lines begin in the log, in bytes. */
  readonly logFrom: number;
  readonly failed: () => string | null;
}

const LOOK_AGAIN_MS = 25;
// Replaying the log after a crash comes first and is limited by max_wal_size: seconds, on a slow disk a minute or two.
const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 60_000;
// A launch fails when its port was taken in between or when another process won: both pass.
const MAX_LAUNCHES = 4;
const LOG_LIMIT = 5_000_000;
const TAIL_LINES = 12;

// Small: the whole product shares a little machine with it. 100 connections serve several processes. A process of the server
// takes 10 to 15 MB: one at a time cleans up, and no query is shared out among several.
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '32MB',
  max_wal_size: '256MB',
  jit: 'off',
  autovacuum_max_workers: '1',
  max_parallel_workers_per_gather: '0',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  password_encryption: 'scram-sha-256',
  log_checkpoints: 'off',
  timezone: 'UTC',
  cluster_name: 'storywatch',
};

/**
 * Joins the cluster's running server, or starts one.
 * @throws EmbeddedPostgresError with the end of the server's log when it does not start
 */
export async function joinOrStart(request: ServerRequest): Promise<JoinedServer> {
  const { cluster } = request;
  const giveUpAt = Date.now() + START_LIMIT_MS;
  let launched: Launched | null = null;
  for (let launches = 0; ;) {
    const found = await takeHold(cluster);
    if (found.kind === 'held') return found;
    const fault = launched?.failed() ?? null;
    if (found.kind === 'none' && (launched === null || fault !== null)) {
      if (launched && launches >= MAX_LAUNCHES) throw await notStarted(cluster, launched, fault ?? '');
      request.onProgress('Starting PostgreSQL');
      await disownReusedPid(cluster);
      launched = await launch(request);
      launches += 1;
    }
    if (Date.now() > giveUpAt)
      throw await notStarted(cluster, launched, 'It is still busy after three minutes.');
    await delay(LOOK_AGAIN_MS);
  }
}

async function launch({ cluster, binaries, durable, port }: ServerRequest): Promise<Launched> {
  const known = port ?? (await readPidFile(cluster.data))?.port ?? 0;
  const settings = { ...SETTINGS, fsync: durable ? 'on' : 'off', port: String(await freePort(known)) };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = await openLog(cluster);
  let failure: string | null = null;
  try {
    const { size } = await log.stat();
    const child = spawn(binaries.postgres, ['-D', cluster.data, ...args], {
      ...cluster.account,
      cwd: '/',
      env: CLEAN_ENV,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    child.once('error', (error) => (failure = error.message));
    child.once('exit', (code, signal) => (failure ??= `It ended with ${signal ?? `code ${code}`}.`));
    child.unref();
    return { logFrom: size, failed: () => failure };
  } finally {
    await log.close();
  }
}

async function openLog({ log, account }: Cluster): ReturnType<typeof open> {
  const found = await stat(log).catch(() => null);
  if (found && found.size > LOG_LIMIT) await rename(log, `${log}.1`).catch(() => {});
  try {
    const handle = await open(log, 'a', 0o600);
    await giveTo(account, log);
    return handle;
  } catch (error) {
    throw explained(`The server's log ${log} cannot be written`, error);
  }
}

/**
 * The wanted port of the loopback interface, or another one where that is taken (0: any) that is free now; a moment
 * later it may not be, then the launch is repeated.
 */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => (wanted === 0 ? reject(error) : resolve(freePort(0))));
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function notStarted(
  cluster: Cluster,
  launched: Launched | null,
  fault: string,
): Promise<EmbeddedPostgresError> {
  const tail = launched ? await logTail(cluster.log, launched.logFrom) : '';
  return explained(
    `PostgreSQL did not start in ${cluster.data} (its log: ${cluster.log})`,
    `${tail}\n${fault}`,
  );
}

async function logTail(path: string, from: number): Promise<string> {
  const log = await readFile(path).catch(() => Buffer.alloc(0)); // at most LOG_LIMIT and one run's lines
  return log.subarray(from).toString('utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
}

/** Stops the cluster's server in order, ending what connections are left; returns when its process is gone. */
export async function stopServer(data: string): Promise<void> {
  const found = await readPidFile(data);
  if (!found || !(await servesFolder(found.pid, data))) return;
  try {
    process.kill(found.pid, 'SIGINT'); // PostgreSQL's "fast" shutdown
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw explained(`PostgreSQL in ${data} cannot be stopped`, error);
  }
  const giveUpAt = Date.now() + STOP_LIMIT_MS;
  while (await servesFolder(found.pid, data)) {
    if (Date.now() > giveUpAt) {
      throw new EmbeddedPostgresError(
        `PostgreSQL in ${data} (process ${found.pid}) is still stopping after a minute. Nothing is lost; ` +
          'the next start waits for it.',
      );
    }
    await delay(LOOK_AGAIN_MS);
  }
}
