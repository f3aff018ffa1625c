// A Redis of the test's own, to be killed, stopped and starved.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../support/waiting.ts';

export const hasRedis = (): boolean => spawnSync('redis-server', ['--version']).status === 0;

export interface RedisServer {
  readonly port: number;
  start(): Promise<void>;
  /** Ends it at once; what it held is gone. */
  kill(): Promise<void>;
  /** It is there and answers nothing, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Runs one command. */
  command(name: string, ...args: string[]): Promise<unknown>;
}

export async function createRedis(folder: string): Promise<RedisServer> {
  const port = await freePort();
  let server: ChildProcess | undefined;
  const command = async (name: string, ...args: string[]): Promise<unknown> => {
    const client = new Redis({ port, host: '127.0.0.1', maxRetriesPerRequest: 0, retryStrategy: () => null });
    client.on('error', () => {}); // the command says it
    try {
      return await client.call(name, ...args);
    } finally {
      client.disconnect();
    }
  };
  const answers = (): Promise<boolean> =>
    command('PING').then(
      () => true,
      () => false,
    );
  return {
    port,
    command,
    async start() {
      const args = [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        '--appendonly',
        'no',
        '--dir',
        folder,
      ];
      server = spawn('redis-server', args, { stdio: 'ignore' });
      while (!(await answers())) {
        if (server.exitCode !== null) throw new Error('redis-server ended');
        await delay(20);
      }
    },
    async kill() {
      const ending = server;
      server = undefined;
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
      ending.kill('SIGKILL');
      await once(ending, 'exit');
    },
    freeze: () => void server?.kill('SIGSTOP'),
    thaw: () => void server?.kill('SIGCONT'),
  };
}
