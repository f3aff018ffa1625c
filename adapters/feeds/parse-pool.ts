import { Worker } from 'node:worker_threads';
import type { FeedDocument } from '../../src/feeds/item.ts';
import { ParseError, type BodyFacts } from './parse/parse-error.ts';
import { runJob, type Job } from './parse-job.ts';

/** Parses bodies away from the main thread, so that no document, however large or hostile, holds it up. */
export interface ParsePool {
  /** @throws ParseError when the body is no feed, or takes more time or memory than any feed needs. */
  parse(bytes: Uint8Array, facts: BodyFacts): Promise<FeedDocument>;
  close(): Promise<void>;
}

export interface ParseLimits {
  /** Milliseconds for the parse of one document. */
  readonly timeoutMs: number;
  /** Megabytes of heap for one document. */
  readonly heapMb: number;
}

const DEFAULT_LIMITS: ParseLimits = { timeoutMs: 5000, heapMb: 96 };
/** Two, so that a hostile document does not keep the others waiting until it is stopped. */
const MAX_WORKERS = 2;
/** What a feed of usual size leaves behind; V8 keeps the memory once it was used. */
const YOUNG_MB = 4;
/** The second thread ends when it was not needed for so long: it costs twenty megabytes, and little to start. */
const SPARE_MS = 30_000;
/** Documents of this size are read one at a time, in a thread that ends with them and gives its memory back. */
const LARGE_BYTES = 2_000_000;

export function createParsePool(limits: ParseLimits = DEFAULT_LIMITS): ParsePool {
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const queue: Job[] = [];
  let closed = false;
  let readsLarge = false;
  let allBusyAt = 0;

  const next = (): void => {
    const at = queue.findIndex((job) => !(readsLarge && isLarge(job)));
    if (at < 0) return;
    const worker = idle.pop() ?? (all.size < MAX_WORKERS ? spawn() : undefined);
    const [job] = worker === undefined ? [] : queue.splice(at, 1);
    if (worker === undefined || job === undefined) return;
    if (idle.length === 0 && all.size === MAX_WORKERS) allBusyAt = performance.now();
    void serve(worker, job);
  };
  const serve = async (worker: Worker, job: Job): Promise<void> => {
    const large = isLarge(job);
    if (large) readsLarge = true;
    const healthy = await runJob(worker, job, limits.timeoutMs);
    if (large) readsLarge = false;
    const spare = idle.length > 0 && performance.now() - allBusyAt > SPARE_MS;
    if (healthy && !large && !spare && !closed) idle.push(worker);
    else discard(worker);
    next();
  };
  const spawn = (): Worker => {
    const worker = startWorker(limits.heapMb);
    all.add(worker);
    // Without a listener an error between jobs would end the process; jobs listen for themselves.
    worker.on('error', () => discard(worker));
    worker.unref();
    return worker;
  };
  const discard = (worker: Worker): void => {
    all.delete(worker);
    const at = idle.indexOf(worker);
    if (at >= 0) idle.splice(at, 1);
    void worker.terminate();
  };
  return {
    parse: (bytes, facts) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new ParseError('The program is stopping.', 'other'));
        queue.push({ bytes, facts, resolve, reject });
        return next();
      }),
    async close() {
      closed = true;
      for (const job of queue.splice(0)) job.reject(new ParseError('The program is stopping.', 'other'));
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
}

const isLarge = ({ bytes }: Job): boolean => bytes.length >= LARGE_BYTES;

/** Starts the worker: the built file as it is, the TypeScript source through tsx (in a clone and under vitest). */
function startWorker(heapMb: number): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_MB };
  if (import.meta.url.endsWith('.js')) {
    return new Worker(new URL('./parse-worker.js', import.meta.url), { resourceLimits });
  }
  const url = new URL('./parse-worker.ts', import.meta.url).href;
  // Code that is evaluated looks for packages from the working folder, which may be anywhere.
  // Under vitest this resolves to the CommonJS build, which looks for its hooks in the wrong place.
  const tsx = import.meta.resolve('tsx/esm/api').replace(/\.cjs$/, '.mjs');
  const start = `import('${tsx}').then(({ register }) => { register(); return import('${url}'); })`;
  return new Worker(start, { eval: true, execArgv: [], resourceLimits });
}
