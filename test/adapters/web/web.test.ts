import { readFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFigures } from '../../../adapters/postgres/figures.ts';
import { createMetrics } from '../../../adapters/web/metrics.ts';
import { createReadiness } from '../../../adapters/web/readiness.ts';
import { startWebServer, type Handle } from '../../../adapters/web/server.ts';
import { createQueueDepths } from '../../../jobs/queue-depth.ts';
import { createJobQueue } from '../../../jobs/queue.ts';
import { deliverJob } from '../../../jobs/jobs.ts';
import type { Dependency } from '../../../src/ports/dependency.ts';
import {
  entry,
  hours,
  newFeed,
  NOON,
  only,
  pollOf,
  room,
  storedItems,
  storedReports,
  storedStory,
} from '../../support/builders.ts';
import { say } from '../../../src/messages/message.ts';
import { postgresQueue } from '../../support/queue.ts';
import { silentLog, useStore } from '../../support/store.ts';

const database = useStore();

const there = (name: string, detail = 'answers'): Dependency => ({
  name,
  state: async () => ({ ok: true, detail }),
});

/** A web server on all that the tables and the queue have. Returns its address. */
async function openWeb(
  dependencies: readonly Dependency[] = [there('database'), there('slack', 'connected')],
  mounts: ReadonlyMap<string, Handle> = new Map(),
) {
  const queue = await postgresQueue(database.pool);
  const readiness = createReadiness(dependencies);
  const metrics = createMetrics({
    version: '1.2.3',
    readFigures: createFigures(database.pool),
    queueDepths: createQueueDepths(queue.backend),
    readiness,
    clock: () => NOON,
    log: silentLog,
  });
  const server = await startWebServer({
    host: '127.0.0.1',
    port: 0,
    readiness,
    metrics,
    mounts,
    log: silentLog,
  });
  onTestFinished(() => server.close());
  const origin = `http://127.0.0.1:${server.address.port}`;
  return { backend: queue.backend, get: (path: string, init?: RequestInit) => fetch(origin + path, init) };
}

describe('/healthz', () => {
  it('answers while nothing else does', async () => {
    const { get } = await openWeb([{ name: 'database', state: () => new Promise(() => {}) }]);

    const response = await get('/healthz');

    expect([response.status, await response.json()]).toEqual([200, { alive: true }]);
  });
});

describe('/readyz', () => {
  it('names what is there', async () => {
    const { get } = await openWeb([there('database'), there('slack', 'standby')]);

    const response = await get('/readyz');

    expect([response.status, await response.json()]).toEqual([
      200,
      {
        ready: true,
        dependencies: {
          database: { ok: true, detail: 'answers' },
          slack: { ok: true, detail: 'standby' },
        },
      },
    ]);
  });

  it.each([
    ['fails', () => Promise.reject(new Error('connect to postgres://me:secret@db failed'))],
    ['is silent', () => new Promise<never>(() => {})],
  ])('is 503 while one %s, and keeps what it said to itself', async (_what, state) => {
    const { get } = await openWeb([there('queue'), { name: 'database', state }]);

    const response = await get('/readyz');

    expect([response.status, await response.json()]).toEqual([
      503,
      {
        ready: false,
        dependencies: {
          queue: { ok: true, detail: 'answers' },
          database: { ok: false, detail: 'does not answer' },
        },
      },
    ]);
  });
});

/** Value of a sample, null when it is not there. */
function sample(text: string, name: string): number | null {
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return line === undefined ? null : Number(line.split(' ')[1]);
}

describe('/metrics', () => {
  it('counts feeds, polls, items, verdicts, stories, deliveries and jobs', async () => {
    const { store } = database;
    const story = await storedStory(store, 'Harbour strike');
    await storedReports(store, story.id, [entry('Strike begins'), entry('Strike goes on')]);
    await storedItems(store, [entry('Unclassified yet')]);
    await store.feeds.add([newFeed('https://other.example/feed')], NOON);
    const { id } = await store.channels.ensure(room, NOON);
    const notice = { channelId: id, kind: 'notice', storyId: null, message: say('Hello') } as const;
    const common = { ...notice, createdAt: hours(-1), notBefore: null, parentKey: null };
    const written = await store.deliveries.add([
      { ...common, key: 'a' },
      { ...common, key: 'b' },
    ]);
    await store.deliveries.markSent(written[0] ?? '', 'message-1', NOON);
    const { get, backend } = await openWeb();
    await createJobQueue(backend).add('deliver-terminal', [deliverJob('a'), deliverJob('b')]);

    const response = await get('/metrics');
    const text = await response.text();

    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(sample(text, 'storywatch_build_info{version="1.2.3"}')).toBe(1);
    expect(sample(text, 'storywatch_feeds{state="new"}')).toBe(2);
    expect(sample(text, 'storywatch_polls_total{outcome="failed"}')).toBe(0);
    expect(sample(text, 'storywatch_items{state="classified"}')).toBe(2);
    expect(sample(text, 'storywatch_items{state="waiting"}')).toBe(1);
    expect(sample(text, 'storywatch_verdicts{state="auto"}')).toBe(2);
    expect(sample(text, 'storywatch_verdicts{state="none"}')).toBe(0);
    expect(sample(text, 'storywatch_stories{phase="developing"}')).toBe(1);
    expect(sample(text, 'storywatch_deliveries{platform="terminal",state="sent"}')).toBe(1);
    expect(sample(text, 'storywatch_deliveries{platform="terminal",state="pending"}')).toBe(1);
    expect(sample(text, 'storywatch_delivery_oldest_waiting_seconds')).toBe(3600);
    expect(sample(text, 'storywatch_queue_jobs{lane="deliver-terminal",state="waiting"}')).toBe(2);
    expect(sample(text, 'storywatch_dependency_up{dependency="database"}')).toBe(1);
    expect(sample(text, 'storywatch_chat_held{chat="slack"}')).toBe(1);
    expect(sample(text, 'process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
  });

  it('counts polls by outcome over restarts', async () => {
    const { store } = database;
    const feed = only(await store.feeds.add([newFeed('https://news.example/feed')], NOON));
    for (const outcome of ['read', 'read', 'unchanged', 'failed'] as const)
      await store.feeds.finishPoll(feed.id, pollOf({ outcome, nextDueAt: NOON }));

    const text = await (await (await openWeb()).get('/metrics')).text();

    expect(sample(text, 'storywatch_polls_total{outcome="read"}')).toBe(2);
    expect(sample(text, 'storywatch_polls_total{outcome="unchanged"}')).toBe(1);
    expect(sample(text, 'storywatch_polls_total{outcome="failed"}')).toBe(1);
    expect(sample(text, 'storywatch_feeds{state="failing"}')).toBe(1);
  });

  it('tells the delays from publication, first reading and decision to the message', async () => {
    await oneSentReport();

    const text = await (await (await openWeb()).get('/metrics')).text();

    const p95 = (from: string) =>
      sample(text, `storywatch_delivery_delay_seconds{from="${from}",quantile="0.95"}`);
    expect([p95('published'), p95('seen'), p95('written')]).toEqual([600, 60, 10]);
  });

  it('gives what it has while the figures cannot be read', async () => {
    const { get } = await openWeb([{ name: 'database', state: () => Promise.reject(new Error('gone')) }]);
    await database.pool.query('alter table feeds rename to feeds_away');
    onTestFinished(async () => void (await database.pool.query('alter table feeds_away rename to feeds')));

    const text = await (await get('/metrics')).text();

    expect(sample(text, 'storywatch_dependency_up{dependency="database"}')).toBe(0);
    expect(sample(text, 'storywatch_feeds{state="new"}')).toBeNull();
    expect(sample(text, 'nodejs_eventloop_lag_p99_seconds')).not.toBeNull();
  });

  it('has every metric that the Grafana dashboard shows', async () => {
    await oneSentReport();
    const dashboard = await readFile(
      new URL('../../../docs/grafana-dashboard.json', import.meta.url),
      'utf8',
    );
    const shown = new Set(dashboard.match(/\b(?:storywatch|nodejs|process)_[a-z0-9_]+/gu));
    const text = await (await (await openWeb()).get('/metrics')).text();

    const samples = new Set([...text.matchAll(/^(\w+)(?:\{.*\})? /gmu)].map(([, name]) => name));

    expect(shown.size).toBeGreaterThan(12);
    expect([...shown].filter((name) => !samples.has(name))).toEqual([]);
  });
});

const before = (seconds: number): Date => new Date(NOON.getTime() - seconds * 1000);

/** A report published at 11:50, read at 11:59, decided 10 s before noon, posted at noon. */
async function oneSentReport(): Promise<void> {
  const { store } = database;
  const story = await storedStory(store, 'Harbour strike');
  const [item] = await storedItems(store, [entry('Strike ends', { published: before(600) })], {
    now: before(60),
  });
  const { id } = await store.channels.ensure(room, NOON);
  const written = await store.deliveries.add([
    {
      key: `update:${id}:${story.id}:${item?.id ?? ''}`,
      channelId: id,
      kind: 'update',
      storyId: story.id,
      message: say('Strike ends'),
      createdAt: before(10),
      notBefore: null,
      parentKey: null,
    },
  ]);
  await store.deliveries.markSent(only(written), 'message-1', NOON);
}

describe('other paths', () => {
  it('are 404, and other methods 405', async () => {
    const { get } = await openWeb();

    expect((await get('/')).status).toBe(404);
    expect((await get('/metrics/../.env')).status).toBe(404);
    expect((await get('/readyz', { method: 'POST', body: 'x'.repeat(1000) })).status).toBe(405);
  });

  it('go to whoever looks after them, with their body', async () => {
    const seen: string[] = [];
    const take: Handle = (request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => seen.push(text));
      request.on('end', () => response.end('taken'));
    };
    const { get } = await openWeb([], new Map([['/slack/events', take]]));

    const response = await get('/slack/events', { method: 'POST', body: 'payload' });

    expect([await response.text(), seen]).toEqual(['taken', ['payload']]);
  });
});
