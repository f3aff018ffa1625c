import { afterAll, onTestFinished } from 'vitest';
import { createLocalPace } from '../../../adapters/feeds/local-pace.ts';
import { createParsePool } from '../../../adapters/feeds/parse-pool.ts';
import { createFeedReader, type FeedReaderOptions } from '../../../adapters/feeds/reader.ts';
import type { FeedReader, ReadFailure, ReadOutcome, Validators } from '../../../src/ports/feed-reader.ts';
import { openFeedServer, type FeedServer } from '../../support/feed-server.ts';

/** Threads shared by the readers of a test file: starting them takes longer than most tests. */
const pool = createParsePool();
afterAll(() => pool.close());

/** A server and a reader that may read it, both closed when the test ends. */
export async function openBoth(
  options: Partial<FeedReaderOptions> = {},
): Promise<{ server: FeedServer; reader: FeedReader }> {
  const server = await openServer();
  return { server, reader: openReader(options) };
}

export async function openServer(host?: string): Promise<FeedServer> {
  const server = await openFeedServer(host);
  onTestFinished(() => server.close());
  return server;
}

export function openReader(options: Partial<FeedReaderOptions> = {}): FeedReader {
  const reader = createFeedReader({
    userAgent: 'Storywatch/test (+https://example.org/contact)',
    maxBytes: 10_000_000,
    allow: ['127.0.0.0/8'],
    pace: createLocalPace({ gapFor: () => 0, ...(options.now && { now: options.now }) }),
    pool,
    ...options,
  });
  onTestFinished(() => reader.close());
  return reader;
}

/** The failure of an outcome that must be one. */
export function failureIn(outcome: ReadOutcome): ReadFailure {
  if (outcome.kind !== 'failed') throw new Error(`expected a failure, got “${outcome.kind}”`);
  return outcome.failure;
}

/** The answer of an outcome that must have read something new. */
export function readIn(outcome: ReadOutcome): ReadOutcome & { kind: 'read' } {
  if (outcome.kind !== 'read') throw new Error(`expected a document, got ${JSON.stringify(outcome)}`);
  return outcome;
}

export function titlesIn(outcome: ReadOutcome): string[] {
  return readIn(outcome).document.entries.map((entry) => entry.title);
}

/** The validators to ask with again. */
export function validatorsIn(outcome: ReadOutcome): Validators {
  if (outcome.kind === 'failed' || outcome.kind === 'wait')
    throw new Error(`expected an answer, got ${JSON.stringify(outcome)}`);
  return outcome.validators;
}
