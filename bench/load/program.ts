import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { buildProgram } from '../../test/faults/program.ts';
import { end, pidOf } from './servers.ts';

export interface RunningProgram {
  readonly pid: number;
  close(): Promise<void>;
}

export interface ProgramOptions {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where Node leaves a CPU profile of each thread. */
  readonly profiles?: string | undefined;
}

const READY_WITHIN_MS = 60_000;

/** Builds the program and starts it as it is installed, every role in one process. */
export async function startProgram({ folder, env, profiles }: ProgramOptions): Promise<RunningProgram> {
  const main = await buildProgram(join(folder, 'program'));
  const flags = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
  const child = spawn(execPath, [...flags, main, 'start'], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', HOME: '/', TZ: 'UTC', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(join(folder, 'program.log'));
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      if (printed.length < 10_000) printed += text;
      log.write(text);
    });
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  while (!/Storywatch reads/u.test(printed)) {
    if (Date.now() > giveUpAt || child.exitCode !== null)
      throw new Error(`the program did not start:\n${printed}`);
    await delay(20);
  }
  return { pid: pidOf(child), close: () => end(child) };
}
