import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { basicAuth, sealHeaders } from '../../../src/feeds/credentials.ts';
import type { Feed } from '../../../src/feeds/feed.ts';
import { feedCard } from '../../../src/messages/feed-card.ts';
import { failedPoll, newFeed, NOON, only } from '../../support/builders.ts';
import { deskSecrets, openDesk } from '../../support/desk.ts';
import { openFeedServer, rssOf, type FeedServer } from '../../support/feed-server.ts';
import { buttonsOf } from '../../support/message-text.ts';
import { useStore } from '../../support/store.ts';

const at = useStore();

const LOGIN = basicAuth('ada:pw');

async function site(host?: string): Promise<FeedServer> {
  const server = await openFeedServer(host);
  onTestFinished(() => server.close());
  return server;
}

/** A page for those who are logged in. */
const guarded =
  (page: string) =>
  ({ headers }: IncomingMessage, response: ServerResponse): void => {
    if (headers.authorization === LOGIN['authorization']) response.end(page);
    else response.writeHead(401).end();
  };

const members = async (url: string): Promise<Feed> =>
  only(await at.store.feeds.add([newFeed(url, { title: 'Members' })], NOON));

it('checks a feed with its stored login', async () => {
  const server = await site();
  server.page('/feed.xml', guarded(rssOf('Minutes of May')));
  const { id } = await members(`${server.origin}/feed.xml`);
  const { ask } = openDesk(at.store);
  expect(await ask('/feeds check members')).toContain('asks for a login');

  await at.store.feeds.setCredentials(id, sealHeaders(deskSecrets, LOGIN), NOON);

  expect(await ask('/feeds check members')).toContain('Members is well');
  await at.store.feeds.setCredentials(id, 'sealed with another key', NOON);
  expect(await ask('/feeds check members')).toContain('Set it again: storywatch feed login');
});

it('does not check a feed whose host wants to be left alone, and says until when', async () => {
  const server = await site();
  server.page('/busy.xml', { status: 429, headers: { 'retry-after': '1200' } });
  const [busy, wire] = [newFeed(`${server.origin}/busy.xml`), newFeed(`${server.origin}/feed.xml`)];
  await at.store.feeds.add(
    [
      { ...busy, title: 'Busy' },
      { ...wire, title: 'Wire' },
    ],
    NOON,
  );
  const { ask } = openDesk(at.store);
  expect(await ask('/feeds check busy')).toContain('asks us to come back later');

  const answer = await ask('/feeds check wire');

  const { host } = new URL(server.origin);
  expect(answer).toBe(
    `Wire was not asked: ${host} asked to be left alone. It may be asked again in 20 minutes.`,
  );
  expect(await ask(`/feeds replace wire ${server.origin}/new.xml`)).toContain('asked to be left alone');
  expect(await ask(`/feeds add ${server.origin}/other.xml`)).toContain('asked to be left alone');
  expect(server.seen).toHaveLength(1);
});

it('does what the buttons of a broken feed’s card say', async () => {
  const server = await site();
  server.page('/new.xml', rssOf('Minutes'));
  const { id } = await members(`${server.origin}/old.xml`);
  const { ask } = openDesk(at.store);
  const feed = async (): Promise<Feed> => only(await at.store.feeds.list());
  const press = async (label: string, text = ''): Promise<string> => {
    const buttons = buttonsOf(feedCard(await feed(), []));
    const command = buttons.find((button) => button.label === label)?.command ?? `no button ${label}`;
    return ask(command.replace('…', text)); // the chats ask for what stands there
  };
  await at.store.feeds.finishPoll(id, { ...failedPoll, title: null });

  expect(await press('Retry')).toContain('Members cannot be read: There is nothing at this address (404)');
  expect(await press('Pause')).toContain('Members is paused');
  expect(await press('Resume')).toContain('Members is read again');
  expect(await press('Replace URL', `${server.origin}/new.xml`)).toContain('is read from');

  expect(await feed()).toMatchObject({ url: `${server.origin}/new.xml`, state: 'active', failures: 0 });
});

it.each([
  ['add', (inner: string) => `/feeds add ${inner}`],
  ['replace', (inner: string) => `/feeds replace wire ${inner}`],
  ['check', () => '/feeds check imported'],
])('does not %s an address inside the network', async (_, line) => {
  const inner = 'http://169.254.169.254/latest/meta-data/';
  await at.store.feeds.add([newFeed('https://news.example/feed', { title: 'Wire' })], NOON);
  const { ask } = openDesk(at.store);
  await ask(`/feeds import <opml><body><outline text="Imported" xmlUrl="${inner}"/></body></opml>`);

  expect(await ask(line(inner))).toContain('The address is not public. Name its range in FETCH_ALLOW');
});

it('replaces an address behind a login', async () => {
  const server = await site();
  server.page('/new.xml', guarded(rssOf('Minutes')));
  const { id } = await members(`${server.origin}/feed.xml`);
  const sealed = sealHeaders(deskSecrets, LOGIN);
  await at.store.feeds.setCredentials(id, sealed, NOON);

  await openDesk(at.store).ask(`/feeds replace ${id} ${server.origin}/new.xml`);

  expect(await at.store.feeds.find(id)).toMatchObject({
    url: `${server.origin}/new.xml`,
    credentials: sealed,
  });
});

it.each(['a page that links to it', 'its address'])(
  'does not show a login to another site, found by %s',
  async (how) => {
    const [server, other] = [await site(), await site('127.0.0.2')];
    const link = `<link rel="alternate" type="application/rss+xml" href="${other.origin}/x.xml">`;
    server.page('/site', guarded(`<html><head>${link}</head></html>`));
    other.page('/x.xml', rssOf('Minutes'));
    const { id } = await members(`${server.origin}/feed.xml`);
    await at.store.feeds.setCredentials(id, sealHeaders(deskSecrets, LOGIN), NOON);
    const { ask } = openDesk(at.store);

    const answer = await ask(
      `/feeds replace ${id} ${how === 'its address' ? `${other.origin}/x.xml` : `${server.origin}/site`}`,
    );
    await ask('/feeds check members');

    expect(answer).toContain('Its login stays behind');
    expect(await at.store.feeds.find(id)).toMatchObject({ url: `${other.origin}/x.xml`, credentials: null });
    expect(other.seen.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  },
);
