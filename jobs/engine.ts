import { randomUUID } from 'node:crypto';
import type { Log } from '../src/log.ts';
import type { Chat } from '../src/ports/chat.ts';
import type { FeedReader } from '../src/ports/feed-reader.ts';
import type { Retention } from '../src/ports/retention.ts';
import type { Store } from '../src/ports/store.ts';
import { ageStories } from './age-stories.ts';
import { buildDigest } from './build-digest.ts';
import { classifyItems, type BatchReport } from './classify-items.ts';
import { deliver } from './deliver.ts';
import { dispatchDueFeeds } from './dispatch.ts';
import { gather, type Gathered } from './gather.ts';
import { classifyJob, CONCURRENCY, type Handlers, type Lane } from './jobs.ts';
import { countRunning } from './running.ts';
import { refreshPost } from './refresh-post.ts';
import { pollFeed, type PollDeps, type PollReport } from './poll-feed.ts';
import { proposeStories, type ProposeDeps } from './propose-stories.ts';
import { createJobQueue, type QueueBackend } from './queue.ts';
import type { StoryModel } from './story-model.ts';
import { applyRetention } from './retention.ts';
import { sweep } from './sweep.ts';
import { WAKE_EVERY_MS, wakeChannels } from './wake-channels.ts';
import { startWorkers } from './worker.ts';

const DISPATCH_EVERY_MS = 1_000;
const SWEEP_EVERY_MS = 2_000;
const AGE_EVERY_MS = 60_000;
const PROPOSE_EVERY_MS = 5 * 60_000;
/** Polls that end together are one batch of news. */
const CLASSIFY_EVERY_MS = 50;
const RETENTION_EVERY_MS = 3_600_000;

export interface EngineOptions {
  readonly store: Store;
  readonly backend: QueueBackend;
  readonly reader: FeedReader;
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
  // What a job leaves for the next one is handed on at once; the sweep finds it all the same when this fails.
  const handOn = (next: Promise<void>): void => {
    next.catch((error: unknown) => log.warn({ err: error }, 'the next job is left to the sweep'));
  };
  const next = {
    classify: gather(() => handOn(queue.add('classify', [classifyJob(randomUUID())])), CLASSIFY_EVERY_MS),
    sweep: () => handOn(sweepNow()),
  };
  const workers = startWorkers({ backend, lanes, handlers: handlersOf(options, next), log });
  const timers = [
    every(SWEEP_EVERY_MS, sweepNow, log),
    every(WAKE_EVERY_MS, () => wakeChannels(options, clock()), log),
    ...(works ? workTimers(options, queue) : []),
  ];
  return {
    async stop() {
      await Promise.all(timers.map((timer) => timer.stop()));
      await workers.close();
      next.classify.stop();
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

/** Has done what a job made necessary. */
interface Next {
  readonly classify: Gathered;
  readonly sweep: () => void;
}

function handlersOf(options: EngineOptions, next: Next): Handlers {
  const { onPolled, onBatch } = options;
  const polls = countRunning();
  const busy = (): boolean => polls.now() >= CONCURRENCY.poll / 2;
  const digest = buildDigest(options);
  return {
    'poll-feed': polls.count(
      pollFeed({
        ...options,
        floorMs: options.pollFloorMs,
        onPolled(poll) {
          // Else the sweep sees to it.
          if (poll.added > 0 && (poll.announce || !busy())) next.classify.call();
          onPolled?.(poll);
        },
      }),
    ),
    'classify-items': classifyItems({
      ...options,
      busy,
      onBatch(batch) {
        if (batch.deliveries > 0) next.sweep();
        onBatch?.(batch);
      },
    }),
    async 'build-digest'(data) {
      await digest(data);
      next.sweep();
    },
    deliver: deliver({ ...options, onPosted: next.sweep }),
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
