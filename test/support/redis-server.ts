import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { Redis } from 'ioredis';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Null where no Redis could be had; see `redis.ts`. */
    redisUrl: string | null;
  }
}

/** One Redis for the whole run: that of `REDIS_URL`, else a `redis-server` from the PATH that forgets everything. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = env['REDIS_URL'];
  if (given) {
    project.provide('redisUrl', given);
    return async () => {};
  }
  const folder = await mkdtemp(join(tmpdir(), 'storywatch-redis-'));
  const port = await freePort();
  const server = await start(folder, port);
  project.provide('redisUrl', server ? `redis://127.0.0.1:${port}` : null);
  return async () => {
    if (server) {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
}

async function start(folder: string, port: number): Promise<ChildProcess | null> {
  const args = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const server = spawn('redis-server', args.map(String), { stdio: 'ignore' });
  // Tries again until the server is up; without one, until somebody lets go.
  const probe = new Redis({ port, host: '127.0.0.1', maxRetriesPerRequest: null, retryStrategy: () => 50 });
  probe.on('error', () => {});
  // Not on the PATH: what needs it is reported as skipped.
  const failed = once(server, 'error').then(() => null);
  const ended = once(server, 'exit').then(() => null);
  const up = probe.ping().then(
    () => server,
    () => null,
  );
  const started = await Promise.race([failed, ended, up]);
  probe.disconnect();
  return started;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
