import { describe, expect, it, onTestFinished } from 'vitest';
import { createInbox } from '../../adapters/postgres/inbox.ts';
import { createTerminalChat } from '../../adapters/terminal/chat.ts';
import { ageStories } from '../../jobs/age-stories.ts';
import { buildDigest } from '../../jobs/build-digest.ts';
import { deliver } from '../../jobs/deliver.ts';
import { dispatchDueFeeds } from '../../jobs/dispatch.ts';
import { payloads, type Handlers, type Lane, type NewJob } from '../../jobs/jobs.ts';
import { createJobQueue, type JobQueue } from '../../jobs/queue.ts';
import { sweep } from '../../jobs/sweep.ts';
import { startWorkers } from '../../jobs/worker.ts';
import type { ChannelRef } from '../../src/commands/command.ts';
import { say } from '../../src/messages/message.ts';
import type { Chat } from '../../src/ports/chat.ts';
import type { OpenQueue } from '../contracts/queue.ts';
import {
  entry,
  hours,
  newFeed,
  NOON,
  only,
  otherRoom,
  room,
  storedItems,
  storedReports,
  storedStory,
} from '../support/builders.ts';
import { classifier, X_REPORTS, xOutage } from '../support/classifier.ts';
import { outbox } from '../support/outbox.ts';
import { postgresQueue, redisQueue } from '../support/queue.ts';
import { redisUrl, unlessSkipped } from '../support/redis.ts';
import { silentLog, useStore } from '../support/store.ts';
import { PATIENCE_MS } from '../support/waiting.ts';

const at = useStore();

/** A queue that only lists what it is given. */
function listing(): JobQueue & { readonly jobs: string[] } {
  const jobs: string[] = [];
  return {
    jobs,
    async add(lane: Lane, added: readonly NewJob[]) {
      jobs.push(...added.map(({ id }) => `${lane} ${id}`));
    },
  };
}

async function waiting(key: string, place: ChannelRef = room): Promise<string> {
  const { id: channelId } = await at.store.channels.ensure(place, NOON);
  const message = say(`Message ${key}`);
  const common = {
    kind: 'update',
    storyId: null,
    createdAt: NOON,
    notBefore: null,
    parentKey: null,
  } as const;
  return only(await at.store.deliveries.add([{ ...common, key, channelId, message }]));
}

const sweepInto = (queue: JobQueue, platforms: readonly Chat['platform'][] = ['terminal'], now = NOON) =>
  sweep({ store: at.store, queue, platforms, log: silentLog }, now);

describe('the sweep', () => {
  it('hands out nothing when nothing is left to do', async () => {
    const queue = listing();

    await sweepInto(queue);

    expect(queue.jobs).toEqual([]);
  });

  it('hands out items, digests and deliveries that wait', async () => {
    const queue = listing();
    const [item] = await storedItems(at.store, [entry('X down')]);
    const channel = await at.store.channels.ensure(room, NOON);
    const later = await at.store.channels.ensure(otherRoom, NOON);
    const daily = { times: ['12:00'], weekdays: [1], timeZone: 'UTC' };
    await at.store.channels.setDigest(channel.id, daily, NOON);
    await at.store.channels.setDigest(later.id, daily, hours(1));
    const delivery = await waiting('a');

    await sweepInto(queue);

    expect(queue.jobs).toEqual([
      `classify classify-items-${item?.id}`,
      `digest build-digest-${channel.id}`,
      `deliver-terminal deliver-${delivery}`,
    ]);
  });

  it('reaches deliveries behind any number of others whose platform is not set up', async () => {
    const queue = listing();
    const slack: ChannelRef = { platform: 'slack', spaceId: 'T', channelId: 'C' };
    await waiting('first', slack);
    await at.pool.query(
      `insert into deliveries (key, channel_id, kind, message, state, created_at)
       select 'many:' || n, channel_id, kind, message, state, created_at from deliveries, generate_series(1, 400) n`,
    );
    const mine = await waiting('mine');

    await sweepInto(queue);

    expect(queue.jobs).toEqual([`deliver-terminal deliver-${mine}`]);
  });
});

const dispatch = (queue: JobQueue) => dispatchDueFeeds(at.store, queue, NOON);

describe('the dispatcher', () => {
  it('hands out what is due, once', async () => {
    await at.store.feeds.add([newFeed('https://a.example/'), newFeed('https://b.example/')], NOON);
    await at.store.feeds.add([newFeed('https://later.example/')], hours(1));
    const queue = listing();

    expect(await dispatch(queue)).toBe(2);
    expect(await dispatch(queue)).toBe(0);

    expect(new Set(queue.jobs)).toHaveLength(2);
  });

  it('hands out again what was lost, after a minute', async () => {
    await at.store.feeds.add([newFeed('https://a.example/')], NOON);
    await dispatch(listing());
    await at.pool.query(`update feeds set enqueued_until = enqueued_until - interval '1 minute'`);

    expect(await dispatch(listing())).toBe(1);
  });

  it('leaves paused and removed feeds alone', async () => {
    const feeds = await at.store.feeds.add(
      [newFeed('https://a.example/'), newFeed('https://b.example/')],
      NOON,
    );
    await at.store.feeds.setState(feeds[0]?.id ?? '', 'paused', 'by Ada');
    await at.store.feeds.setState(feeds[1]?.id ?? '', 'removed', null);

    expect(await dispatch(listing())).toBe(0);
  });
});

/** Works through everything the tables ask for, with the real workers, until nothing is left. */
async function workOff({ backend }: OpenQueue, now: Date): Promise<void> {
  const chat = createTerminalChat(createInbox(at.db), () => now);
  const deps = { store: at.store, clock: () => now, log: silentLog };
  const handlers = {
    ...Object.fromEntries(Object.keys(payloads).map((name) => [name, async () => {}])),
    'classify-items': classifier(at.store, () => now).run,
    'build-digest': buildDigest(deps),
    deliver: deliver({ ...deps, chats: [chat] }),
  } as unknown as Handlers;
  const lanes: Lane[] = ['classify', 'digest', 'deliver-terminal'];
  const workers = startWorkers({ backend, lanes, handlers, log: silentLog });
  onTestFinished(() => workers.close());
  const queue = createJobQueue(backend);
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
    const left = listing();
    await sweepInto(left, ['terminal'], now);
    if (left.jobs.length === 0 && (await at.store.deliveries.counts()).pending === 0) return;
    await sweepInto(queue, ['terminal'], now);
  }
  throw new Error('work was left');
}

function flushed(open: () => Promise<OpenQueue>): void {
  it('loses nothing and posts nothing twice when it is flushed at every turn', async () => {
    const { id } = await xOutage(at.store);
    const channel = await at.store.channels.ensure(room, NOON);
    await at.store.channels.follow(channel.id, 'story', id, NOON);
    await at.store.channels.setDigest(
      channel.id,
      { times: ['13:00'], weekdays: [1], timeZone: 'UTC' },
      hours(1),
    );
    await storedItems(at.store, [entry(X_REPORTS[0])]);
    const queue = await open();
    const jobs = createJobQueue(queue.backend);

    await sweepInto(jobs, ['terminal'], hours(1));
    await queue.flush();
    await workOff(queue, hours(1));
    await waiting('left behind');
    await sweepInto(jobs, ['terminal'], hours(2));
    await queue.flush();
    await workOff(queue, hours(2));
    await sweepInto(jobs, ['terminal'], hours(2));

    const kinds = (await outbox(at.pool)).map(({ kind, state }) => `${kind} ${state}`).toSorted();
    expect(kinds).toEqual(['digest sent', 'update sent', 'update sent']);
    expect(await createInbox(at.db).after(0, 100)).toHaveLength(3);
  });
}

describe('the queue on PostgreSQL', () => {
  flushed(() => postgresQueue(at.pool));
});

describe.skipIf(redisUrl === null)(`the queue on Redis${unlessSkipped}`, () => {
  flushed(() => redisQueue(at.pool));
});

const after = (days: number): Date => hours(24 * days);

describe('a story without new reports', () => {
  it('fades, closes, and says so once', async () => {
    const { id } = await storedStory(at.store, 'X outage');
    await storedReports(at.store, id, [entry('X down')]);
    const phase = async (): Promise<string | undefined> => (await at.store.stories.find(id))?.phase;

    await ageStories(at.store, after(2));
    expect(await phase()).toBe('developing');
    await ageStories(at.store, after(4));
    await ageStories(at.store, after(5));
    expect(await phase()).toBe('fading');
    await ageStories(at.store, after(15));
    await ageStories(at.store, after(16));
    expect(await phase()).toBe('closed');

    const way = await at.store.stories.phaseChanges([id], NOON, after(99));
    expect(way.map(({ to, at: when }) => [to, when])).toEqual([
      ['fading', after(4)],
      ['closed', after(15)],
    ]);
  });

  it('wakes up when one comes, and its followers hear that', async () => {
    const { id } = await xOutage(at.store);
    const channel = await at.store.channels.ensure(room, NOON);
    await at.store.channels.follow(channel.id, 'story', id, NOON);
    await at.store.stories.setPhase(id, 'closed', NOON);
    await storedItems(at.store, [entry(X_REPORTS[0])]);

    await classifier(at.store).run();

    expect(await at.store.stories.find(id)).toMatchObject({ phase: 'developing' });
    expect(only(await outbox(at.pool)).text).toContain('Now developing.');
  });

  it('breaks when many come at once', async () => {
    const { id } = await xOutage(at.store);
    await storedItems(
      at.store,
      X_REPORTS.map((title, index) => entry(title, { published: hours(-index) })),
    );

    await classifier(at.store).run();

    expect(await at.store.stories.find(id)).toMatchObject({ phase: 'breaking', phaseSince: NOON });
  });
});
