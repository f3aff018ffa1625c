import type { Worker } from 'node:worker_threads';
import type { FeedDocument, FeedEntry } from '../../src/feeds/item.ts';
import { ParseError, type BodyFacts } from './parse/parse-error.ts';
import type { FromWorker, ToWorker } from './parse-messages.ts';

/** One document on its way through a worker thread. */
export interface Job {
  readonly bytes: Uint8Array;
  readonly facts: BodyFacts;
  readonly resolve: (document: FeedDocument) => void;
  readonly reject: (error: Error) => void;
}

/** Runs one job and settles it; resolves to whether the worker can take another. */
export function runJob(worker: Worker, job: Job, timeoutMs: number): Promise<boolean> {
  return new Promise((done) => {
    let document: FeedDocument | null = null;
    let timer: NodeJS.Timeout | undefined;
    const entries: FeedEntry[] = [];
    const end = (healthy: boolean, settle: () => void): void => {
      clearTimeout(timer);
      worker.off('message', receive);
      worker.off('error', fail);
      worker.off('exit', exited);
      worker.unref();
      // In this order: who waits for the document may come with the next one, and finds this worker idle.
      done(healthy);
      settle();
    };
    const refuse = (healthy: boolean, message: string, looksLike: ParseError['looksLike'] = 'feed'): void =>
      end(healthy, () => job.reject(new ParseError(message, looksLike)));
    const receive = (message: FromWorker): void => {
      if (message.kind === 'begun') {
        timer = setTimeout(
          () => refuse(false, `Reading took longer than ${timeoutMs / 1000} seconds.`),
          timeoutMs,
        );
      } else if (message.kind === 'failed') {
        refuse(true, message.message, message.looksLike);
      } else if (message.kind === 'document') {
        clearTimeout(timer);
        ({ document } = message);
        take(document.entries, message.last);
      } else take(message.entries, message.last);
    };
    const take = (piece: readonly FeedEntry[], last: boolean): void => {
      for (const entry of piece) entries.push(entry);
      if (!last) setImmediate(() => tell(worker, { kind: 'more' }));
      else if (document !== null) {
        const whole = { ...document, entries };
        end(true, () => job.resolve(whole));
      }
    };
    const fail = (error: Error): void => refuse(false, faultOf(error));
    const exited = (): void => refuse(false, 'Reading was stopped.', 'other');
    worker.on('message', receive);
    worker.on('error', fail);
    worker.on('exit', exited);
    worker.ref();
    tell(worker, { kind: 'parse', bytes: job.bytes, facts: job.facts });
  });
}

function tell(worker: Worker, message: ToWorker): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  worker.postMessage(message);
}

function faultOf(error: Error): string {
  const memory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return memory ? 'Reading took more memory than any feed needs.' : `Reading failed: ${error.message}`;
}
