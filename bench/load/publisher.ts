// The publishers: one process of its own that serves every feed, so that what it costs is told apart from what readers
// cost. Each feed has thirty items, an ETag, and a host of its own: 127.1.0.1, 127.1.0.2 and so on.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { argv } from 'node:process';
import { newsItem } from '../../test/faults/news.ts';
import { createRandom } from '../../test/faults/random.ts';

/** Publishes the item of this number at the head of a feed. */
export interface Publish {
  readonly feed: number;
  readonly number: number;
}

export interface Listening {
  readonly port: number;
}

const SYLLABLES = 'ba de fi go lu ma ne pi ro su ta ve wi zo ka le mi no pu ra'.split(' ');
const VOCABULARY = 4000;
const ITEMS = Number(argv[2] ?? 30);

const wordOf = (number: number): string => {
  let rest = number + 20;
  let word = '';
  for (; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) word += SYLLABLES[rest % SYLLABLES.length];
  return word;
};
const WORDS = Array.from({ length: VOCABULARY }, (_, number) => wordOf(number));

/** Some words are frequent and most are rare, as in any language. */
function words(random: ReturnType<typeof createRandom>, count: number): string {
  return Array.from({ length: count }, () => WORDS[Math.floor(VOCABULARY ** random.next())] ?? '').join(' ');
}

function oldItems(feed: number): string[] {
  const random = createRandom(feed);
  return Array.from({ length: ITEMS }, (_, index) => {
    const id = feed * ITEMS + index;
    return `<item><title>${words(random, 9)} ${id}</title><link>https://bench.example/${id}</link><guid isPermaLink="false">${id}</guid>
<pubDate>${new Date(Date.now() - (index + 1) * 3_600_000).toUTCString()}</pubDate><description>${words(random, 16)}. ${words(random, 18)}.</description></item>`;
  });
}

function render(feed: number, items: readonly string[]): Buffer {
  return Buffer.from(
    `<?xml version="1.0"?><rss version="2.0"><channel><title>Bench ${feed}</title><link>https://bench.example/</link>${items.join('')}</channel></rss>`,
  );
}

interface Page {
  readonly body: Buffer;
  readonly etag: string;
}

const items = new Map<number, string[]>();
const pages = new Map<number, Page>();
const random = createRandom(1);

function pageOf(feed: number): Page {
  const known = pages.get(feed);
  if (known) return known;
  const entries = items.get(feed) ?? oldItems(feed);
  items.set(feed, entries);
  const page = { body: render(feed, entries), etag: `"${feed}-${entries[0]?.length}-${Date.now()}"` };
  pages.set(feed, page);
  return page;
}

function publish({ feed, number }: Publish): void {
  pageOf(feed);
  const { token, title, text } = newsItem(number, random);
  const entries = items.get(feed) ?? [];
  entries.unshift(
    `<item><title>${title}</title><link>https://news.example/${token}</link><guid isPermaLink="false">${token}</guid>
<pubDate>${new Date().toUTCString()}</pubDate><description>${text}</description></item>`,
  );
  entries.length = ITEMS;
  pages.delete(feed);
}

const server = createServer((request, response) => {
  const { body, etag } = pageOf(Number(/\d+/u.exec(request.url ?? '')?.[0] ?? 0));
  if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
  else response.writeHead(200, { 'content-type': 'application/rss+xml', etag }).end(body);
});
server.listen(0, '0.0.0.0');
await once(server, 'listening');
process.on('message', publish);
process.once('disconnect', () => process.exit());
const address = server.address();
if (typeof address === 'object' && address) process.send?.({ port: address.port } satisfies Listening);
