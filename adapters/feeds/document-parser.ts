import type { FeedDocument } from '../../src/feeds/item.ts';
import { createParsePool } from './parse-pool.ts';
import { TooLargeError, unpack } from './unpack.ts';

/** Reads feed documents that are at hand already: files, standard input. */
export interface DocumentParser {
  /** Rejects with an error whose message is a sentence for a person when the bytes are no feed. */
  parse(bytes: Uint8Array): Promise<FeedDocument>;
  /** Ends the worker threads. */
  close(): Promise<void>;
}

/** Parses in the same worker threads, with the same limits, as the reader does. `maxBytes` bounds the unpacked size. */
export function createDocumentParser({ maxBytes }: { readonly maxBytes: number }): DocumentParser {
  const pool = createParsePool();
  const tooLarge = `The document is larger than ${maxBytes} bytes (FETCH_MAX_BYTES).`;
  return {
    async parse(bytes) {
      const packed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const body = await unpack(packed, null, maxBytes).catch((error: unknown) => {
        throw error instanceof TooLargeError ? new Error(tooLarge, { cause: error }) : error;
      });
      if (body.length > maxBytes) throw new Error(tooLarge);
      return await pool.parse(body, { url: null, contentType: null, now: new Date() });
    },
    close: () => pool.close(),
  };
}
