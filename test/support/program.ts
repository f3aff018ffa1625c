import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { stopServer } from '../../adapters/postgres/embedded-server.ts';
import { PATIENCE_MS } from './waiting.ts';

// The whole program as processes of their own, started as a person starts them.

const BIN = fileURLToPath(new URL('../../bin/storywatch.js', import.meta.url));

/** For tests that start several processes one after another. */
export const SYSTEM_TEST_MS = 600_000;

export type Settings = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number | null;
  readonly said: string;
  readonly complained: string;
}

export interface Running {
  readonly pid: number;
  /** What it has printed so far. */
  said(): string;
  /** Resolves when what it printed, after the first `from` characters, matches; rejects when it ends or a deadline passes before. */
  says(expected: RegExp | string, from?: number): Promise<void>;
  /** Types a line into its standard input. */
  types(line: string): void;
  /** Sends a signal and waits for the end. */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<Ended>;
  /** Ends its standard input and waits for the end. */
  leave(): Promise<Ended>;
}

/** A data folder of the test's own, gone after it together with the database server that may be left in it. */
export async function dataFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'storywatch-system-')));
  await chmod(folder, 0o755); // root's PostgreSQL runs as somebody else, who must get through
  onTestFinished(async () => {
    for (const dataDir of [folder, join(folder, 'demo')]) {
      await stopServer(join(dataDir, 'postgres', 'data')).catch(() => {});
    }
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

/**
 * An environment that names a data folder and nothing of this machine's. Loopback may be read; everything else goes to
 * a proxy that nobody runs, so that the built-in feeds fail at once, with and without a network.
 */
export const settingsFor = (dataDir: string, more: Settings = {}): Settings => ({
  DATA_DIR: dataDir,
  FETCH_ALLOW: '127.0.0.1/32',
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  no_proxy: '127.0.0.1',
  TZ: 'UTC',
  ...more,
});

/** Starts `storywatch <words>`; killed after the test. */
export function start(words: readonly string[], settings: Settings): Running {
  const child = launch(words, settings);
  onTestFinished(async () => {
    child.process.kill('SIGKILL');
    await child.ended;
  });
  return {
    pid: child.process.pid ?? 0,
    said: () => child.output.said,
    says: (expected, from = 0) => matches(child, expected, from),
    types: (line) => void child.process.stdin?.write(`${line}\n`),
    leave() {
      child.process.stdin?.end();
      return child.ended;
    },
    async end(signal) {
      child.process.kill(signal);
      return child.ended;
    },
  };
}

const ASK_AGAIN_MS = 100;

/** Types a line into a chat; resolves to the answer. */
export async function ask(chat: Running, line: string): Promise<string> {
  const before = chat.said().length;
  chat.types(line);
  await chat.says(/\n\n$/u, before);
  return chat.said().slice(before);
}

/** Asks until the answer is as expected: items are read and judged a moment after they appear. */
export async function askUntil(chat: Running, line: string, expected: RegExp): Promise<string> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask(chat, line);
    if (expected.test(answer)) return answer;
    if (Date.now() > giveUpAt) throw new Error(`"${line}" is still answered with:\n${answer}`);
    await delay(ASK_AGAIN_MS);
  }
}

/** Runs `storywatch <words>` to its end with these lines as its standard input. */
export async function run(
  words: readonly string[],
  settings: Settings,
  lines: readonly string[] = [],
): Promise<Ended> {
  const child = launch(words, settings);
  child.process.stdin?.end(lines.map((line) => `${line}\n`).join(''));
  return child.ended;
}

interface Launched {
  readonly process: ChildProcess;
  readonly output: { said: string; complained: string };
  readonly ended: Promise<Ended>;
}

function launch(words: readonly string[], settings: Settings): Launched {
  const child = spawn(execPath, [BIN, ...words], {
    env: { PATH: env['PATH'], HOME: settings['DATA_DIR'] ?? tmpdir(), ...settings },
    cwd: settings['DATA_DIR'] ?? tmpdir(),
    stdio: 'pipe',
  });
  child.stdin.on('error', () => {}); // it may end without having read everything
  const output = { said: '', complained: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.complained += text));
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, ...output }));
  return { process: child, output, ended };
}

function matches(
  { process: child, output, ended }: Launched,
  expected: RegExp | string,
  from: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      child.stdout?.off('data', look);
    };
    const look = (): void => {
      if (!fits(output.said.slice(from), expected)) return;
      settle();
      resolve();
    };
    const fail = (why: string) => (): void => {
      look();
      settle();
      reject(new Error(`${why} before ${String(expected)}:\n${output.said}\n${output.complained}`));
    };
    const timer = setTimeout(fail('a deadline passed'), PATIENCE_MS);
    child.stdout?.on('data', look);
    void ended.then(fail('the program ended'));
    look();
  });
}

const fits = (said: string, expected: RegExp | string): boolean =>
  typeof expected === 'string' ? said.includes(expected) : expected.test(said);
