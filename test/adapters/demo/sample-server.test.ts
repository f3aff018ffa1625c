import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { startSampleServer } from '../../../adapters/demo/sample-server.ts';
import { parseSampleNews, sitePath } from '../../../src/demo/sample-news.ts';
import { openReader } from '../feeds/open-reader.ts';

const news = parseSampleNews(readFileSync(new URL('../../../seeds/demo/news.yaml', import.meta.url), 'utf8'));

async function serve() {
  const server = await startSampleServer(news, () => new Date('2025-03-10T20:00:00Z'));
  onTestFinished(() => server.close());
  return { server, reader: openReader({ allow: ['127.0.0.1/32'] }) };
}

it.each(news.feeds)('serves $title in its format, with what is published at the time', async (feed) => {
  const { server, reader } = await serve();

  const outcome = await reader.read({ url: `${server.url}${feed.path}`, validators: null });

  if (outcome.kind !== 'read') throw new Error(`${feed.id} was ${outcome.kind}`);
  expect(outcome.document.title).toBe(feed.title);
  const due = news.items.filter(
    (item) => item.feed === feed.id && item.at <= new Date('2025-03-10T20:00:00Z'),
  );
  expect(outcome.document.entries.map(({ title }) => title).toSorted()).toEqual(
    due.map(({ title }) => title).toSorted(),
  );
});

it('offers a publisher that is not read from the start: its feed is found from its front page', async () => {
  const { server, reader } = await serve();
  const offered = news.feeds.filter((feed) => feed.offered);

  expect(offered.map(({ title }) => title)).toEqual(['Harbour Gazette']);
  for (const feed of offered)
    expect(await reader.discover(`${server.url}${sitePath(feed)}`)).toMatchObject({
      kind: 'found',
      candidates: [{ url: `${server.url}${feed.path}`, title: feed.title }],
    });
});
