import { expect, it, onTestFinished } from 'vitest';
import { newFeed, storedStory } from '../support/builders.ts';
import { openFeedServer } from '../support/feed-server.ts';
import { harbourFeed, harbourStory, HARBOUR_REPORTS, HARBOUR_TITLE } from '../support/harbour-news.ts';
import { dataFolder, run, settingsFor, start, SYSTEM_TEST_MS } from '../support/program.ts';
import { useStore } from '../support/store.ts';
import { PATIENCE_MS } from '../support/waiting.ts';

const at = useStore();

const MAX_BYTES = 20_000;

const HUGE = harbourFeed(
  Array.from({ length: 200 }, (_, index) => ({ title: `Report ${index}`, text: 'x'.repeat(100) })),
  new Date(),
);

/** Pages that are no feed, and the words that tell what is wrong and what to do. */
const BAD = [
  ['page.html', '<!doctype html><html><head><title>News of the port</title></head></html>', 'Look for the'],
  ['empty', '', 'The server sent an empty answer. It is tried again later.'],
  ['huge', HUGE, 'Raise FETCH_MAX_BYTES'],
  ['text', 'Closed for the holidays.', 'Check the address.'],
  ['letter', '<?xml version="1.0"?><letter>Dear reader</letter>', 'Check the address.'],
  ['gone', { status: 410 }, 'Remove it here too'],
  ['missing', { status: 404 }, 'There is nothing at this address (404). Find the new one.'],
  ['fault', { status: 500 }, 'The server has a fault (500). It is tried again later.'],
] as const;

/** Lines as they were before the terminal broke them. */
const unwrapped = (said: string): string => said.replaceAll(/\s+/gu, ' ');

it(
  'names what is wrong with each bad feed and the way out, while the others are read on time',
  { timeout: SYSTEM_TEST_MS },
  async () => {
    const server = await openFeedServer();
    onTestFinished(() => server.close());
    for (const [path, page] of BAD) server.page(`/${path}`, page);
    const slow = await openFeedServer('127.0.0.2'); // a slow host is asked for nothing else meanwhile
    onTestFinished(() => slow.close());
    slow.page('/slow', () => {}); // never answers
    server.page('/good', harbourFeed([], new Date()));
    const addresses = [...BAD.map(([path]) => path), 'good'].map((path) => `${server.origin}/${path}`);
    const feeds = await at.store.feeds.add(
      [...addresses, `${slow.origin}/slow`].map((address) =>
        newFeed(address, { title: new URL(address).pathname.slice(1) }),
      ),
      new Date(),
    );
    const good = feeds.find(({ title }) => title === 'good');
    await storedStory(at.store, HARBOUR_TITLE, harbourStory(new Date()));
    const settings = settingsFor(await dataFolder(), {
      DATABASE_URL: at.url,
      FETCH_MAX_BYTES: String(MAX_BYTES),
      FETCH_ALLOW: '127.0.0.0/8',
      no_proxy: '127.0.0.1,127.0.0.2',
    });
    const readAt = async (): Promise<Date | null> =>
      (await at.store.feeds.find(good?.id ?? ''))?.lastReadAt ?? null;
    const eventually = { timeout: PATIENCE_MS };

    const running = start(['start'], settings);
    await expect.poll(readAt, eventually).not.toBeNull();
    server.page('/good', harbourFeed(HARBOUR_REPORTS.slice(0, 1), new Date()));
    await at.store.feeds.makeDue(good?.id ?? '', new Date());
    await running.says(HARBOUR_REPORTS[0]?.title ?? '');
    const failing = async () => (await at.store.feeds.list()).filter(({ failure }) => failure !== null);
    // The built-in feeds fail too: nothing outside can be reached.
    const own = async () => (await failing()).filter(({ url }) => url.startsWith('http://127.'));
    await expect.poll(async () => (await own()).length, eventually).toBe(BAD.length + 1);

    const messages = new Map((await own()).map(({ title, failure }) => [title, failure?.message]));
    for (const [path, , wayOut] of BAD) expect(`${path}: ${messages.get(path)}`).toContain(wayOut);
    expect(messages.get('slow')).toContain('did not answer in time');
    const added = await run(
      ['chat'],
      settings,
      BAD.map(([path]) => `/feeds add ${server.origin}/${path}?again`),
    );
    expect(added.code).toBe(1);
    for (const [path] of BAD) expect(unwrapped(added.said)).toContain(`${server.origin}/${path}?again`);
    const ended = await running.end('SIGTERM');
    expect(ended.code).toBe(0);
  },
);
