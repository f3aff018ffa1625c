import type { Command } from 'commander';
import { readConfig, type Config } from '../config.ts';
import { runBacktest, type BacktestTools } from './backtest.ts';
import { checkFeeds, type FeedCheckTools } from './feed-check.ts';

/** What the commands need that work without a database. */
export interface Tools {
  readonly env: Readonly<Record<string, string | undefined>>;
  openFeedCheck(config: Config): FeedCheckTools & { close(): Promise<void> };
  openBacktest(): Promise<BacktestTools>;
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
  program
    .command('feed')
    .description('look at feeds')
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
    .action((flags: BacktestFlags) => finish(async () => runBacktest(flags, await tools.openBacktest()))());
}

async function feedCheck(tools: Tools, targets: readonly string[], json: boolean): Promise<number> {
  const check = tools.openFeedCheck(readConfig(tools.env));
  try {
    return await checkFeeds(targets, { json }, check);
  } finally {
    await check.close();
  }
}
