import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { openFeedServer, rssOf, type FeedServer, type Page } from '../support/feed-server.ts';
import { openDiscordEnd } from './far-end.ts';
import { drill, type Scenario } from './scenario.ts';
import type { Rig } from './rig.ts';

const XML = { 'content-type': 'application/xml' };
const BOMB = gzipSync(Buffer.alloc(200_000_000, ' '));

/** Publishers that nobody should have to read. */
const HOSTILE: Readonly<Record<string, Page>> = {
  'never answers': () => {},
  'a byte at a time': (_request, response) => {
    response.writeHead(200, XML);
    const timer = setInterval(() => response.write('<'), 500);
    response.once('close', () => clearInterval(timer));
  },
  'without an end': (_request, response) => {
    response.writeHead(200, XML);
    const pour = (): void => {
      while (response.writable && response.write('<item><title>more</title></item>'.repeat(1_000)));
      if (response.writable) response.once('drain', pour);
    };
    pour();
  },
  'a gzip bomb': { headers: { ...XML, 'content-encoding': 'gzip' }, body: BOMB },
  huge: {
    headers: XML,
    body: rssOf(...Array.from({ length: 40_000 }, (_, index) => `item ${index} `.repeat(30))),
  },
  'a redirect loop': { status: 302, headers: { location: '/feed.xml' } },
  garbage: randomBytes(300_000),
  'a reset': (request) => request.socket.resetAndDestroy(),
  'a server error': { status: 500, headers: { 'retry-after': '1' }, body: '<h1>Oops</h1>' },
};

/** Half of the shortest interval at which a feed is read. */
const ON_TIME_MS = 30_000;

/** All of them at once, each as a host of its own, while healthy feeds are to be read on time. */
function hostileFeeds(): Scenario {
  const name = 'hostile feed servers, all at once';
  return {
    name,
    async run(run) {
      const servers = await Promise.all(Object.values(HOSTILE).map((page) => hostileServer(page)));
      const waits: number[] = [];
      try {
        const inner = drill(name, {
          farEnd: openDiscordEnd,
          feeds: servers.map(({ origin }) => `${origin}/feed.xml`),
          fault: async (rig) => void waits.push(await untilStored(rig)),
          judge: (_rig, { lost }) => verdict(waits, servers, lost),
        });
        return await inner.run(run);
      } finally {
        await Promise.all(servers.map((server) => server.close()));
      }
    },
  };
}

async function hostileServer(page: Page): Promise<FeedServer> {
  const server = await openFeedServer();
  server.page('/feed.xml', page);
  return server;
}

/** Milliseconds from publication until everything published is stored. */
async function untilStored({ news, postgres }: Rig): Promise<number> {
  const since = news.published.at(-1)?.publishedAt ?? 0;
  while (Date.now() - since < 2 * ON_TIME_MS) {
    const [row] = await postgres.query<{ stored: number }>(
      `select count(*)::int as stored from items where title ~ 'ref[0-9]{4}q'`,
    );
    if ((row?.stored ?? 0) >= news.published.length) break;
    await delay(50);
  }
  return Date.now() - since;
}

function verdict(waits: readonly number[], servers: readonly FeedServer[], lost: readonly string[]) {
  const sorted = waits.toSorted((one, other) => one - other);
  const asked = servers.reduce((sum, { seen }) => sum + seen.length, 0);
  const late = sorted.filter((ms) => ms > ON_TIME_MS).length;
  return {
    faults: asked,
    lost: [...lost, ...(late > 0 ? [`healthy feeds were read late ${late} times`] : [])],
    note: `${servers.length} hostile publishers were asked ${asked} times; healthy feeds were stored after ${sorted[sorted.length >> 1]} ms (median), ${sorted.at(-1)} ms (longest)`,
  };
}

export const FEED_FAULTS: readonly Scenario[] = [hostileFeeds()];
