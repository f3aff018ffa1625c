// What all scenarios of a run share, made once.
import { chmod, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOpml } from '../../adapters/feeds/opml.ts';
import { openDatabase } from '../../adapters/postgres/database.ts';
import { startEmbeddedPostgres } from '../../adapters/postgres/embedded.ts';
import { packageRoot } from '../../adapters/postgres/package-root.ts';
import { createStore } from '../../adapters/postgres/store.ts';
import { readSeeds } from '../../adapters/seeds/read-seeds.ts';
import { toNewFeed } from '../../src/commands/feeds.ts';
import { createLog } from '../../src/log.ts';
import { STORIES, TOPIC } from './news.ts';
import { buildProgram } from './program.ts';

export interface Bench {
  /** The built program. */
  readonly main: string;
  /** A data folder whose database has the drill's stories, and the built-in feeds paused: nothing asks the internet. */
  readonly template: string;
  /** A folder that everybody may enter. */
  readonly folder: string;
  remove(): Promise<void>;
}

/** @param program the built program's `main.js`; absent: it is built from the sources */
export async function openBench(program?: string): Promise<Bench> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'storywatch-faults-')));
  await chmod(folder, 0o755);
  const template = join(folder, 'template');
  const [main] = await Promise.all([
    program ?? buildProgram(join(folder, 'program')),
    makeTemplate(template),
  ]);
  return { main, template, folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function makeTemplate(dataDir: string): Promise<void> {
  await mkdir(dataDir, { mode: 0o755 });
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  const database = await openDatabase(server.url, createLog('silent'));
  const now = new Date();
  const { opml } = await readSeeds(packageRoot());
  await createStore(database.db).transactStories(async ({ feeds, stories }) => {
    for (const feed of await feeds.add(parseOpml(opml).feeds.map(toNewFeed), now)) {
      await feeds.setState(feed.id, 'paused', 'a fault drill');
    }
    await stories.addTopic(TOPIC);
    for (const story of STORIES) await stories.create(story, 'developing', now);
  });
  await database.close();
  await server.stop();
}
