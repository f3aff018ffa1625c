import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { openFeedServer } from '../support/feed-server.ts';
import { entry, newFeed, storedItems, storedStory } from '../support/builders.ts';
import { dataFolder, settingsFor, start, SYSTEM_TEST_MS } from '../support/program.ts';
import { useStore } from '../support/store.ts';
import { until } from '../support/waiting.ts';

const database = useStore();

const WORKERS = 3;
const FEEDS = 8;
/** What a feed of a host is asked after another of the same: a second from start to start, as the database saw it. */
const GAP_MS = 1000;
/** Between a turn in the database and the arrival of the request lies a busy machine. */
const SLACK_MS = 2000;

it(
  'several workers ask one host in turn, and another host meanwhile',
  async () => {
    const arrivals: number[] = [];
    const host = await openFeedServer('127.0.0.1');
    const other = await openFeedServer('127.0.0.2');
    onTestFinished(async () => {
      await host.close();
      await other.close();
    });
    const paths = Array.from({ length: FEEDS }, (_, index) => `/feed-${index}`);
    for (const path of paths) {
      host.page(path, (_request, response) => {
        arrivals.push(performance.now());
        response.end(feedOf(path));
      });
    }
    other.page('/feed', feedOf('other'));
    const settings = settingsFor(await dataFolder(), {
      DATABASE_URL: database.url,
      FETCH_ALLOW: '127.0.0.0/8',
      no_proxy: '127.0.0.1,127.0.0.2',
    });
    const workers = Array.from({ length: WORKERS }, () => start(['start', '--role', 'worker'], settings));
    for (const worker of workers) await worker.says('Storywatch reads');

    await database.store.feeds.add(
      [...paths.map((path) => newFeed(host.origin + path)), newFeed(`${other.origin}/feed`)],
      new Date(),
    );

    await until(() => new Set(host.seen.map(({ path }) => path)).size === FEEDS, 'all are read');
    expect(host.seen).toHaveLength(FEEDS);
    expect(other.seen).toHaveLength(1);
    // Three processes that knew nothing of each other would need a third of it.
    expect((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)).toBeGreaterThan((FEEDS - 1) * GAP_MS - SLACK_MS);
  },
  SYSTEM_TEST_MS,
);

const feedOf = (name: string): string =>
  `<rss version="2.0"><channel><title>${name}</title><item><guid>${name}</guid><title>${name}</title></item></channel></rss>`;

const CLASSIFIER = fileURLToPath(new URL('classify-process.ts', import.meta.url));

/** A worker's classifier in a process of its own: classifies once for each call. */
function startClassifier(): { classify(): Promise<void> } {
  const child = spawn(execPath, ['--import', 'tsx', CLASSIFIER, database.url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const done: (() => void)[] = [];
  createInterface(child.stdout).on('line', () => done.shift()?.());
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    classify: () =>
      new Promise((resolve) => {
        done.push(resolve);
        child.stdin.write('classify\n');
      }),
  };
}

const quake = (guid: string) =>
  entry('Kandara earthquake: rescuers reach Velmora after the Kandara quake', {
    key: guid,
    link: `https://news.example/${guid}`,
    text: 'Rescuers reached Velmora a day after the Kandara earthquake destroyed bridges in the Ossari valley.',
  });

it(
  'every worker knows a story with the first items after it was made, changed or taken away',
  async () => {
    const { store } = database;
    const workers = [startClassifier(), startClassifier()];
    const storyOf = async (guid: string): Promise<string | null> => {
      const [item] = await storedItems(store, [quake(guid)]);
      for (const worker of workers) await worker.classify();
      const assignment = await store.assignments.find(item?.id ?? '');
      return assignment?.storyId ?? null;
    };
    expect(await storyOf(randomUUID())).toBeNull(); // both have looked at the tables by now

    const story = await store.transactStories(async () =>
      storedStory(store, 'Kandara earthquake', {
        entities: ['Kandara', 'Velmora', 'Ossari'],
        seeds: [
          { title: quake('seed').title, text: quake('seed').text, date: new Date('2025-03-10T11:00:00Z') },
        ],
      }),
    );

    for (const worker of workers.toReversed()) {
      const [item] = await storedItems(store, [quake(randomUUID())]);
      await worker.classify();
      expect((await store.assignments.find(item?.id ?? ''))?.storyId).toBe(story.id);
    }
    await store.transactStories(({ stories }) => stories.close(story.id, new Date()));
    for (const worker of workers) {
      const [item] = await storedItems(store, [quake(randomUUID())]);
      await worker.classify();
      expect(await store.assignments.find(item?.id ?? '')).toBeNull();
    }
  },
  SYSTEM_TEST_MS,
);
