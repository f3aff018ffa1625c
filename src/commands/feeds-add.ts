import type { Feed, NewFeed } from '../feeds/feed.ts';
import { isSameFeed } from '../feeds/same-feed.ts';
import { say } from '../messages/message.ts';
import { candidateList } from '../messages/feeds.ts';
import { UserError, type Action, type Invocation, type Reply } from './command.ts';
import { change, done, given, toUser, type CommandDeps } from './deps.ts';

const MINUTE_MS = 60_000;

export function addFeedAction(deps: CommandDeps): Action {
  return {
    name: 'add',
    summary: 'Poll a feed; the address of a site works too',
    permission: 'admin',
    example: 'https://www.example.org/news',
    options: [
      { name: 'url', summary: 'Address of a feed or a site', type: 'text', required: true, maxLength: 2000 },
      { name: 'title', summary: 'Name to show', type: 'text', required: false, maxLength: 150 },
      { name: 'folder', summary: 'Group it belongs to', type: 'text', required: false, maxLength: 60 },
      {
        name: 'every',
        summary: 'Minutes between polls; else by its own rhythm',
        type: 'integer',
        required: false,
      },
    ],
    run: (invocation) => add(deps, invocation),
  };
}

async function add(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const url = webAddress(given(invocation, 'url'));
  const found = await deps.reader.discover(url);
  if (found.kind === 'failed') throw new UserError(`${url} was not added: ${found.failure.message}`);
  const [candidate, second] = found.candidates;
  if (!candidate) throw new UserError(`${url} offers no feed. Give the address of the feed itself.`);
  if (second) return toUser(candidateList(url, found.candidates));

  const known = await knownAs(deps, candidate.url);
  if (known) return toUser(say(`${candidate.url} is read already, as ${known.title}: ${known.url}`));

  const { title, folder, every } = invocation.options;
  const feed: NewFeed = {
    url: candidate.url,
    title: title ?? candidate.title ?? new URL(candidate.url).hostname,
    siteUrl: null,
    folder: folder ?? null,
    pinnedIntervalMs: every === undefined ? null : pinned(Number(every) * MINUTE_MS, deps.pollFloorMs),
  };
  const { result, entry } = await change(deps, invocation, `/feeds add ${candidate.url}`, ({ feeds }) =>
    feeds.add([feed], invocation.now),
  );
  if (result.length === 0) return toUser(say(`${candidate.url} is polled already.`));
  const latest = candidate.latestTitles[0];
  return done(
    `${feed.title} is added${latest ? `; its latest item is "${latest}"` : ''}. What it holds now is read quietly; new items are announced.`,
    entry,
  );
}

/** The feed that is this one by another spelling of its address; null when there is none. */
export async function knownAs({ store }: CommandDeps, url: string): Promise<Feed | null> {
  const feeds = await store.feeds.list();
  return feeds.find((feed) => isSameFeed({ url: feed.url }, { url })) ?? null;
}

/** Completes what people type (`example.org`); refuses what is no web address. */
function webAddress(typed: string): string {
  // A colon before digits is a port: `localhost:8080/feed`.
  const text = /^[a-z][a-z\d+.-]*:(?!\d)/iu.test(typed) ? typed : `https://${typed}`;
  if (
    !URL.canParse(text) ||
    !['http:', 'https:'].includes(new URL(text).protocol) ||
    (!new URL(text).hostname.includes('.') && !/^\[|localhost|^\d/u.test(new URL(text).hostname))
  ) {
    throw new UserError(`"${typed}" is no web address. Give one like https://www.example.org/feed.xml.`);
  }
  return new URL(text).href;
}

function pinned(intervalMs: number, floorMs: number): number {
  if (intervalMs >= floorMs) return intervalMs;
  throw new UserError(`The shortest interval is ${floorMs / MINUTE_MS} minutes (POLL_FLOOR_MINUTES).`);
}
