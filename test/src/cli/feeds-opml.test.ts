import { expect, it } from 'vitest';
import { parseOpml, renderOpml } from '../../../adapters/feeds/opml.ts';
import { importFeeds } from '../../../src/cli/feeds-opml.ts';
import { ada, newFeed, NOON, room } from '../../support/builders.ts';
import { openDesk } from '../../support/desk.ts';
import { useStore } from '../../support/store.ts';

const at = useStore();

async function run(text: string | Uint8Array) {
  const said: string[] = [];
  const opml = { parse: parseOpml, render: renderOpml };
  const code = await importFeeds(
    { store: at.store, opml, caller: { actor: ada, channel: room }, now: NOON },
    text,
    'list.opml',
    { write: (part) => said.push(part) },
  );
  return { code, said: said.join('') };
}

const listOf = (...urls: string[]): string =>
  renderOpml(urls.map((url) => ({ url, title: url, folder: ['Group'] })));

const stored = async () => (await at.store.feeds.list()).map(({ url }) => url).toSorted();

it('adds 10,000 feeds at once, as one change that is undone at once', async () => {
  const urls = Array.from({ length: 10_000 }, (_, n) => `https://host${n}.example/feed.xml`);

  const { code, said } = await run(listOf(...urls));

  expect(code).toBe(0);
  expect(said).toContain(
    '10,000 feeds added, 0 known already, 0 left out.\nTake it back with /storywatch undo 1.\n',
  );
  expect(await stored()).toHaveLength(10_000);
  const { ask } = openDesk(at.store);
  expect(await ask('/storywatch log')).toContain('storywatch feeds import list.opml (10000 feeds)');
  expect(await ask('/storywatch undo 1')).toContain('Undone: storywatch feeds import');
  expect(await stored()).toEqual([]);
}, 120_000);

it('is not undone once a person changed one of its feeds', async () => {
  await run(listOf(...Array.from({ length: 200 }, (_, n) => `https://host${n}.example/`)));
  const { ask } = openDesk(at.store);
  await ask('/feeds pause https://host7.example/');

  expect(await ask('/storywatch undo 1')).toContain('cannot be undone');
  expect(await stored()).toHaveLength(200);

  await ask('/storywatch undo 2');
  expect(await ask('/storywatch undo 1')).toContain('Undone');
  expect(await stored()).toEqual([]);
});

it('knows a feed under another spelling of its address, there or in the list', async () => {
  await at.store.feeds.add([newFeed('https://www.a.example/feed/')], NOON);

  const { code, said } = await run(
    listOf(
      'http://a.example/feed',
      'https://b.example/rss',
      'http://www.b.example/rss/',
      'https://c.example/',
    ),
  );

  expect({ code, said: said.split('\n')[0] }).toEqual({
    code: 0,
    said: '2 feeds added, 2 known already, 0 left out.',
  });
  expect(await stored()).toEqual([
    'https://b.example/rss',
    'https://c.example/',
    'https://www.a.example/feed/',
  ]);
});

it('changes nothing the second time', async () => {
  await run(listOf('https://a.example/', 'https://b.example/'));

  const again = await run(listOf('https://a.example/', 'https://b.example/'));

  expect(again).toEqual({ code: 0, said: '0 feeds added, 2 known already, 0 left out.\n' });
  expect(await at.store.audit.recent(10)).toHaveLength(1);
});

it('says what was left out and why', async () => {
  const { code, said } = await run(
    `<opml><body><outline xmlUrl="ftp://a.example/" text="A"/>
     <outline xmlUrl="https://ada:secret@b.example/feed" text="B"/>
     <outline xmlUrl="https://c.example/feed" text="C"/></body></opml>`,
  );

  expect(code).toBe(1);
  expect(said).toContain('1 feeds added, 0 known already, 2 left out.');
  expect(said).toContain('“A” has no usable address');
  expect(said).toContain('“B” (b.example) has a name or password in its address');
  expect(said).not.toContain('secret');
  expect(await stored()).toEqual(['https://c.example/feed']);
});

it('names each of many that were left out', async () => {
  const bad = Array.from(
    { length: 300 },
    (_, n) => `<outline text="Bad ${n}" xmlUrl="ftp://h${n}.example/"/>`,
  );

  const { said } = await run(
    `<opml><body>${bad.join('')}<outline text="C" xmlUrl="https://c.example/"/></body></opml>`,
  );

  expect(said).toContain('1 feeds added, 0 known already, 300 left out.');
  expect(said).toContain('“Bad 299”');
});

it('brings removed feeds back', async () => {
  await run(listOf('https://a.example/'));
  await openDesk(at.store).say('/feeds remove https://a.example/');

  expect((await run(listOf('https://a.example/'))).said).toContain('1 feeds added');

  expect(await stored()).toEqual(['https://a.example/']);
});

it('reads a file in another encoding', async () => {
  const bytes = Buffer.from(
    `<?xml version="1.0" encoding="ISO-8859-1"?><opml><body><outline text="D\u00e9p\u00eaches" xmlUrl="https://a.example/"/></body></opml>`,
    'latin1',
  );

  await run(bytes);

  expect((await at.store.feeds.list()).map(({ title }) => title)).toEqual(['Dépêches']);
});

it('refuses what is no list of feeds', async () => {
  await expect(run('hello')).rejects.toThrow('No feed was found in list.opml');
});
