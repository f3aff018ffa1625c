import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { FEATURES } from '../src/stories/evidence.ts';
import type { Feature } from '../src/stories/evidence.ts';
import { parseBackground } from '../src/stories/frequencies.ts';
import type { Model } from '../src/stories/probability.ts';
import { parseLexicon } from '../src/stories/text/lexicon.ts';
import { MODEL } from '../src/stories/weights.ts';
import { fitLogistic } from './fit/regression.ts';
import { createReading, runTask } from './fit/run.ts';
import type { Pair } from './fit/run.ts';
import { readOwnTask, readTask, thinned } from './fit/task.ts';
import type { Task } from './fit/task.ts';

// Fits the weights of src/stories/weights.ts and writes them there.
//   tsx bench/fit-classifier.ts [--check] [--folds] <task folder>…
// A task folder holds seeds.jsonl, stream.jsonl and gold.jsonl. Every task is used whole and thinned; the dev half of our own
// labelled set comes on top. --check measures the present weights and fits nothing. --folds adds what a fit without a
// quarter of the stories gives on just those stories: how far the weights hold for stories they have not seen.

const ROUNDS = 2;
const FOLDS = 4;
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

const root = new URL('../', import.meta.url);
const lexiconFolder = new URL('seeds/lexicon/', root);
const files = readdirSync(lexiconFolder).map((name) => readFileSync(new URL(name, lexiconFolder), 'utf8'));
const knowledge = { lexicon: parseLexicon(files), background: parseBackground(files) };
const context = { ...knowledge, read: createReading(knowledge) };

const big = folders.map(readTask);
const tasks = [...big, ...big.map(thinned), readOwnTask(new URL('test/fixtures/tracking', root).pathname)];

let model = MODEL;
if (!flags.includes('--check')) {
  let pairs: readonly Pair[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    pairs = tasks.flatMap((task) => runTask(task, model, context).pairs);
    model = modelOf(pairs);
    say(`round ${String(round + 1)}: ${String(pairs.length)} pairs`);
  }
  writeModel(model);
  if (flags.includes('--folds')) reportFolds(pairs);
}
say('task'.padEnd(40) + 'micro F1  macro F1  precision  recall  hard FA');
for (const task of tasks) report(task, model);

function modelOf(pairs: readonly Pair[]): Model {
  const solution = fitLogistic(pairs, FEATURES.length);
  const weights: Record<Feature, number> = { ...MODEL.weights };
  FEATURES.forEach((name, index) => {
    weights[name] = rounded(solution[index]);
  });
  return { bias: rounded(solution.at(-1)), weights };
}

function report(task: Task, with_: Model): void {
  const { f1, macroF1, precision, recall, hardFalseAlarms } = runTask(task, with_, context).quality;
  const cells = [f1, macroF1, precision, recall].map((share) => share.toFixed(3).padStart(9));
  say(
    task.name.slice(-38).padEnd(38) + cells.join('') + `${(hardFalseAlarms * 100).toFixed(2)} %`.padStart(10),
  );
}

function reportFolds(pairs: readonly Pair[]): void {
  const ids = [...new Set(pairs.map(({ story }) => story))].toSorted();
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = new Set(ids.filter((_, index) => index % FOLDS === fold));
    const blind = modelOf(pairs.filter(({ story }) => !held.has(story)));
    say(`without ${[...held].join(', ')}:`);
    for (const task of tasks) {
      const stories = task.stories.filter(({ story }) => held.has(story.id));
      // The stories that are not tracked here stay in the stream, as negatives that are near.
      const items = task.items.map((item) =>
        item.story === null || held.has(item.story) ? item : { ...item, story: null, hard: true },
      );
      if (stories.length > 0) report({ ...task, stories, items }, blind);
    }
  }
}

function writeModel({ bias, weights }: Model): void {
  const file = new URL('src/stories/weights.ts', root);
  const text = readFileSync(file, 'utf8');
  const head = text.slice(0, text.indexOf('export const MODEL'));
  const lines = FEATURES.map((name) => `    ${name}: ${String(weights[name])},`);
  const body = [
    'export const MODEL: Model = {',
    `  bias: ${String(bias)},`,
    '  weights: {',
    ...lines,
    '  },',
    '};',
    '',
  ];
  writeFileSync(file, head + body.join('\n'));
}

function rounded(value: number | undefined): number {
  return Math.round((value ?? 0) * 1000) / 1000;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
