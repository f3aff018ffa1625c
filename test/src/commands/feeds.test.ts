import { expect, it, onTestFinished } from 'vitest';
import { bob, entry, failedPoll, hours, newFeed, NOON, only, storedItems } from '../../support/builders.ts';
import { openDesk } from '../../support/desk.ts';
import { buttonsOf } from '../../support/message-text.ts';
import { openFeedServer, type FeedServer } from '../../support/feed-server.ts';
import { useStore } from '../../support/store.ts';

const at = useStore();

const rss = (title: string, ...items: readonly string[]): string => `<?xml version="1.0"?>
<rss version="2.0"><channel><title>${title}</title><link>https://example.org/</link><description/>
${items.map((each) => `<item><title>${each}</title><link>https://example.org/${each.length}</link></item>`).join('')}
</channel></rss>`;

async function emptySite(): Promise<FeedServer> {
  const server = await openFeedServer();
  onTestFinished(() => server.close());
  return server;
}

async function publisher(): Promise<FeedServer> {
  const server = await emptySite();
  server.page('/feed.xml', rss('Example News', 'X down', 'X up again'));
  return server;
}

const urls = async (): Promise<string[]> => (await at.store.feeds.list()).map(({ url }) => url);

it('adds a feed after reading it, says what it last told, and takes that back', async () => {
  const { origin } = await publisher();
  const { ask, undo } = openDesk(at.store);

  const answer = await ask(`/feeds add ${origin}/feed.xml folder:Vendors every:10`);

  expect(answer).toContain('Example News is added; its latest item is "X down"');
  expect(only(await at.store.feeds.list())).toMatchObject({
    url: `${origin}/feed.xml`,
    title: 'Example News',
    folder: 'Vendors',
    pinnedIntervalMs: 600_000,
    nextDueAt: NOON,
  });
  expect(await undo()).toContain('Undone');
  expect(await urls()).toEqual([]);
});

it('finds the feed of a site', async () => {
  const server = await publisher();
  server.page('/', {
    headers: { 'content-type': 'text/html' },
    body: '<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>',
  });

  await openDesk(at.store).ask(`/feeds add ${server.origin}`);

  expect(await urls()).toEqual([`${server.origin}/feed.xml`]);
});

it('lets a person choose where a site offers several feeds', async () => {
  const server = await publisher();
  server.page('/other.xml', rss('Other News', 'Weather'));
  server.page('/', {
    headers: { 'content-type': 'text/html' },
    body: `<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml">
      <link rel="alternate" type="application/rss+xml" href="/other.xml"></head></html>`,
  });
  const { say } = openDesk(at.store);

  const { message } = await say(`/feeds add ${server.origin}`);
  expect(await urls()).toEqual([]);
  await say(buttonsOf(message)[1]?.command ?? '');

  expect(await urls()).toEqual([`${server.origin}/other.xml`]);
});

it('adds a feed once, and again after it was removed', async () => {
  const { origin } = await publisher();
  const { ask } = openDesk(at.store);
  await ask(`/feeds add ${origin}/feed.xml`);
  const { id } = only(await at.store.feeds.list());

  expect(await ask(`/feeds add ${origin}/feed.xml`)).toMatch(/ already\b/u);
  expect(await ask('/feeds remove example news')).toContain('is no longer read. Its items stay');
  expect(await urls()).toEqual([]);
  expect(await ask(`/feeds add ${origin}/feed.xml`)).toContain('is added');

  expect(only(await at.store.feeds.list()).id).toBe(id);
});

it.each([
  ['not an address', '/feeds add hello', '"hello" is no web address.'],
  ['another protocol', '/feeds add ftp://example.org/feed', '"ftp://example.org/feed" is no web address.'],
  ['a mail address', '/feeds add mailto:a@example.org', '"mailto:a@example.org" is no web address.'],
  ['no address', '/feeds add', 'The url is missing. Usage: /feeds add <url>'],
  ['an address of this machine', '/feeds add http://10.0.0.1/feed', 'http://10.0.0.1/feed was not added'],
])('refuses %s with the way out', async (_what, line, answer) => {
  expect(await openDesk(at.store).ask(line)).toContain(answer);
  expect(await at.store.audit.recent(1)).toEqual([]);
});

it('takes a host with a port for an address', async () => {
  const { host } = new URL((await publisher()).origin);

  // Asked over https, this server does not answer: the address was understood.
  expect(await openDesk(at.store).ask(`/feeds add localhost:${host.split(':')[1]}/feed.xml`)).toMatch(
    /^https:\/\/localhost:\d+\/feed.xml was not added/u,
  );
});

it.each([
  ['is not found', { status: 404 }],
  ['is a page without a feed', { headers: { 'content-type': 'text/html' }, body: '<html>Hello</html>' }],
  ['is empty', ''],
  ['is no XML', 'just words'],
])('adds nothing that %s', async (_what, page) => {
  const server = await emptySite();
  server.page('/bad', page);

  const answer = await openDesk(at.store).ask(`/feeds add ${server.origin}/bad`);

  expect(answer).toMatch(new RegExp(`^${server.origin}/bad (was not added: |offers no feed)`, 'u'));
  expect(await urls()).toEqual([]);
});

it('refuses an interval below the floor', async () => {
  const { origin } = await publisher();

  const answer = await openDesk(at.store).ask(`/feeds add ${origin}/feed.xml every:1`);

  expect(answer).toContain('The shortest interval is 5 minutes');
  expect(await urls()).toEqual([]);
});

it('pauses and resumes a feed, both with a way back', async () => {
  await at.store.feeds.add([newFeed('https://example.org/feed', { title: 'Example News' })], NOON);
  const { ask, undo, setNow } = openDesk(at.store);
  const feed = async () => only(await at.store.feeds.list());

  expect(await ask('/feeds pause example')).toContain('is paused until /feeds resume');
  expect(await feed()).toMatchObject({ state: 'paused', stateReason: 'by Ada' });
  expect(await ask('/feeds pause example')).toBe('Example News is paused already.');

  setNow(hours(5));
  expect(await ask('/feeds resume example')).toContain('is read again, from now');
  expect(await feed()).toMatchObject({ state: 'active', stateReason: null, nextDueAt: hours(5) });

  await undo();
  expect(await feed()).toMatchObject({ state: 'paused', stateReason: 'by Ada' });
});

it('takes the adding of a feed back although it was polled since', async () => {
  const { origin } = await publisher();
  const { ask } = openDesk(at.store);
  await ask(`/feeds add ${origin}/feed.xml`);
  const { id } = only(await at.store.feeds.list());
  await at.store.feeds.finishPoll(id, failedPoll);

  expect(await ask('/storywatch undo')).toContain('Undone');
  expect(await urls()).toEqual([]);
});

it('checks a feed and makes it due', async () => {
  const { origin } = await publisher();
  await at.store.feeds.add([newFeed(`${origin}/feed.xml`, { title: 'Example News' })], hours(-3));
  const { id } = only(await at.store.feeds.list());

  const answer = await openDesk(at.store).ask('/feeds check example');

  expect(answer).toContain('Example News is well');
  expect(answer).toContain('Items: 2');
  expect(await at.store.feeds.find(id)).toMatchObject({ nextDueAt: NOON });
});

it('says that the machine is cut off when no feed can be reached, and calls none troubled before its first read', async () => {
  const { ask } = openDesk(at.store);
  const feeds = await at.store.feeds.add(
    [1, 2, 3, 4, 5].map((number) => newFeed(`https://a.example/${number}`)),
    NOON,
  );
  expect(await ask('/feeds health')).toContain('All feeds are well');

  for (const { id } of feeds)
    await at.store.feeds.finishPoll(id, {
      ...failedPoll,
      failure: { cause: 'dns', message: 'No such name.' },
    });

  expect(await ask('/feeds health')).toContain(
    '5 of 5 feeds cannot be reached: this machine seems to have no way to the internet.',
  );
});

it('tells of a feed in trouble since when, what it cost and its last items', async () => {
  const [item] = await storedItems(at.store, [entry('Ferries stop at noon')]);
  await at.store.feeds.finishPoll(item?.feedId ?? '', { ...failedPoll, bytes: 2_500_000 });

  const said = await openDesk(at.store).ask('/feeds health');

  expect(said).toMatch(/since .*next try .*polls: 1, 0 % unchanged, 2\.5 MB/u);
  expect(said).toContain('Ferries stop at noon');
});

it('names the feed and what to do when a check fails', async () => {
  const { origin } = await publisher();
  await at.store.feeds.add([newFeed(`${origin}/gone`, { title: 'Old News' })], NOON);

  expect(await openDesk(at.store).ask('/feeds check old news')).toMatch(/^Old News cannot be read: \S/u);
});

it('imports what it can and says what not, and takes all of it back', async () => {
  await at.store.feeds.add([newFeed('https://known.example/feed')], NOON);
  const { ask, undo } = openDesk(at.store);
  const opml = `<opml version="2.0"><body><outline text="Status"><outline text="A" xmlUrl="https://a.example/"/>
    <outline text="B" xmlUrl="https://b.example/"/></outline><outline text="K" xmlUrl="https://known.example/feed"/>
    <outline text="Bad" xmlUrl="nowhere"/><outline text="A again" xmlUrl="https://a.example/"/></body></opml>`;

  const answer = await ask(`/feeds import ${opml}`);

  expect(answer).toContain('2 feeds added, 1 known already. Left out: ');
  expect(answer).toContain('Bad');
  expect((await at.store.feeds.list()).map(({ title, folder }) => `${title} ${folder}`)).toContain(
    'A Status',
  );
  await undo();
  expect(await urls()).toEqual(['https://known.example/feed']);
});

it('says so when a text is no OPML', async () => {
  expect(await openDesk(at.store).ask('/feeds import hello')).toContain('No feed was found in that text.');
});

it('exports what an import reads back', async () => {
  await at.store.feeds.add(
    [
      newFeed('https://a.example/', { title: 'A & B', folder: 'News / World' }),
      newFeed('https://b.example/'),
    ],
    NOON,
  );
  const { say, ask } = openDesk(at.store);

  const { file, message } = await say('/feeds export');
  for (const { id } of await at.store.feeds.list()) await ask(`/feeds remove ${id}`);
  await ask(`/feeds import ${file?.content}`);

  expect(message.blocks[0]).toMatchObject({ text: '2 feeds' });
  expect((await at.store.feeds.list()).map(({ title, folder }) => [title, folder])).toEqual([
    ['A & B', 'News / World'],
    ['Feed of b.example', null],
  ]);
});

it('asks which feed is meant when several fit', async () => {
  await at.store.feeds.add(
    [newFeed('https://a.example/', { title: 'News A' }), newFeed('https://b.example/', { title: 'News B' })],
    NOON,
  );
  const { say, ask } = openDesk(at.store);

  const { message } = await say('/feeds pause news');
  expect(buttonsOf(message).map(({ label }) => label)).toEqual(['News A', 'News B']);
  await ask(buttonsOf(message)[1]?.command ?? '');

  expect((await at.store.feeds.list()).map(({ state }) => state)).toEqual(['active', 'paused']);
  expect(await ask('/feeds pause weather')).toContain('No feed fits "weather"');
});

it.each(['add https://a.example', 'remove a', 'check a', 'pause a', 'resume a', 'import x', 'export'])(
  'keeps /feeds %s for admins',
  async (action) => {
    expect(await openDesk(at.store).ask(`/feeds ${action}`, { actor: bob })).toContain('is for admins');
  },
);
