import { promisify } from 'node:util';
import { brotliDecompress, constants, gunzip, inflate, inflateRaw, type ZlibOptions } from 'node:zlib';

/** A body, packed or unpacked, is larger than the limit. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
  readonly code = 'TOO_LARGE';
}

const ungzip = promisify(gunzip);
const unbrotli = promisify(brotliDecompress);
const undeflate = promisify(inflate);
const undeflateRaw = promisify(inflateRaw);

/** Codings stacked deeper than this come from nobody who means well. */
const MAX_LAYERS = 3;

/**
 * Undoes `Content-Encoding` (gzip, br, deflate), and gzip that no header names. Never yields more than `maxBytes`.
 *
 * @throws TooLargeError as soon as more comes out; Error when the data is not what the header says.
 */
export async function unpack(
  body: Buffer,
  contentEncoding: string | null,
  maxBytes: number,
): Promise<Buffer> {
  const layers = (contentEncoding ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (layers.length > MAX_LAYERS) throw new Error(`${layers.length} content codings on top of each other`);
  let bytes = body;
  for (const coding of layers.toReversed()) bytes = await undo(bytes, coding, maxBytes);
  return isGzip(bytes) ? await undo(bytes, 'gzip', maxBytes) : bytes;
}

async function undo(bytes: Buffer, coding: string, maxBytes: number): Promise<Buffer> {
  // A body cut short yields what there is: half a feed is better than none.
  const options: ZlibOptions = { maxOutputLength: maxBytes, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    if (coding === 'gzip' || coding === 'x-gzip') return isGzip(bytes) ? await ungzip(bytes, options) : bytes;
    if (coding === 'deflate')
      return await (isZlib(bytes) ? undeflate(bytes, options) : undeflateRaw(bytes, options));
    if (coding === 'br') return await unbrotli(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError || codeOf(error) === 'ERR_BUFFER_TOO_LARGE') {
      throw new TooLargeError(`unpacks to more than ${maxBytes} bytes`, { cause: error });
    }
    // Some servers announce a coding they did not apply.
    if (/^\s*[<{]/.test(bytes.subarray(0, 64).toString('latin1'))) return bytes;
    throw error;
  }
  throw new Error(`unknown content coding ${coding}`);
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function isZlib(bytes: Buffer): boolean {
  return ((bytes[0] ?? 0) & 0x0f) === 8 && bytes.length > 1 && bytes.readUInt16BE(0) % 31 === 0;
}
