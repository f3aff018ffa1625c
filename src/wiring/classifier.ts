import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { stderr, stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import type { BacktestTools } from '../cli/backtest.ts';
import type { EvaluateTools } from '../cli/evaluate.ts';
import { createTracker } from '../stories/create-tracker.ts';
import { findEmerging, type EmergingStory } from '../stories/emerging.ts';
import { createFrequencies, parseBackground, type Background } from '../stories/frequencies.ts';
import { parseLexicon, type Lexicon } from '../stories/text/lexicon.ts';
import { driftOf, type Drift } from '../stories/drift.ts';
import type { TrackedStory, Tracker } from '../stories/tracker.ts';
import type { Article } from '../stories/verdict.ts';

export interface Classifier {
  readonly newTracker: () => Tracker;
  readonly driftOf: (story: TrackedStory) => Drift;
  readonly findEmerging: (items: readonly Article[], now: Date) => readonly EmergingStory[];
}

/** The classifier on the tables that come with the program; they are read when it is first needed. */
export function openClassifier(lexiconFiles: readonly string[]): Classifier {
  let read: { lexicon: Lexicon; background: Background } | undefined;
  const tables = () =>
    (read ??= { lexicon: parseLexicon(lexiconFiles), background: parseBackground(lexiconFiles) });
  return {
    newTracker: () => createTracker(tables()),
    driftOf: (story) => driftOf(story, tables()),
    findEmerging(items, now) {
      const { lexicon, background } = tables();
      return findEmerging(items, { lexicon, frequencies: createFrequencies(background), now });
    },
  };
}

/** What `storywatch backtest` and `evaluate` work with; no database. */
export function openBacktest(lexiconFiles: readonly string[]): BacktestTools & EvaluateTools {
  return {
    lexicon: parseLexicon(lexiconFiles),
    background: parseBackground(lexiconFiles),
    readStoryFolder,
    lines: (path) =>
      createInterface({
        input: path === '-' ? stdin : createReadStream(path),
        crlfDelay: Number.POSITIVE_INFINITY,
      }),
    openOut,
    print: (line) => write(stdout, line),
    progress: (text) => void stderr.write(stderr.isTTY ? `\r${text}\u001B[K` : `${text}\n`),
  };
}

async function readStoryFolder(path: string) {
  if (!(await stat(path)).isDirectory()) return null;
  const names = (await readdir(path, { recursive: true }))
    .filter((name) => name.endsWith('.yaml'))
    .toSorted();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(path, name), 'utf8') })));
}

function openOut(path: string): ReturnType<BacktestTools['openOut']> {
  const stream = createWriteStream(path);
  return {
    write: (line) => write(stream, line),
    close: () =>
      new Promise((resolve, reject) => {
        stream.once('error', reject);
        stream.end(resolve);
      }),
  };
}

function write(stream: NodeJS.WritableStream, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(`${line}\n`, (error) => (error ? reject(error) : resolve()));
  });
}
