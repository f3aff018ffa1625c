// The program's jobs in this process, on a real database, with a clock that does what it is told: a process of its own
// cannot be given one. One turn is what timers and workers do in a minute.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInbox } from '../../adapters/postgres/inbox.ts';
import { openDatabase, type Database } from '../../adapters/postgres/database.ts';
import { createStore } from '../../adapters/postgres/store.ts';
import { createTerminalChat } from '../../adapters/terminal/chat.ts';
import { buildDigest } from '../../jobs/build-digest.ts';
import { classifyItems } from '../../jobs/classify-items.ts';
import { deliver } from '../../jobs/deliver.ts';
import { createStoryModel } from '../../jobs/story-model.ts';
import type { DigestSchedule } from '../../src/digests/channel.ts';
import { nextDigestAt } from '../../src/digests/schedule.ts';
import { afterPoll } from '../../src/feeds/after-poll.ts';
import type { FeedEntry } from '../../src/feeds/item.ts';
import { createLog } from '../../src/log.ts';
import type { Store } from '../../src/ports/store.ts';
import { createTracker } from '../../src/stories/create-tracker.ts';
import { repoBackground, repoLexicon } from '../src/stories/repo-lexicon.ts';
import { entry } from '../support/builders.ts';
import type { Bench } from './bench.ts';
import { terminalPlace } from './far-end.ts';
import { newsItem, TOPIC } from './news.ts';
import { copyCluster, createPostgres, type Postgres } from './postgres.ts';
import type { Random } from './random.ts';
import { inbox, knownItems } from './rig.ts';
import { tally, type Tally } from './tally.ts';

const FEED = 'https://drill.example/feed.xml';
const POLL_FLOOR_MS = 5 * 60_000;

export interface Clockwork {
  readonly now: () => Date;
  /** Moves the clock. */
  shift(ms: number): void;
  publish(count: number): void;
  /** Runs everything that is due. */
  turn(): Promise<void>;
  /** Sets the channel's digest. */
  schedule(digest: DigestSchedule): Promise<void>;
  /** When each digest was written, by the clock of its time. */
  digests(): Promise<readonly Date[]>;
  /** Items that were published and not stored yet. */
  waiting(): number;
  count(): Promise<Tally>;
  close(): Promise<void>;
}

export async function openClockwork(
  bench: Bench,
  name: string,
  random: Random,
  start: Date,
): Promise<Clockwork> {
  const folder = join(bench.folder, name.replaceAll(/\W+/gu, '-'));
  await mkdir(folder, { mode: 0o755 });
  const dataDir = join(folder, 'data');
  await copyCluster(bench.template, dataDir);
  const postgres = await createPostgres(dataDir);
  await postgres.start();
  const database = await openDatabase(await postgres.url(), createLog('silent'));
  return wind({ postgres, database, random, start });
}

interface Works {
  readonly postgres: Postgres;
  readonly database: Database;
  readonly random: Random;
  readonly start: Date;
}

async function wind({ postgres, database, random, start }: Works): Promise<Clockwork> {
  const store = createStore(database.db);
  let time = start.getTime();
  const clock = (): Date => new Date(time);
  const log = createLog('silent');
  const chat = createTerminalChat(createInbox(database.db), clock);
  const jobs = {
    classify: classifyItems({
      store,
      model: createStoryModel(() => createTracker({ lexicon: repoLexicon, background: repoBackground })),
      clock,
      log,
    }),
    digest: buildDigest({ store, clock, log }),
    deliver: deliver({ store, chats: [chat], clock, log }),
  };
  const published: string[] = [];
  let page: FeedEntry[] = [];
  const channel = await store.channels.ensure(terminalPlace.ref, clock());
  await store.channels.follow(channel.id, 'topic', TOPIC.slug, clock());
  await store.feeds.add(
    [{ url: FEED, title: 'Drill', siteUrl: null, folder: null, pinnedIntervalMs: null }],
    clock(),
  );

  return {
    now: clock,
    shift(ms) {
      time += ms;
    },
    publish(count) {
      for (let each = 0; each < count; each += 1) {
        const { token, title, text } = newsItem(published.length, random);
        published.push(token);
        page.push(
          entry(title, { key: token, text, link: `https://drill.example/${token}`, published: clock() }),
        );
      }
    },
    async turn() {
      if (await readFeed(store, page, clock())) page = [];
      await jobs.classify();
      for (const { id } of await store.channels.digestsDue(clock())) await jobs.digest({ channelId: id });
      for (const deliveryId of await store.deliveries.ready('terminal', clock(), 200))
        await jobs.deliver({ deliveryId });
    },
    schedule: (digest) => store.channels.setDigest(channel.id, digest, nextDigestAt(digest, clock())),
    async digests() {
      const rows = await postgres.query<{ at: Date }>(
        `select created_at as at from deliveries where kind = 'digest' order by seq`,
      );
      return rows.map(({ at }) => at);
    },
    waiting: () => page.length,
    async count() {
      const arrived = (await inbox(postgres)).filter(({ text }) => !text.includes(DIGEST));
      return tally({
        published,
        known: await knownItems(postgres),
        places: [terminalPlace],
        arrived,
        excuses: () => false,
      });
    },
    async close() {
      await database.close();
      await postgres.kill();
    },
  };
}

/** Digests tell again what updates told. */
const DIGEST = 'Digest';

/** Whether the feed was due; then what it holds is stored. */
async function readFeed(store: Store, entries: readonly FeedEntry[], now: Date): Promise<boolean> {
  const [id] = await store.feeds.claimDue(now, 1);
  const feed = id === undefined ? null : await store.feeds.lease(id, now);
  if (!feed) return false;
  await store.transact(async ({ feeds, items }) => {
    await items.save(feed.id, entries, { announce: true, now });
    const answer = {
      finalUrl: FEED,
      permanentUrl: null,
      freshForMs: null,
      validators: { url: FEED, etag: null, lastModified: null, bodyHash: null },
      bytes: 0,
    };
    const latestTimes = await items.latestTimes(feed.id, 30);
    await feeds.finishPoll(
      feed.id,
      afterPoll({
        feed,
        outcome: { kind: 'unchanged', ...answer },
        latestTimes,
        floorMs: POLL_FLOOR_MS,
        now,
      }),
    );
  });
  return true;
}
