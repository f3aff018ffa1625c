import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { createFeedReader } from '../../adapters/feeds/reader.ts';
import { openDatabase } from '../../adapters/postgres/database.ts';
import { createHostPace } from '../../adapters/postgres/host-pace.ts';
import { createStore } from '../../adapters/postgres/store.ts';
import { pollFeed } from '../../jobs/poll-feed.ts';
import { basicAuth, sealHeaders } from '../../src/feeds/credentials.ts';
import type { Feed } from '../../src/feeds/feed.ts';
import { deskSecrets } from '../support/desk.ts';
import { hours, MINUTE_MS, newFeed, NOON, only, room } from '../support/builders.ts';
import { openFeedServer, rssOf, type FeedServer } from '../support/feed-server.ts';
import { outbox } from '../support/outbox.ts';
import { silentLog, useStore } from '../support/store.ts';

const at = useStore();

async function publisher(host = '127.0.0.1'): Promise<FeedServer> {
  const server = await openFeedServer(host);
  onTestFinished(() => server.close());
  return server;
}

/** A process of its own: what it knows beyond the database goes with it. */
async function startProcess(gapMs = 1) {
  const database = await openDatabase(at.url, silentLog);
  const reader = createFeedReader({
    userAgent: 'test',
    maxBytes: 5_000_000,
    allow: ['127.0.0.0/8'],
    pace: createHostPace(database.pool, () => gapMs),
  });
  onTestFinished(async () => {
    await reader.close();
    await database.close();
  });
  let now = NOON;
  const store = createStore(database.db);
  const job = pollFeed({ store, reader, secrets: deskSecrets, floorMs: 0, clock: () => now, log: silentLog });
  return async ({ id }: Feed, when = NOON): Promise<Feed> => {
    now = when;
    await store.feeds.makeDue(id, when);
    await job({ feedId: id });
    const after = await store.feeds.find(id);
    if (!after) throw new Error('the feed is gone');
    return after;
  };
}

const add = async (...urls: string[]): Promise<readonly Feed[]> =>
  at.store.feeds.add(
    urls.map((url) => newFeed(url)),
    NOON,
  );

const waitOf = (feed: Feed, since: Date): number => feed.nextDueAt.getTime() - since.getTime();

it('asks a host once at a time over ten processes, also where other hosts redirect to it', async () => {
  const hub = await publisher();
  let running = 0;
  let most = 0;
  const paths = Array.from({ length: 10 }, (_, number) => `/${number}`);
  for (const path of paths) {
    hub.page(path, (_, response) => {
      running += 1;
      most = Math.max(most, running);
      setTimeout(() => {
        running -= 1;
        response.end(rssOf(path));
      }, 150);
    });
  }
  const others = await Promise.all([2, 3, 4, 5, 6].map((host) => publisher(`127.0.0.${host}`)));
  others.forEach((server, number) =>
    server.page('/feed', { status: 302, headers: { location: `${hub.origin}/${number}` } }),
  );
  const feeds = await add(
    ...others.map(({ origin }) => `${origin}/feed`),
    ...paths.slice(others.length).map((path) => hub.origin + path),
  );

  const processes = await Promise.all(feeds.map(async (feed) => ({ feed, poll: await startProcess(500) })));
  await Promise.all(
    processes.map(async ({ feed, poll }) => {
      for (let after = await poll(feed); after.lastReadAt === null; after = await poll(feed))
        await delay(waitOf(after, NOON));
    }),
  );

  expect(hub.seen.map(({ path }) => path).toSorted()).toEqual(paths);
  expect(most).toBe(1);
}, 60_000);

it.each([429, 503])(
  'leaves a host that answers %i alone after a restart, without a failure of its feeds',
  async (status) => {
    const server = await publisher();
    server.page('/busy', { status, headers: { 'retry-after': '3600' } });
    server.page('/feed', rssOf('news'));
    const [busy, other] = await add(`${server.origin}/busy`, `${server.origin}/feed`);
    const told = await (await startProcess())(busy ?? only([]));

    const after = await (await startProcess())(other ?? only([]));

    expect(told).toMatchObject({ failures: 1 });
    expect(waitOf(told, NOON)).toBeGreaterThanOrEqual(60 * MINUTE_MS);
    expect(after).toMatchObject({ failures: 0, lastCheckedAt: null });
    expect(waitOf(after, NOON)).toBeGreaterThan(59 * MINUTE_MS);
    expect(server.seen).toHaveLength(1);
  },
);

it('leaves the host alone that said so, not the one that redirected there', async () => {
  const [server, other] = [await publisher(), await publisher('127.0.0.2')];
  server.page('/moved', { status: 302, headers: { location: `${other.origin}/feed` } });
  server.page('/feed', rssOf('news'));
  other.page('/feed', { status: 429 });
  other.page('/more', rssOf('more'));
  const [moved, own, there] = await add(
    `${server.origin}/moved`,
    `${server.origin}/feed`,
    `${other.origin}/more`,
  );
  const told = await (await startProcess())(moved ?? only([]));
  const restarted = await startProcess();

  expect(waitOf(told, NOON)).toBeGreaterThanOrEqual(10 * MINUTE_MS);
  expect(await restarted(own ?? only([]))).toMatchObject({ lastReadAt: NOON });
  expect(await restarted(there ?? only([]))).toMatchObject({ lastReadAt: null, failures: 0 });
  expect(other.seen).toHaveLength(1);
});

it('blocks a host for a day at most, whatever it asks for', async () => {
  const server = await publisher();
  server.page('/feed', { status: 503, headers: { 'retry-after': '9'.repeat(20) } });
  const [feed, other] = await add(`${server.origin}/feed`, `${server.origin}/other`);
  const poll = await startProcess();

  await poll(feed ?? only([]));

  expect(waitOf(await poll(other ?? only([])), NOON)).toBeLessThan(25 * 60 * MINUTE_MS);
});

it.each([403, 404, 500])(
  'backs off from a feed that answers %i, and asks its host for others',
  async (status) => {
    const server = await publisher();
    server.page('/feed', { status });
    server.page('/other', rssOf('news'));
    const [feed, other] = await add(`${server.origin}/feed`, `${server.origin}/other`);
    const poll = await startProcess();

    const waits: number[] = [];
    for (const when of [NOON, hours(1), hours(2)])
      waits.push(waitOf(await poll(feed ?? only([]), when), when));

    expect(waits.map((wait) => Math.floor(wait / MINUTE_MS / 5) * 5)).toEqual([5, 10, 20]);
    expect(await poll(other ?? only([]))).toMatchObject({ lastReadAt: NOON });
  },
);

it('pauses a feed that is gone for good (410) at once, and says so', async () => {
  const channel = await at.store.channels.ensure(room, NOON);
  await at.store.channels.saveSettings(channel.id, { ...channel.settings, review: true });
  const server = await publisher();
  server.page('/feed', { status: 410 });
  const feed = only(await add(`${server.origin}/feed`));
  const poll = await startProcess();

  const after = await poll(feed);
  await poll(feed, hours(24));

  expect(after).toMatchObject({ state: 'paused', stateReason: expect.stringContaining('410') });
  expect(server.seen).toHaveLength(1);
  expect(only(await outbox(at.pool)).text).toContain(': gone');
});

const MOVED = (status: number, location: string) => ({ status, headers: { location } });

it.each([301, 308])('takes over an address that three answers in a row name with %i', async (status) => {
  const [server, other] = [await publisher(), await publisher('127.0.0.2')];
  server.page('/feed', MOVED(status, `${other.origin}/new`));
  other.page('/new', { headers: { etag: '"1"' }, body: rssOf('news') });
  const feed = only(await add(`${server.origin}/feed`));
  const poll = await startProcess();

  const urls: string[] = [];
  for (const hour of [0, 1, 2, 3]) urls.push((await poll(feed, hours(hour))).url);

  const [from, to] = [`${server.origin}/feed`, `${other.origin}/new`];
  expect(urls).toEqual([from, from, to, to]);
  expect(server.seen).toHaveLength(3);
  expect(other.seen.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"', '"1"', '"1"']);
});

it.each([
  ['a temporary redirect', (to: string) => MOVED(302, `${to}/new`)],
  ['another new address', (to: string) => MOVED(301, `${to}/newer`)],
  ['the feed itself', () => rssOf('news')],
])('starts to count again after %s', async (_what, between) => {
  const server = await publisher();
  const moved = MOVED(301, `${server.origin}/new`);
  server.page('/new', rssOf('news'));
  server.page('/newer', rssOf('news'));
  const feed = only(await add(`${server.origin}/feed`));
  const poll = await startProcess();

  let last = feed;
  for (const [hour, page] of [moved, moved, between(server.origin), moved, moved].entries()) {
    server.page('/feed', page);
    last = await poll(feed, hours(hour));
  }

  expect(last).toMatchObject({
    url: `${server.origin}/feed`,
    movedTo: `${server.origin}/new`,
    movedCount: 2,
  });
});

it('does not take a login along to another origin', async () => {
  const [server, other] = [await publisher(), await publisher('127.0.0.2')];
  server.page('/feed', MOVED(301, `${other.origin}/new`));
  server.page('/near', MOVED(301, '/new'));
  server.page('/new', rssOf('news'));
  other.page('/new', rssOf('news'));
  const feeds = await add(`${server.origin}/feed`, `${server.origin}/near`);
  for (const { id } of feeds)
    await at.store.feeds.setCredentials(id, sealHeaders(deskSecrets, basicAuth('ada:pw')), NOON);
  const poll = await startProcess();

  for (const feed of feeds) for (const hour of [0, 1, 2, 3]) await poll(feed, hours(hour));

  expect(other.seen.map(({ headers }) => headers.authorization)).toEqual(Array(4).fill(undefined));
  expect(server.seen.at(-1)).toMatchObject({ path: '/new', headers: basicAuth('ada:pw') });
});
