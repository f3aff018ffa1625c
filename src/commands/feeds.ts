import { plural } from '../messages/digest.ts';
import { feedHealth, troubledFeeds, feedList } from '../messages/feeds.ts';
import { say } from '../messages/message.ts';
import { timeSpan } from '../messages/update.ts';
import { askFeed } from '../feeds/ask-feed.ts';
import { loginOf } from '../feeds/credentials.ts';
import type { NewFeed } from '../feeds/feed.ts';
import type { OpmlFeed } from '../ports/opml.ts';
import { UserError, type Action, type Command, type Invocation, type Option, type Reply } from './command.ts';
import { change, done, given, toUser, type CommandDeps } from './deps.ts';
import { addFeedAction, knownAs } from './feeds-add.ts';
import { findFeed } from './find-feed.ts';
import { pageOption } from './stories-read.ts';

const feedOption: Option = {
  name: 'feed',
  summary: 'Title or address of the feed',
  type: 'feed',
  required: true,
  rest: true,
  maxLength: 2000,
};

const LATEST = 5;

export function feedsCommand(deps: CommandDeps): Command {
  return {
    name: 'feeds',
    summary: 'Manage the feeds that are read',
    actions: [addFeedAction(deps), ...stateActions(deps), ...listActions(deps)],
  };
}

function stateActions(deps: CommandDeps): readonly Action[] {
  return [
    {
      name: 'remove',
      summary: 'Stop reading a feed; its items stay',
      permission: 'admin',
      options: [feedOption],
      run: (invocation) =>
        setState(deps, invocation, 'remove', 'removed', 'is no longer read. Its items stay'),
    },
    {
      name: 'check',
      summary: 'Read a feed now and show what it says',
      permission: 'admin',
      options: [feedOption],
      run: (invocation) => check(deps, invocation),
    },
    {
      name: 'replace',
      summary: 'Read a feed from another address; its items stay',
      permission: 'admin',
      example: 'https://old.example.org/feed https://new.example.org/feed',
      options: [
        { ...feedOption, rest: false },
        { name: 'url', summary: 'The new address', type: 'text', required: true, maxLength: 2000 },
      ],
      run: (invocation) => replace(deps, invocation),
    },
    {
      name: 'pause',
      summary: 'Stop reading a feed for a while',
      permission: 'admin',
      options: [feedOption],
      run: (invocation) => setState(deps, invocation, 'pause', 'paused', 'is paused until /feeds resume'),
    },
    {
      name: 'resume',
      summary: 'Read a paused feed again',
      permission: 'admin',
      options: [feedOption],
      run: (invocation) => setState(deps, invocation, 'resume', 'active', 'is read again, from now'),
    },
  ];
}

function listActions(deps: CommandDeps): readonly Action[] {
  return [
    {
      name: 'list',
      summary: 'All feeds and how they are',
      permission: 'anyone',
      options: [pageOption],
      run: async ({ options }) =>
        toUser(feedList(await deps.store.feeds.list(), Number(options['page'] ?? 1))),
    },
    {
      name: 'health',
      summary: 'Which feeds are in trouble, since when and why',
      permission: 'anyone',
      options: [],
      run: () => health(deps),
    },
    {
      name: 'import',
      summary: 'Add feeds from OPML text',
      permission: 'admin',
      options: [
        {
          name: 'opml',
          summary: 'The OPML text',
          type: 'text',
          required: true,
          rest: true,
          maxLength: 100_000,
        },
      ],
      run: (invocation) => importOpml(deps, invocation),
    },
    {
      name: 'export',
      summary: 'All feeds as OPML',
      permission: 'admin',
      options: [],
      run: () => exportOpml(deps),
    },
  ];
}

const LAST_OF_TROUBLED = 2;

async function health({ store }: CommandDeps): Promise<Reply> {
  const feeds = await store.feeds.list();
  const latest = new Map<string, readonly string[]>();
  for (const { id } of troubledFeeds(feeds)) {
    const items = await store.items.latest(id, LAST_OF_TROUBLED);
    latest.set(
      id,
      items.map((item) => item.title || item.text.slice(0, 80)),
    );
  }
  return toUser(feedHealth(feeds, latest));
}

async function setState(
  deps: CommandDeps,
  invocation: Invocation,
  word: string,
  state: 'active' | 'paused' | 'removed',
  told: string,
): Promise<Reply> {
  const feed = await findFeed(deps.store, given(invocation, 'feed'), (id) => `/feeds ${word} ${id}`);
  if (feed.state === state) return toUser(say(`${feed.title} is ${state} already.`));
  const reason = state === 'paused' ? `by ${invocation.actor.name}` : null;
  const { entry } = await change(deps, invocation, `/feeds ${word} ${feed.url}`, async ({ feeds }) => {
    await feeds.setState(feed.id, state, reason);
    if (state === 'active') await feeds.makeDue(feed.id, invocation.now);
  });
  return done(`${feed.title} ${told}.`, entry);
}

/** Reads the feed here and now, so that the person sees the outcome; what is new is stored by the poll that follows. */
async function check(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const feed = await findFeed(deps.store, given(invocation, 'feed'), (id) => `/feeds check ${id}`);
  const outcome = await askFeed(deps, feed, { validators: null });
  await deps.store.feeds.makeDue(feed.id, invocation.now);
  if (outcome.kind === 'wait') return toUser(say(`${feed.title} was not asked: ${outcome.message}`));
  if (outcome.kind === 'failed')
    throw new UserError(`${feed.title} cannot be read: ${outcome.failure.message}`);
  if (outcome.kind === 'unchanged') return toUser(say(`${feed.title} answers, with nothing new.`));
  const { document } = outcome;
  return toUser({
    title: `${feed.title} is well`,
    blocks: [
      {
        kind: 'fields',
        fields: [
          { label: 'Format', value: [document.format, document.version].filter(Boolean).join(' ') },
          { label: 'Encoding', value: document.encoding },
          { label: 'Items', value: String(document.entries.length) },
          { label: 'Address', value: outcome.finalUrl },
        ],
      },
      {
        kind: 'list',
        items: document.entries
          .slice(0, LATEST)
          .map((entry) => [entry.title, ...(entry.published ? [', ', timeSpan(entry.published)] : [])]),
      },
      ...(document.warnings.length > 0
        ? [{ kind: 'note', text: document.warnings.slice(0, 5).join('; ') } as const]
        : []),
    ],
  });
}

async function replace(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const typed = given(invocation, 'url');
  const feed = await findFeed(deps.store, given(invocation, 'feed'), (id) => `/feeds replace ${id} ${typed}`);
  const found = await deps.reader.discover(typed, loginOf(feed, deps.secrets));
  if (found.kind === 'failed') throw new UserError(`${typed} cannot be read: ${found.failure.message}`);
  const [candidate] = found.candidates;
  if (!candidate) throw new UserError(`${typed} offers no feed. Give the address of the feed itself.`);
  const same = await knownAs(deps, candidate.url);
  if (same && same.id !== feed.id) throw new UserError(`${candidate.url} is read already, as ${same.title}.`);
  const { entry } = await change(
    deps,
    invocation,
    `/feeds replace ${feed.url} ${candidate.url}`,
    ({ feeds }) => feeds.setUrl(feed.id, candidate.url, invocation.now),
  );
  const left = feed.credentials && new URL(candidate.url).origin !== new URL(feed.url).origin;
  const login = left
    ? ' Its login stays behind: set one with storywatch feed login if it needs one there.'
    : '';
  return done(`${feed.title} is read from ${candidate.url} from now on.${login}`, entry);
}

async function importOpml(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const { feeds, problems } = deps.opml.parse(given(invocation, 'opml'));
  if (feeds.length === 0)
    throw new UserError(`No feed was found in that text. ${problems[0] ?? 'It must be OPML.'}`);
  const { result, entry } = await change(
    deps,
    invocation,
    `/feeds import (${feeds.length} feeds)`,
    (tables) => tables.feeds.add(feeds.map(toNewFeed), invocation.now),
  );
  const known = feeds.length - result.length;
  return done(
    [
      `${plural(result.length, 'feed', 'feeds')} added`,
      known > 0 ? `, ${known} known already` : '',
      problems.length > 0 ? `. Left out: ${problems.slice(0, 5).join('; ')}` : '',
      '.',
    ].join(''),
    entry,
  );
}

export const toNewFeed = (feed: OpmlFeed): NewFeed => ({
  url: feed.url,
  title: feed.title,
  siteUrl: null,
  folder: feed.folder.join(' / ') || null,
  pinnedIntervalMs: null,
});

async function exportOpml({ store, opml }: CommandDeps): Promise<Reply> {
  const feeds = await store.feeds.list();
  const content = opml.render(
    feeds.map(({ url, title, folder }) => ({ url, title, folder: folder?.split(' / ') ?? [] })),
  );
  return {
    message: say(plural(feeds.length, 'feed', 'feeds')),
    visibleTo: 'user',
    file: { name: 'storywatch-feeds.opml', content },
  };
}
