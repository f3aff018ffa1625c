import type { Log } from '../src/log.ts';
import type { Chat } from '../src/ports/chat.ts';
import type { FeedReader } from '../src/ports/feed-reader.ts';
import type { HostPace } from '../src/ports/host-pace.ts';
import type { Retention } from '../src/ports/retention.ts';
import type { Store } from '../src/ports/store.ts';
import { ageStories } from './age-stories.ts';
import { buildDigest } from './build-digest.ts';
import { classifyItems, type BatchReport } from './classify-items.ts';
import { deliver } from './deliver.ts';
import { dispatchDueFeeds } from './dispatch.ts';
import { classifyJob, type Handlers, type Lane } from './jobs.ts';
import { refreshPost } from './refresh-post.ts';
import { pollFeed, type PollDeps, type PollReport } from './poll-feed.ts';
import { proposeStories, type ProposeDeps } from './propose-stories.ts';
import { createJobQueue, type QueueBackend } from './queue.ts';
import type { StoryModel } from './story-model.ts';
import { applyRetention } from './retention.ts';
import { sweep } from './sweep.ts';
import { startWorkers } from './worker.ts';

const DISPATCH_EVERY_MS = 1_000;
const SWEEP_EVERY_MS = 2_000;
const AGE_EVERY_MS = 60_000;
const PROPOSE_EVERY_MS = 5 * 60_000;
const RETENTION_EVERY_MS = 3_600_000;

export interface EngineOptions {
  readonly store: Store;
  readonly backend: QueueBackend;
  readonly reader: FeedReader;
  readonly pace: HostPace;
  readonly model: StoryModel;
  /** Chats that this process can post to. */
  readonly chats: readonly Chat[];
  /** False: this process only posts; feeds, verdicts and digests are the work of others. */
  readonly works: boolean;
  readonly findEmerging: ProposeDeps['findEmerging'];
  readonly secrets: PollDeps['secrets'];
  readonly pollFloorMs: number;
  readonly retention: Retention;
  readonly retentionDays: number;
  readonly clock: () => Date;
  readonly log: Log;
  readonly onPolled?: (poll: PollReport) => void;
  readonly onBatch?: (batch: BatchReport) => void;
}

export interface Engine {
  /** Takes no new work, waits for what is under way. */
  stop(): Promise<void>;
}

/** Starts everything that works by itself: timers that look into the tables, and workers that do what these find. */
export function startEngine(options: EngineOptions): Engine {
  const { store, backend, chats, works, clock, log } = options;
  const queue = createJobQueue(backend);
  const sweepNow = () => sweep({ store, queue, platforms: chats.map((chat) => chat.platform), log }, clock());
  const lanes: Lane[] = [
    ...(works ? (['poll', 'classify', 'digest'] as const) : []),
    ...chats.map((chat): Lane => `deliver-${chat.platform}`),
  ];
  const workers = startWorkers({ backend, lanes, handlers: handlersOf(options, queue, sweepNow), log });
  const timers = [every(SWEEP_EVERY_MS, sweepNow, log), ...(works ? workTimers(options, queue) : [])];
  return {
    async stop() {
      await Promise.all(timers.map((timer) => timer.stop()));
      await workers.close();
    },
  };
}

function workTimers(options: EngineOptions, queue: ReturnType<typeof createJobQueue>) {
  const { store, clock, log } = options;
  return [
    every(DISPATCH_EVERY_MS, () => dispatchDueFeeds(store, queue, clock()), log),
    every(AGE_EVERY_MS, () => ageStories(store, clock()), log),
    every(PROPOSE_EVERY_MS, () => proposeStories(options, clock()), log),
    every(RETENTION_EVERY_MS, () => applyRetention(options, clock()), log),
  ];
}

function handlersOf(
  options: EngineOptions,
  queue: ReturnType<typeof createJobQueue>,
  sweepNow: () => Promise<void>,
): Handlers {
  const { onPolled, onBatch } = options;
  const digest = buildDigest(options);
  // What a job leaves for the next one is handed on at once; the sweep finds it all the same when this fails.
  const handOn = (next: Promise<void>): void => {
    next.catch((error: unknown) => options.log.warn({ err: error }, 'the next job is left to the sweep'));
  };
  return {
    'poll-feed': pollFeed({
      ...options,
      floorMs: options.pollFloorMs,
      onPolled(poll) {
        if (poll.added > 0)
          handOn(queue.add('classify', [classifyJob(`${poll.feed.id}-${poll.feed.polls}`)]));
        onPolled?.(poll);
      },
    }),
    'classify-items': classifyItems({
      ...options,
      onBatch(batch) {
        if (batch.deliveries > 0) handOn(sweepNow());
        onBatch?.(batch);
      },
    }),
    async 'build-digest'(data) {
      await digest(data);
      handOn(sweepNow());
    },
    deliver: deliver(options),
    'refresh-post': refreshPost(options),
  };
}

/** Runs work at once and then again and again, never twice at a time. A failure is logged and the next run tries again. */
function every(intervalMs: number, work: () => Promise<unknown>, log: Log): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  const run = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.error({ err: error }, 'a regular task failed');
    }
    if (!stopped) timer = setTimeout(start, intervalMs);
  };
  const start = (): void => {
    running = run();
  };
  start();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
