// What stands around the program: publishers, PostgreSQL as it ships with the program, Redis as docker-compose runs it.
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { freePort } from '../../test/support/waiting.ts';
import type { Listening, Publish } from './publisher.ts';

export interface Publisher {
  readonly pid: number;
  readonly hosts: readonly string[];
  readonly urls: readonly string[];
  publish(item: Publish): void;
  close(): Promise<void>;
}

export async function startPublisher(feeds: number): Promise<Publisher> {
  const child = fork(fileURLToPath(new URL('publisher.ts', import.meta.url)), [], {
    execArgv: ['--import', 'tsx'],
  });
  const { port } = await new Promise<Listening>((resolve) => child.once('message', resolve));
  const hosts = Array.from({ length: feeds }, (_, at) => `127.1.${Math.floor(at / 250)}.${1 + (at % 250)}`);
  return {
    pid: pidOf(child),
    hosts,
    urls: hosts.map((host, at) => `http://${host}:${port}/feed-${at}.xml`),
    publish: (item) => void child.send(item),
    async close() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

export interface RunningRedis {
  readonly pid: number;
  readonly url: string;
  close(): Promise<void>;
}

export async function startRedis(folder: string): Promise<RunningRedis> {
  const dir = join(folder, 'redis');
  await mkdir(dir);
  const port = await freePort();
  const args = `--port ${port} --bind 127.0.0.1 --appendonly yes --maxmemory-policy noeviction --dir`;
  const child = spawn('redis-server', [...args.split(' '), dir], { stdio: 'ignore' });
  const probe = new Redis({ port, host: '127.0.0.1', maxRetriesPerRequest: null, retryStrategy: () => 50 });
  probe.on('error', () => {});
  await probe.ping();
  probe.disconnect();
  return {
    pid: pidOf(child),
    url: `redis://127.0.0.1:${port}`,
    close: () => end(child),
  };
}

export function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('a process did not start');
  return child.pid;
}

const STOP_WITHIN_MS = 30_000;

/** Ends a process in order; one that does not end is killed. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = new AbortController();
  const kill = delay(STOP_WITHIN_MS, undefined, { signal: late.signal }).then(
    () => child.kill('SIGKILL'),
    () => {},
  );
  await ended;
  late.abort();
  await kill;
}
