import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, statSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { onTestFinished } from 'vitest';
import {
  startEmbeddedPostgres,
  type EmbeddedOptions,
  type EmbeddedPostgres,
} from '../../adapters/postgres/embedded.ts';
import { packagedBinaries } from '../../adapters/postgres/embedded-binaries.ts';
import { stopServer } from '../../adapters/postgres/embedded-server.ts';
import { PATIENCE_MS } from './waiting.ts';

export const NATIVE = packagedBinaries(process.platform, process.arch);
export const NOBODY = { uid: 65534, gid: 65534 };
export const isRoot = process.getuid?.() === 0;

const PROCESS = fileURLToPath(new URL('embedded-process.ts', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** Whether other users may enter the folder this file is in: then a test can run it as one of them. */
export function othersMayEnter(): boolean {
  for (let folder = dirname(PROCESS); folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & constants.S_IXOTH) === 0) return false;
  }
  accessSync(PROCESS, constants.R_OK);
  return true;
}

/** A folder that everybody may enter; deleted after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'storywatch-embedded-')));
  await chmod(folder, 0o755);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Options for a new data folder in `folder`; its server is stopped after the test, whoever still holds it. */
export function newOptions(folder: string, name = 'data'): EmbeddedOptions & { readonly dataDir: string } {
  const dataDir = join(folder, name);
  onTestFinished(async () => {
    const home = await homeOf(dataDir).catch(() => null);
    if (home !== null) await stopServer(join(home, 'data'));
  });
  return { dataDir, durable: false, systemFolders: [join(folder, 'system')] };
}

let template: string | undefined;

/** For `beforeAll`: makes the database that `readyOptions` copies. */
export async function makeTemplate(): Promise<void> {
  template = await mkdtemp(join(tmpdir(), 'storywatch-template-'));
  await chmod(template, 0o755);
  const server = await startEmbeddedPostgres({ dataDir: template, durable: false });
  await server.stop();
}

/** For `afterAll`. */
export async function dropTemplate(): Promise<void> {
  if (template !== undefined) await rm(template, { recursive: true });
}

/** As `newOptions`, with a database in it: copying takes a tenth of the time of making one. */
export async function readyOptions(folder: string): Promise<EmbeddedOptions & { readonly dataDir: string }> {
  const options = newOptions(folder);
  if (template === undefined) throw new Error('makeTemplate comes first');
  await promisify(execFile)('cp', ['-a', template, options.dataDir]);
  return options;
}

/** A copy of the npm package as it is when its install script was blocked; returns its `native` folder. */
export async function blockedPackage(folder: string): Promise<string> {
  const copy = join(folder, 'package');
  await promisify(execFile)('cp', ['-a', dirname(NATIVE), copy]);
  for (const entry of await readdir(join(copy, 'native', 'lib'), { withFileTypes: true })) {
    if (entry.isSymbolicLink()) await rm(join(copy, 'native', 'lib', entry.name));
  }
  return join(copy, 'native');
}

/** Starts in this process; released after the test. */
export async function startHere(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(options);
  onTestFinished(() => server.stop());
  return server;
}

/** Real path of the folder that has the cluster, its password and its log. */
export function homeOf(dataDir: string): Promise<string> {
  return realpath(join(dataDir, 'postgres'));
}

/** Id of the server that the pid file names; null when there is no file. */
export async function serverPid(dataDir: string): Promise<number | null> {
  const file = join(await homeOf(dataDir), 'data', 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : Number(text.split('\n')[0]);
}

/** Runs one statement on a connection of its own. */
export async function query(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {}); // some tests kill the server under it
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

export interface Started {
  readonly child: ChildProcess;
  /** The line it printed. */
  readonly said: { readonly url: string; readonly name?: string; readonly message?: string };
}

/** Begins to start in a process of its own, the leader of a new process group; killed after the test. */
export function beginProcess(options: EmbeddedOptions, user?: typeof NOBODY) {
  const child = spawn(process.execPath, ['--import', TSX, PROCESS, JSON.stringify(options)], {
    ...user,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended(child);
  });
  return child;
}

/** Starts in a process of its own and waits for what it says. */
export async function startProcess(options: EmbeddedOptions, user?: typeof NOBODY): Promise<Started> {
  const child = beginProcess(options, user);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, said: JSON.parse(line) as Started['said'] };
}

/** Ends the process in order: it stops its embedded server. */
export async function leave({ child }: Started): Promise<void> {
  child.stdin?.end();
  await ended(child);
}

/** Ends the process as `kill -9` does. */
export async function killHard({ child }: Pick<Started, 'child'>): Promise<void> {
  child.kill('SIGKILL');
  await ended(child);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Returns when `holds` does; throws after ten seconds. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`never came true: ${holds.toString()}`);
    await delay(50);
  }
}
