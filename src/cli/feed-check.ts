import type { FeedDocument } from '../feeds/item.ts';
import type { ReadOutcome } from '../ports/feed-reader.ts';
import { describeFeed, feedAsJson } from './feed-report.ts';
import type { Progress } from './progress.ts';

/** What the command needs from outside; main hands it in. */
export interface FeedCheckTools {
  /** Fetches and reads a feed, as polling does. */
  read(request: { url: string; validators: null }): Promise<ReadOutcome>;
  /** Reads a document that is at hand. Rejects with an error whose message is for a person. */
  parse(bytes: Uint8Array): Promise<FeedDocument>;
  readFile(path: string): Promise<Uint8Array>;
  readStdin(): Promise<Uint8Array>;
  /** Prints one line on standard output; resolves when more may be printed. */
  print(line: string): Promise<void> | void;
  /** Prints one line on standard error. */
  complain(line: string): Promise<void> | void;
  /** Null where the results themselves are seen to come. */
  readonly progress: Progress | null;
}

/** Enough to keep both parser threads busy while files are read and lines are printed. */
const AHEAD = 8;

type Checked = { readonly document: FeedDocument } | { readonly error: string };

/**
 * `storywatch feed check <url or file or ->… [--json]`: prints what was understood of each, in the order given.
 * Returns the exit code: 0 when every target is a feed (an empty one counts), else 1. Needs no database.
 */
export async function checkFeeds(
  targets: readonly string[],
  { json }: { json: boolean },
  tools: FeedCheckTools,
): Promise<0 | 1> {
  if (targets.length === 0) {
    await tools.complain('Name a feed: storywatch feed check <url or file or -> [--json]');
    return 1;
  }
  let failed = false;
  const running: Promise<Checked>[] = [];
  for (let at = 0; at < targets.length; at += 1) {
    while (running.length < AHEAD && at + running.length < targets.length) {
      running.push(checkOne(targets[at + running.length] ?? '', tools));
    }
    const checked = await running.shift();
    if (checked === undefined) break;
    failed ||= 'error' in checked;
    await report(targets[at] ?? '', checked, json, tools);
    tools.progress?.update(at + 1, targets.length);
  }
  tools.progress?.end();
  return failed ? 1 : 0;
}

async function checkOne(target: string, tools: FeedCheckTools): Promise<Checked> {
  try {
    if (/^https?:\/\//i.test(target)) return fromOutcome(await tools.read({ url: target, validators: null }));
    if (/^[a-z][a-z\d+.-]*:\/\//i.test(target))
      return { error: 'Only http and https addresses can be read.' };
    const bytes = target === '-' ? await tools.readStdin() : await tools.readFile(target);
    return { document: await tools.parse(bytes) };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

function fromOutcome(outcome: ReadOutcome): Checked {
  if (outcome.kind === 'read') return { document: outcome.document };
  if (outcome.kind === 'failed') return { error: outcome.failure.message };
  if (outcome.kind === 'wait') return { error: outcome.message };
  return { error: 'The server says “unchanged” to a first request.' };
}

const NO_FILE = 'There is no such file. Addresses begin with https:// or http://.';
const FILE_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: NO_FILE,
  ENOTDIR: NO_FILE,
  ENAMETOOLONG: NO_FILE,
  EISDIR: 'This is a folder. Name the files in it.',
  EACCES: 'This file may not be read. Check its permissions.',
};

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return ('code' in error && typeof error.code === 'string' && FILE_FAULTS[error.code]) || error.message;
}

async function report(target: string, checked: Checked, json: boolean, tools: FeedCheckTools): Promise<void> {
  if (json) {
    await tools.print(
      JSON.stringify({ file: target, ...('error' in checked ? checked : feedAsJson(checked.document)) }),
    );
  } else if ('error' in checked) {
    await tools.complain(`${target}: ${checked.error}`);
  } else {
    for (const line of describeFeed(target, checked.document)) await tools.print(line);
  }
}
