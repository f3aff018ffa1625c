import { randomUUID } from 'node:crypto';
import type { Actor, ChannelRef } from '../../src/commands/command.ts';
import { defaultSettings, type Channel, type ChannelSettings } from '../../src/digests/channel.ts';
import type { NewFeed, PollResult } from '../../src/feeds/feed.ts';
import type { StoryChanges } from '../../src/digests/story-changes.ts';
import type { FeedEntry, Item } from '../../src/feeds/item.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Assignment, Update } from '../../src/stories/assignment.ts';
import type { Fold } from '../../src/stories/fold.ts';
import type { Story, StoryDefinition } from '../../src/stories/story.ts';

/** When tests happen. */
export const NOON = new Date('2025-03-10T12:00:00Z');

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A moment so many hours after `NOON`; before it when negative. */
export const hours = (count: number): Date => new Date(NOON.getTime() + count * HOUR_MS);

export const room: ChannelRef = { platform: 'terminal', spaceId: 'local', channelId: 'room', name: 'room' };
export const otherRoom: ChannelRef = { ...room, channelId: 'other-room', name: 'other room' };

export const ada: Actor = { id: 'U1', name: 'Ada', admin: true };
export const bob: Actor = { id: 'U2', name: 'Bob', admin: false };

export const entry = (title: string, over: Partial<FeedEntry> = {}): FeedEntry => ({
  key: title,
  title,
  link: `https://news.example/${encodeURIComponent(title)}`,
  text: '',
  author: null,
  published: NOON,
  updated: null,
  language: 'en',
  categories: [],
  enclosures: [],
  source: null,
  ...over,
});

export const item = (title: string, over: Partial<Item> = {}): Item => ({
  ...entry(title),
  id: randomUUID(),
  feedId: randomUUID(),
  seenAt: NOON,
  retitled: 0,
  ...over,
});

export const definition = (title: string, over: Partial<StoryDefinition> = {}): StoryDefinition => ({
  slug: title.toLowerCase().replaceAll(/[^a-z0-9]+/gu, '-'),
  topic: 'platform-outages',
  title,
  aliases: [],
  entities: [],
  startedAt: null,
  seeds: [{ title, text: `What happened: ${title}.`, date: NOON }],
  ...over,
});

export const story = (title: string, over: Partial<Story> = {}): Story => ({
  ...definition(title),
  id: randomUUID(),
  phase: 'developing',
  phaseSince: NOON,
  createdAt: NOON,
  lastItemAt: null,
  closedAt: null,
  ...over,
});

export const assignment = (over: Partial<Assignment> = {}): Assignment => ({
  itemId: randomUUID(),
  storyId: randomUUID(),
  state: 'auto',
  score: 0.9,
  runnerUpId: null,
  runnerUpScore: null,
  thirdId: null,
  margin: 0.9,
  reasons: [{ kind: 'entities', text: 'shares Example', weight: 0.9 }],
  assignedAt: NOON,
  ...over,
});

/** A report of a story, as if it had joined by itself. */
export function update(title: string, over: Partial<Item> = {}): Update {
  const reported = item(title, over);
  return { item: reported, feedTitle: 'Example News', assignment: assignment({ itemId: reported.id }) };
}

export const fold = (first: Update, ...copies: readonly Update[]): Fold => ({ first, copies });

/** What a digest tells of a story: nothing unless said. */
export const changes = (of: Story, over: Partial<StoryChanges> = {}): StoryChanges => ({
  story: of,
  isNew: false,
  phaseChange: null,
  news: [],
  repeats: 0,
  newSources: [],
  facts: [],
  ...over,
});

export const channel = (settings: Partial<ChannelSettings> = {}, over: Partial<Channel> = {}): Channel => ({
  ...room,
  id: randomUUID(),
  settings: { ...defaultSettings('terminal'), ...settings },
  digest: null,
  digestDueAt: null,
  lastDigestAt: NOON,
  deadReason: null,
  ...over,
});

export const newFeed = (url: string, over: Partial<NewFeed> = {}): NewFeed => ({
  url,
  title: `Feed of ${new URL(url).hostname}`,
  siteUrl: null,
  folder: null,
  pinnedIntervalMs: null,
  ...over,
});

/** Stores a story, and its topic where that is not there yet. */
export async function storedStory(
  store: Store,
  title: string,
  over: Partial<StoryDefinition> = {},
): Promise<Story> {
  const defined = definition(title, over);
  await store.stories.addTopic({ slug: defined.topic, title: defined.topic.replaceAll('-', ' ') });
  const stored = await store.stories.create(defined, 'developing', NOON);
  if (!stored) throw new Error(`there is a story ${defined.slug} already`);
  return stored;
}

/** Stores entries as items of one feed, announced unless said otherwise. Returns them in the order given. */
export async function storedItems(
  store: Store,
  entries: readonly FeedEntry[],
  options: { readonly announce?: boolean; readonly now?: Date; readonly feedUrl?: string } = {},
): Promise<readonly Item[]> {
  const { announce = true, now = NOON, feedUrl = 'https://news.example/feed.xml' } = options;
  await store.feeds.add([newFeed(feedUrl, { title: 'Example News' })], NOON);
  const [feed] = await store.feeds.search(feedUrl, 1);
  if (!feed) throw new Error('the feed was not stored');
  await store.items.save(feed.id, entries, { announce, now });
  const all = await store.items.latest(feed.id, 1000);
  return entries.map(({ key }) => {
    const found = all.find((each) => each.key === key);
    if (!found) throw new Error(`no item has the key ${key}`);
    return found;
  });
}

/** The element that a test has made sure of. */
export function only<Element>(list: readonly Element[]): Element {
  const [first] = list;
  if (first === undefined || list.length !== 1) throw new Error(`one was expected, not ${list.length}`);
  return first;
}

/** Stores an item per title and puts it into a story as if the classifier had. */
export async function storedReports(
  store: Store,
  storyId: string,
  entries: readonly FeedEntry[],
  over: Partial<Assignment> = {},
): Promise<readonly Item[]> {
  const items = await storedItems(store, entries);
  for (const { id } of items) await store.assignments.put(assignment({ itemId: id, storyId, ...over }));
  await store.items.markClassified(
    items.map(({ id }) => id),
    NOON,
  );
  return items;
}

/** What comes of a poll that changed nothing, besides what is said. */
export const pollOf = (over: Partial<PollResult> = {}): PollResult => ({
  checkedAt: NOON,
  nextDueAt: hours(1),
  outcome: 'read',
  failure: null,
  validators: null,
  asked: null,
  bytes: 0,
  title: null,
  siteUrl: null,
  language: null,
  moved: null,
  newUrl: null,
  pauseReason: null,
  note: undefined,
  silentSince: null,
  ...over,
});

/** What a poll changes about a feed that did not answer. */
export const failedPoll: PollResult = pollOf({
  outcome: 'failed',
  failure: { cause: 'timeout', message: 'It did not answer.' },
  bytes: 10,
  title: 'Another title',
});
