import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { readConfig, type Config } from '../config.ts';
import type { EvaluateOptions, EvaluateTools } from './evaluate.ts';
import { runFeedLogin, type LoginTools } from './feed-login.ts';
import { PersonError } from './person-error.ts';
import type { BacktestTools } from './backtest.ts';
import { checkFeeds, type FeedCheckTools } from './feed-check.ts';

/** What the commands need that work without a database. */
export interface Tools extends LoginTools {
  readonly env: Readonly<Record<string, string | undefined>>;
  openFeedCheck(config: Config): FeedCheckTools & { close(): Promise<void> };
  openBacktest(): Promise<BacktestTools & EvaluateTools>;
  /** Folder of package.json. */
  readonly root: URL;
}

type Finish = (work: () => Promise<number>) => () => Promise<void>;

interface BacktestFlags {
  readonly stories: string;
  readonly items: string;
  readonly background?: string;
  readonly out?: string;
  readonly learning: boolean;
}

/** Adds `storywatch feed check` and `storywatch backtest`. */
export function addToolCommands(program: Command, tools: Tools, finish: Finish): void {
  const feed = program.command('feed').description('look at feeds');
  feed
    .command('login <feed>')
    .description('store what a feed needs to be read: user:password or a header line, from standard input')
    .option('--forget', 'forget what is stored')
    .action((typed: string, { forget }: { forget?: boolean }) =>
      finish(() => runFeedLogin(tools, readConfig(tools.env), typed, forget ?? false))(),
    );
  feed
    .command('check <targets...>')
    .description('print what is understood of feeds: addresses, files or - for standard input')
    .option('--json', 'one line of JSON a feed')
    .action((targets: string[], { json }: { json?: boolean }) =>
      finish(() => feedCheck(tools, targets, json ?? false))(),
    );
  program
    .command('backtest')
    .description('judge a stream of items against stories, without a database')
    .requiredOption('--stories <path>', 'folder of story files, or JSON lines of seed documents')
    .requiredOption('--items <path>', 'JSON lines of items; - for standard input')
    .option('--background <path>', 'JSON lines that only tell how common words are')
    .option('--out <path>', 'write a JSON line an item, instead of a report')
    .option('--no-learning', 'let stories learn nothing from what joins them')
    .action((flags: BacktestFlags) =>
      finish(async () => (await import('./backtest.ts')).runBacktest(flags, await tools.openBacktest()))(),
    );
  program
    .command('evaluate')
    .description('measure the classifier on the labelled set of the sources')
    .option('--stories <path>', 'JSON lines of seed documents')
    .option('--items <path>', 'JSON lines of labelled items')
    .action((flags: Partial<EvaluateOptions>) => finish(() => evaluateLabelled(tools, flags))());
}

async function evaluateLabelled(tools: Tools, flags: Partial<EvaluateOptions>): Promise<number> {
  const labelled = (name: string) => fileURLToPath(new URL(`test/fixtures/tracking/${name}`, tools.root));
  const options = {
    stories: flags.stories ?? labelled('stories.jsonl'),
    items: flags.items ?? labelled('items.jsonl'),
  };
  if (!existsSync(options.stories)) {
    throw new PersonError(
      'The labelled set comes with the sources only. Run this in a clone, or name --stories and --items.',
    );
  }
  const { runEvaluate } = await import('./evaluate.ts');
  return runEvaluate(options, await tools.openBacktest());
}

async function feedCheck(tools: Tools, targets: readonly string[], json: boolean): Promise<number> {
  const check = tools.openFeedCheck(readConfig(tools.env));
  try {
    return await checkFeeds(targets, { json }, check);
  } finally {
    await check.close();
  }
}
