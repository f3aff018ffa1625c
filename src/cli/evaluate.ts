import { evaluate, parseLabelledLines } from '../stories/evaluate.ts';
import type { Evaluation, Half } from '../stories/evaluate.ts';
import type { Background } from '../stories/frequencies.ts';
import type { Quality } from '../stories/measure.ts';
import { parseSeedLines } from '../stories/replay-lines.ts';
import type { LineProblem } from '../stories/replay-lines.ts';
import type { Lexicon } from '../stories/text/lexicon.ts';
import { PersonError } from './person-error.ts';

export interface EvaluateOptions {
  /** JSON lines of seed documents, and of labelled items. */
  readonly stories: string;
  readonly items: string;
}

/** What the command needs from outside; main hands it in. */
export interface EvaluateTools {
  readonly lexicon: Lexicon;
  readonly background: Background;
  lines(path: string): AsyncIterable<string>;
  /** Prints one line on standard output. */
  print(line: string): Promise<void> | void;
}

const HALVES: readonly Half[] = ['dev', 'test'];

/** `storywatch evaluate`: how well the labelled set is told apart, by half and language. Needs no database. */
export async function runEvaluate(options: EvaluateOptions, tools: EvaluateTools): Promise<0> {
  const stories = readable(options.stories, parseSeedLines(await all(tools.lines(options.stories))));
  const items = readable(options.items, parseLabelledLines(await all(tools.lines(options.items))));
  for (const half of HALVES)
    for (const line of describe(evaluate(half, { stories, items }, tools))) await tools.print(line);
  return 0;
}

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const read: string[] = [];
  for await (const line of lines) read.push(line);
  return read;
}

function readable<Read>(path: string, read: readonly Read[] | LineProblem): readonly Read[] {
  if ('problem' in read) throw new PersonError(`${path}, line ${String(read.line)}: ${read.problem}`);
  return read;
}

function describe({ half, stories, all: whole, byLanguage }: Evaluation): string[] {
  return [
    `${half}: ${String(stories)} stories, ${String(whole.items)} items`,
    'language  items  precision  recall       F1  macro F1  false merges  hard false alarms  wrong story',
    ...[...byLanguage].map(([lang, quality]) => row(lang, quality)),
    row('all', whole),
    '',
  ];
}

function row(name: string, quality: Quality): string {
  return [
    name.padEnd(8),
    String(quality.items).padStart(7),
    percent(quality.precision).padStart(11),
    percent(quality.recall).padStart(8),
    percent(quality.f1).padStart(9),
    percent(quality.macroF1).padStart(10),
    String(quality.falseMerges).padStart(14),
    percent(quality.hardFalseAlarms).padStart(19),
    percent(quality.wrongStory).padStart(13),
  ].join('');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
