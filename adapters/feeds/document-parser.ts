import type { FeedDocument } from '../../src/feeds/item.ts';
import { createParsePool } from './parse-pool.ts';
import { unpack } from './unpack.ts';

/** Reads feed documents that are at hand already: files, standard input. */
export interface DocumentParser {
  /** Rejects with an error whose message is a sentence for a person when the bytes are no feed. */
  parse(bytes: Uint8Array): Promise<FeedDocument>;
  /** Ends the worker threads. */
  close(): Promise<void>;
}

/** Parses in the same worker threads, with the same limits, as the reader does. `maxBytes` bounds the unpacked size. */
export function createDocumentParser(options: { maxBytes: number; now?: () => Date }): DocumentParser {
  const pool = createParsePool();
  const now = options.now ?? (() => new Date());
  return {
    async parse(bytes) {
      const packed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const body = await unpack(packed, null, options.maxBytes);
      if (body.length > options.maxBytes)
        throw new Error(`The document is larger than ${options.maxBytes} bytes.`);
      return await pool.parse(body, { url: null, contentType: null, now: now() });
    },
    close: () => pool.close(),
  };
}
