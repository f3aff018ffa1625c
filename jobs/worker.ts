import { UnrecoverableError, type Job } from 'bullmq';
import { ZodError } from 'zod';
import type { Log } from '../src/log.ts';
import { CONCURRENCY, payloads, type Handlers, type JobName, type Lane } from './jobs.ts';
import type { LaneWorker, QueueBackend } from './queue.ts';

export interface Workers {
  /** Takes no new jobs and waits for those under way. */
  close(): Promise<void>;
}

export interface WorkersOptions {
  readonly backend: QueueBackend;
  readonly lanes: readonly Lane[];
  readonly handlers: Handlers;
  readonly log: Log;
}

export function startWorkers({ backend, lanes, handlers, log }: WorkersOptions): Workers {
  const workers = lanes.map((lane) => startWorker(backend, lane, handlers, log));
  return {
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

function startWorker(backend: QueueBackend, lane: Lane, handlers: Handlers, log: Log): LaneWorker {
  const worker = backend.worker(lane, (job: Job) => run(handlers, job), {
    concurrency: CONCURRENCY[lane],
    // Long enough for a slow feed; a killed process gives its jobs back after it.
    lockDuration: 60_000,
    maxStalledCount: 10,
  });
  worker.on('error', (error) => log.warn({ lane, err: error }, 'the worker lost its queue for a moment'));
  worker.on('failed', (job, error) => {
    log.error({ lane, job: job?.name, jobId: job?.id, attempt: job?.attemptsMade, err: error }, 'job failed');
  });
  return worker;
}

const isJobName = (name: string): name is JobName => Object.hasOwn(payloads, name);

async function run(handlers: Handlers, job: Job): Promise<void> {
  if (!isJobName(job.name)) throw new UnrecoverableError(`no job is called ${job.name}`);
  try {
    await handle(handlers, job.name, job.data);
  } catch (error) {
    // Asking again cannot mend what a job carries.
    if (error instanceof ZodError) throw new UnrecoverableError(`job ${job.name}: ${error.message}`);
    throw error;
  }
}

async function handle(handlers: Handlers, name: JobName, data: unknown): Promise<void> {
  switch (name) {
    case 'poll-feed':
      await handlers[name](payloads[name].parse(data));
      break;
    case 'classify-items':
      await handlers[name](payloads[name].parse(data));
      break;
    case 'build-digest':
      await handlers[name](payloads[name].parse(data));
      break;
    case 'refresh-post':
      await handlers[name](payloads[name].parse(data));
      break;
    case 'deliver':
      await handlers[name](payloads[name].parse(data));
      break;
  }
}
