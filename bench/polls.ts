// Polls 1,000 feeds of 30 items end to end: HTTP on loopback, parse, PostgreSQL, queue, classifier, in the program as it
// ships. Prints feeds and items a second, the 304 round after it, and the memory of the program.
//
//     npx tsx bench/polls.ts [feeds]        REDIS_URL for the queue on Redis, else it runs on PostgreSQL
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, env, execPath, stdout } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../adapters/postgres/database.ts';
import { startEmbeddedPostgres } from '../adapters/postgres/embedded.ts';
import { createStore } from '../adapters/postgres/store.ts';
import { createLog } from '../src/log.ts';

const FEEDS = Number(argv[2] ?? 1000);
const ITEMS = 30;
const WORDS =
  'port storm court price school river budget engine record window market bridge garden letter signal'.split(
    ' ',
  );

const sentence = (seed: number): string =>
  Array.from({ length: 14 }, (_, index) => WORDS[(seed * 7 + index * (1 + (seed % 5))) % WORDS.length]).join(
    ' ',
  );

function feedOf(path: string): string {
  const items = Array.from({ length: ITEMS }, (_, index) => {
    const seed = Number(path.replaceAll(/\D/gu, '')) * ITEMS + index;
    return `<item><title>${sentence(seed)} ${seed}</title><link>https://bench.example/${seed}</link><guid>${seed}</guid>
<pubDate>${new Date(Date.now() - index * 3_600_000).toUTCString()}</pubDate><description>${sentence(seed + 1)}. ${sentence(seed + 2)}.</description></item>`;
  });
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>Bench ${path}</title><link>https://bench.example/</link>${items.join('')}</channel></rss>`;
}

const server = createServer((request, response) => {
  const etag = `"${request.url ?? ''}"`;
  if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
  else
    response.writeHead(200, { 'content-type': 'application/rss+xml', etag }).end(feedOf(request.url ?? ''));
});
await new Promise<void>((resolve) => {
  server.listen(0, '0.0.0.0', resolve);
});
const address = server.address();
const port = typeof address === 'object' ? address?.port : undefined;

const folder = await mkdtemp(join(tmpdir(), 'storywatch-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir: folder });
const database = await openDatabase(postgres.url, createLog('silent'));
const store = createStore(database.db);
// Every loopback address is a host of its own: nobody waits for its turn. (macOS has only 127.0.0.1.)
const hosts = Array.from(
  { length: FEEDS },
  (_, index) => `127.1.${Math.floor(index / 250)}.${1 + (index % 250)}`,
);
const urls = hosts.map((host, index) => `http://${host}:${port}/feed-${index}.xml`);
await store.feeds.add(
  urls.map((url) => ({ url, title: url, siteUrl: null, folder: null, pinnedIntervalMs: null })),
  new Date(),
);

const program = spawn(
  execPath,
  [fileURLToPath(new URL('../bin/storywatch.js', import.meta.url)), 'start', '--role', 'worker'],
  {
    stdio: 'ignore',
    env: {
      PATH: env['PATH'],
      HOME: folder,
      DATA_DIR: join(folder, 'data'),
      DATABASE_URL: postgres.url,
      ...(env['REDIS_URL'] !== undefined && { REDIS_URL: env['REDIS_URL'] }),
      FETCH_ALLOW: '127.0.0.0/8',
      LOG_LEVEL: 'silent',
      // The built-in feeds fail at once.
      http_proxy: 'http://127.0.0.1:9',
      https_proxy: 'http://127.0.0.1:9',
      no_proxy: hosts.join(','),
    },
  },
);

const counted = async (column: string): Promise<number> => {
  const { rows } = await database.pool.query<{ count: number }>(
    `select coalesce(sum(${column}), 0)::int as count from feeds where url like 'http://127.1.%'`,
  );
  return rows[0]?.count ?? 0;
};

async function round(name: string, column: string): Promise<void> {
  const start = performance.now();
  while ((await counted(column)) < FEEDS) await delay(50);
  const seconds = (performance.now() - start) / 1000;
  const { items, unclassified } = await store.items.counts(new Date(0));
  const status = await readFile(`/proc/${program.pid}/status`, 'utf8').catch(() => '');
  const memory = /VmRSS:\s+(\d+)/u.exec(status)?.[1];
  stdout.write(
    `${name}: ${seconds.toFixed(1)} s, ${(FEEDS / seconds).toFixed(0)} feeds/s, ${((FEEDS * ITEMS) / seconds).toFixed(0)} items/s; ` +
      `${items} items kept, ${unclassified} waiting for a verdict; ${memory ? `${Math.round(Number(memory) / 1024)} MB` : 'memory unknown'}\n`,
  );
}

try {
  await round('first round', 'polls - polls_unchanged');
  const start = performance.now();
  while ((await store.items.counts(new Date(0))).unclassified > 0) await delay(100);
  stdout.write(`all classified ${((performance.now() - start) / 1000).toFixed(1)} s later\n`);
  await database.pool.query(
    `update feeds set next_due_at = now(), enqueued_until = null where url like 'http://127.1.%'`,
  );
  await round('304 round', 'polls_unchanged');
} finally {
  program.kill('SIGTERM');
  await new Promise((resolve) => {
    program.once('exit', resolve);
  });
  server.closeAllConnections();
  server.close();
  await database.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
