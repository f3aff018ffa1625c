import { toNewFeed } from '../commands/feeds.ts';
import type { Caller } from '../commands/desk.ts';
import { feedKey } from '../feeds/same-feed.ts';
import type { Opml, OpmlFeed } from '../ports/opml.ts';
import type { Store } from '../ports/store.ts';
import { PersonError } from './person-error.ts';
import { count, createProgress } from './progress.ts';

/** What the command needs from outside. */
export interface FeedImportTools {
  readonly store: Store;
  readonly opml: Opml;
  readonly caller: Caller;
  readonly now: Date;
}

type Output = { readonly isTTY?: boolean; write(text: string): unknown };

/** Feeds of one statement: far below PostgreSQL's 65,535 parameters. */
const AT_ONCE = 500;

/**
 * `storywatch feeds import <file.opml>`: adds the feeds of a list that are not there yet, under any spelling of their
 * addresses, as one change that can be undone. `name` is the file's, for the log of changes. What it says goes to
 * `output` (standard error). Returns the exit code: 1 when something was left out.
 */
export async function importFeeds(
  tools: FeedImportTools,
  text: string | Uint8Array,
  name: string,
  output: Output,
): Promise<0 | 1> {
  const { feeds, problems } = tools.opml.parse(text);
  if (feeds.length === 0)
    throw new PersonError(`No feed was found in ${name}. ${problems[0] ?? 'It must be an OPML file.'}`);
  const { fresh, known, refused } = sift(feeds, await tools.store.feeds.list());
  const outcome = fresh.length === 0 ? null : await add(tools, fresh, name, output);
  const left = [...problems, ...refused];
  const knownToo = known + fresh.length - (outcome?.added ?? 0);
  output.write(
    `${count(outcome?.added ?? 0)} feeds added, ${count(knownToo)} known already, ${count(left.length)} left out.\n`,
  );
  for (const problem of left) output.write(`  ${problem}\n`);
  if (outcome) output.write(`Take it back with /storywatch undo ${outcome.entry}.\n`);
  return left.length === 0 ? 0 : 1;
}

interface Sifted {
  readonly fresh: readonly OpmlFeed[];
  readonly known: number;
  readonly refused: readonly string[];
}

/** One feed a set of spellings; the first in the list gives the address. */
function sift(feeds: readonly OpmlFeed[], there: readonly { readonly url: string }[]): Sifted {
  const keys = new Set(there.map(({ url }) => feedKey(url)));
  const fresh: OpmlFeed[] = [];
  const refused: string[] = [];
  let known = 0;
  for (const feed of feeds) {
    const key = feedKey(feed.url);
    const { username, password, host } = new URL(feed.url);
    if (username !== '' || password !== '')
      refused.push(
        `“${feed.title}” (${host}) has a name or password in its address: give them as credentials.`,
      );
    else if (keys.has(key)) known += 1;
    else fresh.push(feed);
    keys.add(key);
  }
  return { fresh, known, refused };
}

async function add(
  { store, caller, now }: FeedImportTools,
  feeds: readonly OpmlFeed[],
  name: string,
  output: Output,
): Promise<{ readonly added: number; readonly entry: number }> {
  const progress = createProgress('Feeds added', output);
  const action = `storywatch feeds import ${name} (${feeds.length} feeds)`;
  const { result, entry } = await store
    .change({ ...caller, action, at: now }, async (tables) => {
      let added = 0;
      for (let from = 0; from < feeds.length; from += AT_ONCE) {
        added += (await tables.feeds.add(feeds.slice(from, from + AT_ONCE).map(toNewFeed), now)).length;
        progress.update(from + AT_ONCE, feeds.length);
      }
      return added;
    })
    .finally(() => progress.end());
  return { added: result, entry };
}
