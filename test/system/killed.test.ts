import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { newFeed, storedStory } from '../support/builders.ts';
import { openFeedServer } from '../support/feed-server.ts';
import { harbourFeed, harbourStory, HARBOUR_REPORTS, HARBOUR_TITLE } from '../support/harbour-news.ts';
import { shownIn } from '../support/pages.ts';
import { dataFolder, settingsFor, start, SYSTEM_TEST_MS, type Settings } from '../support/program.ts';
import { redisUrl, unlessSkipped } from '../support/redis.ts';
import { useStore } from '../support/store.ts';
import { PATIENCE_MS } from '../support/waiting.ts';

const at = useStore();

/** How far a report has come on its way from the publisher to the screen. */
const STAGES = ['asked for', 'stored', 'judged', 'leased', 'posted', 'shown'] as const;
type Stage = (typeof STAGES)[number];

const eventually = { timeout: PATIENCE_MS, interval: 2 } as const;

/**
 * Publishes one report after the other; for each, the program is killed as soon as the report has come so far. Returns
 * what all processes printed together.
 */
async function killAt(
  stages: readonly Stage[],
  dataDir: string,
  settings: Settings,
): Promise<readonly string[]> {
  const wire = await openFeedServer();
  onTestFinished(() => wire.close());
  wire.page('/feed.xml', harbourFeed([], new Date()));
  const address = `${wire.origin}/feed.xml`;
  await storedStory(at.store, HARBOUR_TITLE, harbourStory(new Date()));
  const [feed] = await at.store.feeds.add([newFeed(address)], new Date());
  const lastRead = async () => (await at.store.feeds.find(feed?.id ?? ''))?.lastReadAt ?? null;

  let running = start(['start'], settings);
  const said: string[] = [];
  await expect.poll(lastRead, eventually).not.toBeNull();
  for (const [index, stage] of stages.entries()) {
    const report = HARBOUR_REPORTS[index];
    wire.page('/feed.xml', harbourFeed(HARBOUR_REPORTS.slice(0, index + 1), new Date()));
    const asked = wire.seen.length;
    await at.store.feeds.makeDue(feed?.id ?? '', new Date());
    await expect.poll(() => wire.seen.length, eventually).toBeGreaterThan(asked);
    await expect
      .poll(() => progress(dataDir, index), eventually)
      .toBeGreaterThanOrEqual(STAGES.indexOf(stage));

    said.push((await running.end('SIGKILL')).said);

    running = start(['start'], settings);
    await expect
      .poll(() => [...said, running.said()].join('').includes(report?.title ?? ''), eventually)
      .toBe(true);
    await expect.poll(() => progress(dataDir, index), eventually).toBe(STAGES.indexOf('shown'));
  }
  return [...said, (await running.end('SIGTERM')).said];
}

/** The stage of the report with this index, after that of all before it was the last. */
async function progress(dataDir: string, index: number): Promise<number> {
  const { rows } = await at.pool.query<{ reached: number }>(
    `select ((select count(*) from items) > $1)::int
          + ((select count(*) from deliveries) > $1)::int
          + ((select count(*) from deliveries where lease_until is not null or state = 'sent') > $1
             or (select count(*) from deliveries where state = 'sent') > $1)::int
          + ((select count(*) from terminal_messages) > $1)::int as reached`,
    [index],
  );
  return (rows[0]?.reached ?? 0) + ((await shown(dataDir)) > index ? 1 : 0);
}

/** The number of the last message that the screen noted as shown. */
const shown = async (dataDir: string): Promise<number> =>
  Number(await readFile(join(dataDir, 'terminal-cursor'), 'utf8').catch(() => '0'));

const timesTold = (said: readonly string[], count: number): number => {
  const told = shownIn(said).join('');
  return HARBOUR_REPORTS.slice(0, count).reduce((sum, { title }) => sum + told.split(title).length - 1, 0);
};

it(
  'tells every report once, killed at any stage of its way, with the queue on PostgreSQL',
  { timeout: SYSTEM_TEST_MS },
  async () => {
    const dataDir = await dataFolder();
    const settings = settingsFor(dataDir, { DATABASE_URL: at.url });

    const stages = ['asked for', 'stored', 'judged', 'posted'] as const;

    const said = await killAt(stages, dataDir, settings);

    expect(timesTold(said, stages.length)).toBe(stages.length);
  },
);

it.skipIf(redisUrl === null)(
  `tells every report once, killed at any stage of its way, with the queue on Redis${unlessSkipped}`,
  { timeout: SYSTEM_TEST_MS },
  async () => {
    const dataDir = await dataFolder();
    // A numbered database of its own: the program's queues have the same names everywhere.
    const queue = new URL('/7', redisUrl ?? '').href;
    const settings = settingsFor(dataDir, { DATABASE_URL: at.url, REDIS_URL: queue });
    const stages = ['leased', 'shown'] as const;

    const said = await killAt(stages, dataDir, settings);

    expect(timesTold(said, stages.length)).toBe(stages.length);
  },
);
