// The whole of it on one machine: publishers, servers, the program's processes and the far ends of the chats.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '../../adapters/postgres/database.ts';
import { createStore } from '../../adapters/postgres/store.ts';
import { defaultSettings } from '../../src/digests/channel.ts';
import { createLog } from '../../src/log.ts';
import { freePort } from '../support/waiting.ts';
import type { Bench } from './bench.ts';
import { terminalPlace, type Arrived, type FarEnd, type Place } from './far-end.ts';
import { openNewsroom, TOPIC, type Newsroom } from './news.ts';
import { copyCluster, createPostgres, embeddedPostgres, type Postgres } from './postgres.ts';
import { createProgram, type Program } from './program.ts';
import { openWire, type Wire } from './proxy.ts';
import type { Random } from './random.ts';
import { createRedis, type RedisServer } from './redis.ts';
import { tally, type KnownItem, type Tally } from './tally.ts';

export interface RigOptions {
  readonly name: string;
  readonly random: Random;
  /** Absent: the terminal. */
  readonly farEnd?: FarEnd | undefined;
  readonly queue: 'redis' | 'postgres';
  /** Whether the program starts its database itself. */
  readonly embedded: boolean;
  /** Arguments of each process; default: one that does everything. */
  readonly processes?: readonly (readonly string[])[] | undefined;
  /** Puts the database on a disk of that size. */
  readonly diskMegabytes?: number | undefined;
  /** Which messages may come again; default: none. */
  readonly excuses?: ((first: Arrived) => boolean) | undefined;
  /** Further feeds that are read all the time; what they hold does not count. */
  readonly feeds?: readonly string[] | undefined;
}

export interface Rig {
  readonly folder: string;
  /** The program's main file. */
  readonly main: string;
  readonly news: Newsroom;
  readonly postgres: Postgres;
  readonly redis: RedisServer | null;
  /** Between the program and Redis. */
  readonly redisWire: Wire | null;
  readonly programs: readonly Program[];
  /** The first of them. */
  readonly program: Program;
  /** Null: the terminal. */
  readonly farEnd: FarEnd | null;
  /** Publishes items and has every feed read. Where the database is away, the feeds are read when it is back. */
  publish(count: number): Promise<void>;
  /** Waits until nothing is left to be done, then counts. */
  finish(): Promise<Tally>;
  close(): Promise<void>;
}

export async function openRig(bench: Bench, options: RigOptions): Promise<Rig> {
  const folder = join(bench.folder, options.name.replaceAll(/\W+/gu, '-'));
  await mkdir(folder, { mode: 0o755 });
  const dataDir = join(folder, 'data');
  const unmount = options.diskMegabytes === undefined ? () => {} : mountDisk(dataDir, options.diskMegabytes);
  await copyCluster(`${bench.template}/.`, dataDir);
  const news = await openNewsroom(options.random);
  const places = options.farEnd?.places ?? [terminalPlace];
  const server = await createPostgres(dataDir);
  await server.start();
  await prepare(await server.url(), [...news.urls, ...(options.feeds ?? [])], places);
  if (options.embedded) await server.stop();
  const postgres = options.embedded ? await embeddedPostgres(dataDir) : server;
  const redis = options.queue === 'redis' ? await createRedis(folder) : null;
  await redis?.start();
  const redisWire = redis && (await openWire(redis.port));
  const env = {
    DATA_DIR: dataDir,
    DATABASE_URL: options.embedded ? undefined : await server.url(),
    REDIS_URL: redisWire ? `redis://127.0.0.1:${redisWire.port}` : undefined,
    FETCH_ALLOW: '127.0.0.0/8',
    LOG_LEVEL: 'warn',
    ...options.farEnd?.env,
  };
  const programs = await Promise.all(
    (options.processes ?? [['start']]).map(async (args) =>
      createProgram({ main: bench.main, args, env: { ...env, PORT: String(await freePort()) } }),
    ),
  );
  const [program] = programs;
  if (!program) throw new Error('a rig needs a process');

  return {
    folder,
    main: bench.main,
    farEnd: options.farEnd ?? null,
    news,
    postgres,
    redis,
    redisWire,
    programs,
    program,
    async publish(count) {
      news.publish(count);
      await readNow(postgres);
    },
    async finish() {
      await settle(postgres, news);
      await Promise.all(programs.map((each) => each.stop()));
      if (options.embedded) await server.start();
      const known = await knownItems(postgres.query === server.query ? postgres : server);
      const arrived = options.farEnd?.arrived() ?? (await inbox(server));
      return tally({
        published: news.published.map(({ token }) => token),
        known,
        places,
        arrived,
        excuses: options.excuses ?? (() => false),
      });
    },
    async close() {
      await Promise.all(programs.map((each) => each.kill()));
      await writeFile(join(folder, 'printed.txt'), programs.map((each) => each.printed()).join('\n---\n'));
      await Promise.all([redisWire?.close(), redis?.kill(), news.close(), options.farEnd?.close()]);
      await postgres.kill();
      await server.kill();
      unmount();
    },
  };
}

/** Adds the drill's feeds, as if they had been read before, and the channels that follow its topic. */
async function prepare(url: string, urls: readonly string[], places: readonly Place[]): Promise<void> {
  const database = await openDatabase(url, createLog('silent'));
  const store = createStore(database.db);
  const now = new Date();
  const feeds = urls.map((feed, index) => ({
    url: feed,
    title: `Drill ${index}`,
    siteUrl: null,
    folder: null,
    pinnedIntervalMs: null,
  }));
  await store.feeds.add(feeds, now);
  await database.pool.query(`update feeds set last_read_at = now() where state = 'active'`);
  for (const { ref, updates } of places) {
    const channel = await store.channels.ensure(ref, now);
    await store.channels.saveSettings(channel.id, { ...defaultSettings(ref.platform), updates });
    await store.channels.follow(channel.id, 'topic', TOPIC.slug, now);
  }
  await database.close();
}

/** Returns how to take it away again. */
function mountDisk(folder: string, megabytes: number): () => void {
  mkdirSync(folder, { mode: 0o755 });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'storywatch-drill', folder]);
  return () => void execFileSync('umount', ['-l', folder]);
}

/** The shortest interval of a feed is minutes; a drill does not wait for it. */
const readNow = async (postgres: Postgres): Promise<void> => {
  await postgres
    .query(`update feeds set next_due_at = now(), enqueued_until = null where state = 'active'`)
    .catch(() => {});
};

const SETTLE_WITHIN_MS = 600_000;
const LOOK_EVERY_MS = 250;
const READ_AGAIN_EVERY_MS = 5_000;

interface Left {
  readonly items: number;
  readonly unfinished: number;
}

/** Returns when everything published is stored and nothing is left to do, or when that takes too long: the tally tells. */
async function settle(postgres: Postgres, news: Newsroom): Promise<void> {
  const giveUpAt = Date.now() + SETTLE_WITHIN_MS;
  let readAt = 0;
  while (Date.now() < giveUpAt) {
    const left = await whatIsLeft(postgres).catch(() => null);
    if (left && left.items >= news.published.length && left.unfinished === 0) return;
    if (left && left.items < news.published.length && Date.now() - readAt > READ_AGAIN_EVERY_MS) {
      readAt = Date.now();
      await readNow(postgres);
    }
    // Waits of a minute and more after many refusals are the point of other tests.
    await postgres
      .query(`update deliveries set retry_at = now() where retry_at > now() and state = 'pending'`)
      .catch(() => {});
    await delay(LOOK_EVERY_MS);
  }
}

async function whatIsLeft(postgres: Postgres): Promise<Left | null> {
  const [left] = await postgres.query<Left>(
    `select (select count(*)::int from items where title ~ 'ref[0-9]{4}q') as items,
       (select count(*)::int from items where classified_at is null)
       + (select count(*)::int from deliveries where state = 'pending' or (state = 'sent' and refresh_at is not null)) as unfinished`,
  );
  return left ?? null;
}

export const knownItems = (postgres: Postgres): Promise<readonly KnownItem[]> =>
  postgres.query<KnownItem>(
    `select substring(title from 'ref[0-9]{4}q') as token, classified_at is not null as classified,
       coalesce(a.state in ('auto', 'confirmed', 'manual'), false) and announce as joined
     from items left join assignments a on a.item_id = items.id where title ~ 'ref[0-9]{4}q'`,
  );

export async function inbox(postgres: Postgres): Promise<readonly Arrived[]> {
  const rows = await postgres.query<{ nonce: string; message: unknown; at: Date }>(
    'select nonce, message, at from terminal_messages',
  );
  return rows.map(({ nonce, message, at }) => ({
    channel: terminalPlace.ref.channelId,
    nonce,
    text: JSON.stringify(message),
    threaded: false,
    at: at.getTime(),
  }));
}
