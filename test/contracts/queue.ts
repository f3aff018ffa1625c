import { EventEmitter, once } from 'node:events';
import process from 'node:process';
import { expect, it, onTestFinished } from 'vitest';
import {
  CONCURRENCY,
  deliverJob,
  digestJob,
  payloads,
  refreshPostJob,
  type Handlers,
  type Lane,
} from '../../jobs/jobs.ts';
import { createJobQueue, type QueueBackend } from '../../jobs/queue.ts';
import { startWorkers, type Workers } from '../../jobs/worker.ts';
import { silentLog } from '../support/store.ts';

export interface OpenQueue {
  readonly backend: QueueBackend;
  /** What BullMQ tells of a lane, listened to already. */
  readonly events: (lane: Lane) => Promise<EventEmitter>;
  /** Loses every job of every queue on that server. */
  readonly flush: () => Promise<void>;
}

const LANES = Object.keys(CONCURRENCY) as Lane[];

const nothing = Object.fromEntries(
  Object.keys(payloads).map((name) => [name, async () => {}]),
) as unknown as Handlers;

const handlersWith = (over: Partial<Handlers>): Handlers => ({ ...nothing, ...over });

/** Works through the digest lane, one job after another, and notes each run. */
function work(backend: QueueBackend, perform: (channelId: string) => Promise<void> = async () => {}) {
  const runs: string[] = [];
  const told = new EventEmitter();
  const finished = new Set<string>();
  const workers: Workers = startWorkers({
    backend,
    lanes: ['digest'],
    handlers: handlersWith({
      async 'build-digest'({ channelId }) {
        runs.push(channelId);
        told.emit('started', channelId);
        await perform(channelId);
        finished.add(channelId);
        told.emit(channelId);
      },
    }),
    log: silentLog,
  });
  onTestFinished(() => workers.close());
  // A short job may be over before anybody asks for its end.
  const done = async (id: string): Promise<void> => {
    if (!finished.has(id)) await once(told, id);
    finished.delete(id);
  };
  return { runs, workers, started: () => once(told, 'started'), done };
}

/** What holds for jobs and workers whatever carries the queue. `open` is called once a test and cleans up after it. */
export function queueContract(open: () => Promise<OpenQueue>): void {
  it('runs a job once when it was enqueued twice', async () => {
    const { backend } = await open();
    const queue = createJobQueue(backend);
    await queue.add('digest', [digestJob('a'), digestJob('a')]);
    await queue.add('digest', [digestJob('a'), digestJob('last')]);

    const { runs, done } = work(backend);
    await done('last');

    expect(runs).toEqual(['a', 'last']);
  });

  it('does not run a job a second time that is enqueued while it runs', async () => {
    const { backend } = await open();
    const queue = createJobQueue(backend);
    const { runs, done } = work(backend, async (id) => {
      if (id === 'a') await queue.add('digest', [digestJob('a'), digestJob('last')]);
    });

    await queue.add('digest', [digestJob('a')]);
    await done('last');

    expect(runs).toEqual(['a', 'last']);
  });

  it('runs a job again that is enqueued after it was done', async () => {
    const { backend, events } = await open();
    const queue = createJobQueue(backend);
    const lane = await events('digest');
    const { runs, done } = work(backend);
    const completed = once(lane, 'completed');
    await queue.add('digest', [digestJob('a')]);
    await completed;
    await done('a');

    const again = done('a');
    await queue.add('digest', [digestJob('a')]);
    await again;

    expect(runs).toEqual(['a', 'a']);
  });

  it('tries a failed job again', async () => {
    const { backend } = await open();
    const { runs, done } = work(backend, async () => {
      if (runs.length === 1) throw new Error('the database was away for a moment');
    });

    await createJobQueue(backend).add('digest', [digestJob('a')]);
    await done('a');

    expect(runs).toEqual(['a', 'a']);
  });

  it.each([
    ['data that fails its schema', 'build-digest'],
    ['a name that nobody knows', 'mow-the-lawn'],
  ])('gives a job up at once for %s', async (_why, name) => {
    const { backend, events } = await open();
    const lane = await events('digest');
    const { runs, done } = work(backend);
    const failed = once(lane, 'failed');
    const retried: string[] = [];
    lane.on('delayed', ({ jobId }) => retried.push(jobId));

    await backend
      .queue('digest')
      .addBulk([{ name, data: { channel: 7 }, opts: { jobId: 'bad', attempts: 3, removeOnFail: true } }]);
    await failed;
    await createJobQueue(backend).add('digest', [digestJob('last')]);
    await done('last');

    expect(runs).toEqual(['last']);
    expect(retried).toEqual([]);
  });

  it('waits for running jobs when workers are closed, and takes no new ones', async () => {
    const { backend } = await open();
    const order: string[] = [];
    const gate = new EventEmitter();
    const { runs, workers, started, done } = work(backend, async () => {
      await once(gate, 'open');
      order.push('job done');
    });
    const running = started();
    await createJobQueue(backend).add('digest', [digestJob('a'), digestJob('b')]);
    await running;

    const closed = workers.close().then(() => order.push('closed'));
    const finished = done('a');
    gate.emit('open');
    await Promise.all([finished, closed]);

    expect(order).toEqual(['job done', 'closed']);
    expect(runs).toEqual(['a']);
  });

  it('does a job that was left by a process that is gone', async () => {
    const { backend } = await open();
    await createJobQueue(backend).add('digest', [digestJob('a')]);
    const first = work(backend);
    await first.workers.close();
    await createJobQueue(backend).add('digest', [digestJob('b')]);

    const second = work(backend);
    await second.done('b');

    expect([...first.runs, ...second.runs].toSorted()).toEqual(['a', 'b']);
  });

  it('posts what is new before it edits what is there', async () => {
    const { backend } = await open();
    const queue = createJobQueue(backend);
    await queue.add('deliver-terminal', [refreshPostJob('card'), deliverJob('news')]);
    const order: string[] = [];
    const told = new EventEmitter();
    const edited = once(told, 'card');
    const note = async ({ deliveryId }: { deliveryId: string }): Promise<void> => {
      order.push(deliveryId);
      told.emit(deliveryId);
    };

    const workers = startWorkers({
      backend,
      lanes: ['deliver-terminal'],
      handlers: handlersWith({ deliver: note, 'refresh-post': note }),
      log: silentLog,
    });
    onTestFinished(() => workers.close());
    await edited;

    expect(order).toEqual(['news', 'card']);
  });

  it('serves every lane in one process without a complaint from Node', async () => {
    const { backend } = await open();
    const complaints: string[] = [];
    const listen = (warning: Error): unknown => complaints.push(warning.message);
    process.on('warning', listen);
    onTestFinished(() => void process.off('warning', listen));
    const told = new EventEmitter();
    const queue = createJobQueue(backend);
    const lanes = LANES.filter((lane) => lane !== 'digest');

    const workers = startWorkers({
      backend,
      lanes,
      handlers: handlersWith({ deliver: async ({ deliveryId }) => void told.emit(deliveryId) }),
      log: silentLog,
    });
    onTestFinished(() => workers.close());
    const { done } = work(backend);
    const all = [done('digest'), ...lanes.map((lane) => once(told, lane))];
    await queue.add('digest', [digestJob('digest')]);
    for (const lane of lanes) await queue.add(lane, [deliverJob(lane)]);
    await Promise.all(all);

    expect(complaints).toEqual([]);
  });

  it('forgets everything when it is flushed and takes the same jobs again', async () => {
    const { backend, flush } = await open();
    const queue = createJobQueue(backend);
    await queue.add('digest', [digestJob('a'), digestJob('b')]);

    await flush();
    await queue.add('digest', [digestJob('b')]);
    const { runs, done } = work(backend);
    await done('b');

    expect(runs).toEqual(['b']);
  });
}
