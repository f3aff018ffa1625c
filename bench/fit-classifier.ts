import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { FEATURES } from '../src/stories/evidence.ts';
import { parseBackground } from '../src/stories/frequencies.ts';
import type { Model } from '../src/stories/probability.ts';
import { parseLexicon } from '../src/stories/text/lexicon.ts';
import { MODEL } from '../src/stories/weights.ts';
import { blindModels, modelFor } from './fit/models.ts';
import type { ModelOf } from './fit/models.ts';
import { createReading, runTask } from './fit/run.ts';
import type { Pair } from './fit/run.ts';
import { readOwnTask, readTask, thinned } from './fit/task.ts';
import type { Task } from './fit/task.ts';

// Fits the weights of src/stories/weights.ts and writes them there.
//   tsx bench/fit-classifier.ts [--check|--blind] <task folder>…
// A task folder holds seeds.jsonl, stream.jsonl and gold.jsonl. Every task is used whole and thinned; the dev half of our own
// labelled set comes on top. --check measures the present weights and fits nothing. --blind writes nothing either: it replays
// each task with every story weighed by a fit that never saw it (a fifth of the stories left out at a time), which tells
// what new stories may expect.

const ROUNDS = 2;
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

const root = new URL('../', import.meta.url);
const lexiconFolder = new URL('seeds/lexicon/', root);
const files = readdirSync(lexiconFolder).map((name) => readFileSync(new URL(name, lexiconFolder), 'utf8'));
const knowledge = { lexicon: parseLexicon(files), background: parseBackground(files) };
const context = { ...knowledge, read: createReading(knowledge) };

const big = folders.map(readTask);
const tasks = [...big, ...big.map(thinned), readOwnTask(new URL('test/fixtures/tracking', root).pathname)];

let modelOf: ModelOf = () => MODEL;
if (!flags.includes('--check')) {
  let pairs: Pair[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    pairs = tasks.flatMap((task) => runTask(task, modelOf, context).pairs);
    say(`round ${String(round + 1)}: ${String(pairs.length)} pairs`);
    // What stories learn decides what is compared next: with weights that know them they would learn too well.
    modelOf = blindModels(pairs);
  }
  if (!flags.includes('--blind')) {
    const model = modelFor(pairs);
    writeModel(model);
    modelOf = () => model;
  }
}
say('task'.padEnd(40) + 'micro F1  macro F1  precision  recall  hard FA');
for (const task of tasks) report(task);

function report(task: Task): void {
  const { f1, macroF1, precision, recall, hardFalseAlarms } = runTask(task, modelOf, context).quality;
  const cells = [f1, macroF1, precision, recall].map((share) => share.toFixed(3).padStart(9));
  say(
    task.name.slice(-38).padEnd(38) + cells.join('') + `${(hardFalseAlarms * 100).toFixed(2)} %`.padStart(10),
  );
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

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
