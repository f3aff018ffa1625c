import type { FeedEntry, Item } from '../feeds/item.ts';
import type { ArticlePage } from '../ports/feed-reader.ts';
import type { Tables } from '../ports/store.ts';
import { correct } from '../stories/correction.ts';
import { UserError, type Action, type Invocation, type Reply } from './command.ts';
import { change, done, given, type CommandDeps } from './deps.ts';
import { findStory } from './find-story.ts';
import { storyOption } from './stories-read.ts';

/** The feed that holds what people add by hand; it is never polled nor listed. */
const BY_HAND = {
  url: 'storywatch:by-hand',
  title: 'Added by hand',
  siteUrl: null,
  folder: null,
  pinnedIntervalMs: null,
};

export function addAction(deps: CommandDeps): Action {
  return {
    name: 'add',
    summary: 'Put the report behind a link into a story',
    permission: 'admin',
    example: 'treasury https://www.example.org/news/1',
    options: [
      storyOption,
      { name: 'url', summary: 'Address of the report', type: 'text', required: true, maxLength: 2000 },
    ],
    run: (invocation) => add(deps, invocation),
  };
}

async function add(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const { now } = invocation;
  const url = given(invocation, 'url');
  if (!URL.canParse(url) || !/^https?:$/u.test(new URL(url).protocol)) {
    throw new UserError(`"${url}" is no web address. Give one like https://www.example.org/news/1.`);
  }
  const story = await findStory(
    deps.store,
    given(invocation, 'story'),
    (slug) => `/stories add ${slug} ${url}`,
  );
  const known = await deps.store.items.byLink(url);
  const page = known ? null : await readPage(deps, url);
  const { result, entry } = await change(
    deps,
    invocation,
    `/stories add ${story.slug} ${url}`,
    async (tables) => {
      const item = known ?? (await keep(tables, page ?? (await readPage(deps, url)), now));
      await correct(tables, 'move', item, story, now);
      await tables.deliveries.wantRefresh(story.id, now);
      return item;
    },
  );
  return done(`"${result.title}" is now in ${story.title}.`, entry);
}

async function readPage({ reader }: CommandDeps, url: string): Promise<ArticlePage> {
  const outcome = await reader.article(url);
  if (outcome.kind === 'failed') throw new UserError(`${url} could not be read: ${outcome.failure.message}`);
  if (outcome.page.title === '')
    throw new UserError(`${url} has no title; it is no report that can be followed.`);
  return outcome.page;
}

async function keep(tables: Tables, page: ArticlePage, now: Date): Promise<Item> {
  const feedId = await byHandFeed(tables, now);
  const entry: FeedEntry = {
    key: page.url,
    title: page.title,
    link: page.url,
    text: page.text,
    author: null,
    published: page.published,
    updated: null,
    language: page.language,
    categories: [],
    enclosures: [],
    source: null,
  };
  await tables.items.save(feedId, [entry], { announce: false, now });
  const item = await tables.items.byLink(page.url);
  if (!item) throw new Error('a report vanished while it was added');
  // A person has judged it.
  await tables.items.markClassified([item.id], now);
  return item;
}

/** The feed is taken out at once each time, so that nobody polls it; adding it again hands it back. */
async function byHandFeed(tables: Tables, now: Date): Promise<string> {
  const [feed] = await tables.feeds.add([BY_HAND], now);
  if (!feed) throw new Error('the feed of what is added by hand is missing');
  await tables.feeds.setState(feed.id, 'removed', null);
  return feed.id;
}
