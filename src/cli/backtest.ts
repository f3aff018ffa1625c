import type { Background } from '../stories/frequencies.ts';
import { createTracker } from '../stories/create-tracker.ts';
import { createReplay } from '../stories/replay.ts';
import { parseArticleLine, parseSeedLines } from '../stories/replay-lines.ts';
import type { ScheduledStory } from '../stories/replay-lines.ts';
import { parseStoryFile } from '../stories/story-file.ts';
import type { StoryDefinition } from '../stories/story.ts';
import type { Lexicon } from '../stories/text/lexicon.ts';
import type { Tracker } from '../stories/tracker.ts';
import type { Article, Verdict } from '../stories/verdict.ts';
import { createBacktestReport } from './backtest-report.ts';
import { PersonError } from './person-error.ts';

export interface BacktestOptions {
  /** A folder of story files (YAML), or a file of seed documents (JSON lines). */
  readonly stories: string;
  /** JSON lines; `-`: standard input. */
  readonly items: string;
  /** JSON lines that only count into the term statistics, before the first item. */
  readonly background?: string | undefined;
  /** Gets a JSON line an item; without it a report is printed. */
  readonly out?: string | undefined;
  readonly learning: boolean;
}

/** What the command needs from outside; main hands it in. */
export interface BacktestTools {
  readonly lexicon: Lexicon;
  readonly background: Background;
  /** The files ending in .yaml below a folder; null when the path is a file. */
  readStoryFolder(path: string): Promise<readonly { readonly name: string; readonly text: string }[] | null>;
  /** Lines of a file, or of standard input for `-`. */
  lines(path: string): AsyncIterable<string>;
  /** Opens a file for writing. */
  openOut(path: string): { write(line: string): Promise<void> | void; close(): Promise<void> | void };
  /** Prints one line on standard output. */
  print(line: string): Promise<void> | void;
  /** Says how far it is, on standard error. */
  progress(text: string): void;
}

const PROGRESS_EVERY = 2000;

/**
 * `storywatch backtest`: what would have been decided for a stream of items. Needs no database. Throws PersonError when a
 * file is not what it should be.
 */
export async function runBacktest(options: BacktestOptions, tools: BacktestTools): Promise<0> {
  const stories = await readStories(options.stories, tools);
  const tracker = createTracker({
    lexicon: tools.lexicon,
    background: tools.background,
    learning: options.learning,
  });
  if (options.background !== undefined) await observeAll(options.background, tracker, tools);
  const replay = createReplay(tracker, stories);
  const out = options.out === undefined ? null : tools.openOut(options.out);
  const report = createBacktestReport(stories.map(({ story }) => story));
  let done = 0;
  for await (const article of articles(options.items, tools)) {
    const verdict = replay.next(article);
    report.take(article, verdict);
    await out?.write(JSON.stringify(verdictLine(article, verdict)));
    if (++done % PROGRESS_EVERY === 0) tools.progress(`${String(done)} items judged`);
  }
  await out?.close();
  for (const line of out === null ? report.lines() : report.summary()) await tools.print(line);
  return 0;
}

/** The stories of a folder or file, with the point of the stream from which each counts. */
async function readStories(path: string, tools: BacktestTools): Promise<readonly ScheduledStory[]> {
  const folder = await tools.readStoryFolder(path);
  if (folder !== null) {
    if (folder.length === 0) throw new PersonError(`There is no .yaml file in ${path}.`);
    return folder.map(({ name, text }) => {
      const parsed = parseStoryFile(text, name);
      if (parsed.kind === 'problem') throw new PersonError(parsed.problem);
      return { story: trackedOf(parsed.story), activePosition: null, activeFrom: null };
    });
  }
  const lines: string[] = [];
  for await (const line of tools.lines(path)) lines.push(line);
  const stories = parseSeedLines(lines);
  if ('problem' in stories)
    throw new PersonError(`${path}, line ${String(stories.line)}: ${stories.problem}`);
  return stories;
}

function trackedOf({ slug, title, aliases, entities, startedAt, seeds }: StoryDefinition) {
  return { id: slug, title, aliases, entities, startedAt, seeds, members: [], rejected: [] };
}

async function observeAll(path: string, tracker: Tracker, tools: BacktestTools): Promise<void> {
  for await (const article of articles(path, tools)) tracker.observe(article);
}

async function* articles(path: string, tools: BacktestTools): AsyncGenerator<Article> {
  let number = 0;
  for await (const line of tools.lines(path)) {
    number++;
    if (line.trim() === '') continue;
    const article = parseArticleLine(line);
    if (typeof article === 'string') throw new PersonError(`${path}, line ${String(number)}: ${article}`);
    yield article;
  }
}

/** One line of the output: `story` is set for `auto` only. */
function verdictLine({ id }: Article, verdict: Verdict) {
  const { state, storyId, score, guess, runnerUp, margin, reasons } = verdict;
  return {
    id,
    story: state === 'auto' ? storyId : null,
    state,
    score: rounded(score),
    guess,
    runnerUp: runnerUp === null ? null : { story: runnerUp.storyId, score: rounded(runnerUp.score) },
    margin: rounded(margin),
    reasons: reasons.map(({ kind, text, weight }) => ({ kind, text, weight: rounded(weight) })),
  };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
