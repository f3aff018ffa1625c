import { execFile } from 'node:child_process';
import { readFile, readlink, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { giveTo } from './embedded-account.ts';
import type { Cluster } from './embedded-cluster.ts';
import { isAlive } from './embedded-places.ts';

/** What `postmaster.pid` says; the file outlives a server that was killed. */
export interface PidFile {
  readonly pid: number;
  /** Null until the server has chosen its port. */
  readonly port: number | null;
}

// Above every system's largest process id: PostgreSQL takes such a file for a dead server's.
const NO_PROCESS = '2147483646';

/** Reads a cluster's pid file; null when there is none or it is not written yet. */
export async function readPidFile(data: string): Promise<PidFile | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3]) || null };
}

/**
 * Whether the process is the server of this folder. A server's working folder is its data folder, wherever that was
 * moved to; that tells it from a process that merely got the same id later.
 */
export async function servesFolder(pid: number, data: string): Promise<boolean> {
  return (await workingFolder(pid)) === data;
}

async function workingFolder(pid: number): Promise<string | null> {
  if (process.platform === 'linux') return readlink(`/proc/${pid}/cwd`).catch(() => null);
  const lsof = promisify(execFile)('lsof', ['-a', '-d', 'cwd', '-p', String(pid), '-Fn']);
  const listed = await lsof.catch(() => ({ stdout: '' }));
  return /^n(.*)$/m.exec(listed.stdout)?.[1] ?? null;
}

/**
 * Takes a dead server's id out of the pid file when another process has that id now: PostgreSQL would refuse to
 * start. The rest stays, because by its shared memory key PostgreSQL still finds leftovers of the dead server.
 */
export async function disownReusedPid({ data, account }: Cluster): Promise<void> {
  const path = join(data, 'postmaster.pid');
  const found = await readPidFile(data);
  if (!found || !isAlive(found.pid) || (await servesFolder(found.pid, data))) return;
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null || !text.startsWith(`${found.pid}\n`)) return;
  const next = `${path}.${process.pid}`;
  await writeFile(next, text.replace(/^\d+/, NO_PROCESS), { mode: 0o600 });
  await giveTo(account, next);
  await rename(next, path);
}
