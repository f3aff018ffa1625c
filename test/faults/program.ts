// The program as it is installed: built once into a folder of its own, each process one that can be killed.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LINKED = ['package.json', 'seeds', 'node_modules', 'adapters'];

/** Builds the program into `folder`; returns the file to run. */
export async function buildProgram(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const options = [
    '-p',
    join(ROOT, 'tsconfig.build.json'),
    '--outDir',
    join(folder, 'dist'),
    '--sourceMap',
    'false',
  ];
  await promisify(execFile)(execPath, [tsc, ...options]);
  await Promise.all(LINKED.map((name) => symlink(join(ROOT, name), join(folder, name))));
  return join(folder, 'dist/src/main.js');
}

/** One place in which a process of the program runs, again and again. */
export interface Program {
  /** Starts a process; resolves when it said that it is at work. */
  start(): Promise<void>;
  /** As `start`, without waiting. */
  launch(): void;
  /** Ends it as `kill -9` does, if it runs. */
  kill(): Promise<void>;
  /** Ends it in order, if it runs. */
  stop(): Promise<void>;
  readonly running: () => boolean;
  /** How often it ended by itself and was started again, as a service manager does. */
  readonly restarts: () => number;
  /** Everything that all processes printed. */
  readonly printed: () => string;
}

export interface ProgramOptions {
  readonly main: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What a process prints when it is at work. */
  readonly ready?: RegExp;
}

/** A machine with several times as much to do as it can takes a minute. */
const READY_WITHIN_MS = 180_000;
const STOP_WITHIN_MS = 30_000;
const RESTART_AFTER_MS = 500;

export function createProgram({
  main,
  args = ['start'],
  env,
  ready = /Storywatch reads/u,
}: ProgramOptions): Program {
  let child: ChildProcess | undefined;
  let printed = '';
  let since = 0;
  let restarts = 0;

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child;
    child = undefined;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    ending.kill(signal);
    const late = setTimeout(() => ending.kill('SIGKILL'), STOP_WITHIN_MS);
    await once(ending, 'exit');
    clearTimeout(late);
  };
  const running = (): boolean => child !== undefined && child.exitCode === null && child.signalCode === null;
  const program: Program = {
    launch() {
      since = printed.length;
      const started = spawn(execPath, [main, ...args], {
        cwd: '/',
        env: { PATH: '/usr/bin:/bin', HOME: '/', TZ: 'UTC', NODE_ENV: 'production', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      started.once('exit', () => {
        if (child !== started) return; // we ended it
        restarts += 1;
        setTimeout(() => child === started && program.launch(), RESTART_AFTER_MS);
      });
      for (const stream of [started.stdout, started.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          printed += text;
        });
    },
    async start() {
      program.launch();
      const giveUpAt = Date.now() + READY_WITHIN_MS;
      while (!ready.test(printed.slice(since))) {
        if (Date.now() > giveUpAt) throw new Error(`the program did not start:\n${printed.slice(since)}`);
        await delay(20);
      }
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    restarts: () => restarts,
    running,
    printed: () => printed,
  };
  return program;
}
