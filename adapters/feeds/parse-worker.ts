import { parentPort } from 'node:worker_threads';
import type { FeedEntry } from '../../src/feeds/item.ts';
import { ParseError } from './parse/parse-error.ts';
import { parseFeedBody } from './parse/parse-feed.ts';
import { ENTRIES_PER_MESSAGE, type FromWorker, type ToWorker } from './parse-messages.ts';

// The far end of parse-pool.ts. Entries go back in pieces, each asked for by the main thread, because receiving
// 100,000 of them in one message would hold up its event loop for longer than the parse held up ours.

if (parentPort === null) throw new Error('parse-worker.ts runs in a worker thread only');
const port = parentPort;
let pending: FeedEntry[] = [];

function send(message: FromWorker): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  port.postMessage(message);
}

/** The next entries, and whether they are the last. */
function piece(): { readonly entries: readonly FeedEntry[]; readonly last: boolean } {
  const entries = pending.splice(0, ENTRIES_PER_MESSAGE);
  return { entries, last: pending.length === 0 };
}

async function parse(bytes: Uint8Array, facts: Parameters<typeof parseFeedBody>[1]): Promise<void> {
  send({ kind: 'begun' });
  try {
    const document = await parseFeedBody(bytes, facts);
    pending = [...document.entries];
    const { entries, last } = piece();
    send({ kind: 'document', document: { ...document, entries }, last });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    send({ kind: 'failed', message, looksLike: error instanceof ParseError ? error.looksLike : 'feed' });
  }
}

port.on('message', (message: ToWorker) => {
  if (message.kind === 'more') send({ kind: 'entries', ...piece() });
  else void parse(message.bytes, message.facts);
});
