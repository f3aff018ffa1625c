import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import Parser from 'rss-parser';
import { expect, it } from 'vitest';
import { locate } from '../../../adapters/feeds/parse/locate.ts';
import { runRssParser } from '../../../adapters/feeds/parse/rss-parser.ts';
import { scan } from '../../../adapters/feeds/parse/scan.ts';
import { fixture, NOW } from './parse-fixture.ts';

const require = createRequire(import.meta.url);
const CONTEXT = { url: null, now: NOW };

function located(text: string) {
  const found = locate(scan(text).document);
  if (found === null) throw new Error('expected a feed');
  return found;
}

it('is the version whose inside is known', async () => {
  const manifest: { version: string } = JSON.parse(
    await readFile(require.resolve('rss-parser/package.json'), 'utf8'),
  );

  expect(manifest.version).toBe('3.13.0');
});

it('makes no snippets, which cost it the square of hostile text', async () => {
  const hostile = 'a<p'.repeat(100_000);
  const text = `<rss version="2.0"><channel><item><description><![CDATA[${hostile}]]></description></item></channel></rss>`;

  const { items } = await new Parser().parseString(text);

  expect(items[0]).toMatchObject({ content: hostile, contentSnippet: '' });
});

it('maps the tree of the scanner as it maps its own', async () => {
  const text = (await fixture('news.rss')).toString();
  const { items } = await new Parser({ defaultRSS: 2 }).parseString(text);

  const mapped = await runRssParser(located(text), CONTEXT);

  expect(mapped.map(({ draft }) => draft(null))).toMatchObject(
    items.map((item) => ({
      guid: item.guid,
      title: item.title,
      link: item.link,
      published: new Date(item.isoDate ?? ''),
    })),
  );
});

it('hands back the element of each item, in order', async () => {
  const feed = located((await fixture('advisories.atom')).toString());

  const mapped = await runRssParser(feed, CONTEXT);

  expect(mapped.map(({ element }) => element)).toEqual(feed.entries);
});

it('does not reject a feed for one bad Atom date', async () => {
  const feed = located(
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><updated>never</updated></entry><entry/></feed>',
  );

  await expect(runRssParser(feed, CONTEXT)).resolves.toHaveLength(2);
});
