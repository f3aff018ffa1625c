// An installation as it is after a while of use: stories, feeds, channels that follow. Its feeds rest until a round begins.
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../adapters/postgres/database.ts';
import { startEmbeddedPostgres } from '../../adapters/postgres/embedded.ts';
import { readPidFile } from '../../adapters/postgres/embedded-postmaster.ts';
import { packageRoot } from '../../adapters/postgres/package-root.ts';
import { createStore } from '../../adapters/postgres/store.ts';
import { parseOpml } from '../../adapters/feeds/opml.ts';
import { readSeeds } from '../../adapters/seeds/read-seeds.ts';
import { toNewFeed } from '../../src/commands/feeds.ts';
import type { ChannelRef } from '../../src/commands/command.ts';
import type { Store } from '../../src/ports/store.ts';
import { plantStories } from '../../src/stories/plant.ts';
import { parseStoryFiles } from '../../src/stories/story-file.ts';
import { createLog } from '../../src/log.ts';
import { STORIES, TOPIC } from '../../test/faults/news.ts';

export interface Installation {
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** Of PostgreSQL's first process. */
  readonly postgresPid: number;
  readonly database: Database;
  readonly store: Store;
  close(): Promise<void>;
}

export async function openInstallation(
  folder: string,
  urls: readonly string[],
  channels: readonly ChannelRef[],
): Promise<Installation> {
  const dataDir = join(folder, 'data');
  const server = await startEmbeddedPostgres({ dataDir });
  const database = await openDatabase(server.url, createLog('silent'));
  const store = createStore(database.db);
  await plant(store);
  const feeds = await store.feeds.add(
    urls.map((url) => ({ url, title: url, siteUrl: null, folder: null, pinnedIntervalMs: null })),
    new Date(),
  );
  if (feeds.length !== urls.length) throw new Error('addresses that are not unique');
  await database.pool.query(`update feeds set state = 'paused'`);
  await follow(store, channels);
  const pidFile = await readPidFile(join(await realpath(join(dataDir, 'postgres')), 'data'));
  return {
    dataDir,
    databaseUrl: server.url,
    postgresPid: pidFile?.pid ?? 0,
    database,
    store,
    async close() {
      await database.close();
      await server.stop();
    },
  };
}

/** The built-in stories and those of the bench. The built-in feeds are known and paused: nothing asks the internet. */
async function plant(store: Store): Promise<void> {
  const seeds = await readSeeds(packageRoot());
  const now = new Date();
  await store.transactStories(async (tables) => {
    await plantStories(tables, parseStoryFiles(seeds.stories).stories, now);
    await tables.feeds.add(parseOpml(seeds.opml).feeds.map(toNewFeed), now);
    await tables.stories.addTopic(TOPIC);
    for (const story of STORIES) await tables.stories.create(story, 'developing', now);
  });
}

/** Each channel follows one story, each story has as many channels. */
async function follow(store: Store, channels: readonly ChannelRef[]): Promise<void> {
  const stories = (await store.stories.list()).filter(({ topic }) => topic === TOPIC.slug);
  for (const [at, ref] of channels.entries()) {
    const story = stories[at % stories.length];
    if (!story) throw new Error('no stories to follow');
    const channel = await store.channels.ensure(ref, new Date());
    await store.channels.follow(channel.id, 'story', story.id, new Date());
  }
}
