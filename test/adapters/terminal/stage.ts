import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import { createScreen, type Screen } from '../../../adapters/terminal/screen.ts';
import { createLog } from '../../../src/log.ts';
import type { Inbox } from '../../../src/ports/inbox.ts';

export const NOON = new Date('2025-03-10T12:00:00Z');
export const LOOK = { width: 40, colours: false, timeZone: 'UTC' } as const;

/** A stream that remembers what was written to it. */
export interface Paper {
  readonly stream: PassThrough;
  readonly text: () => string;
  /** Resolves with the text once it holds the words, so many times. The test's deadline is the limit. */
  readonly shows: (words: string, times?: number) => Promise<string>;
}

export function paper(): Paper {
  const stream = new PassThrough();
  let written = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    written += chunk;
  });
  return {
    stream,
    text: () => written,
    shows: async (words, times = 1) => {
      while (written.split(words).length <= times) {
        await new Promise<void>((resolve) => {
          stream.once('data', () => resolve());
        });
      }
      return written;
    },
  };
}

/** A file name in a folder of its own, gone after the test. */
export async function cursorFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'storywatch-screen-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'data', 'screen.cursor');
}

/** A screen that is stopped after the test. */
export function openScreen(inbox: Inbox, output: PassThrough, file: string): Screen {
  const screen = createScreen({
    inbox,
    output,
    cursorFile: file,
    look: () => LOOK,
    clock: () => NOON,
    log: createLog('silent'),
  });
  onTestFinished(() => screen.stop());
  return screen;
}
