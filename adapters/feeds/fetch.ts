import type { Readable } from 'node:stream';
import { request, type Dispatcher } from 'undici';
import type { Validators } from '../../src/ports/feed-reader.ts';
import type { Dispatchers, Timeouts } from './dispatcher.ts';
import { header, type Headers } from './freshness.ts';
import type { HostGate } from './host-gate.ts';
import { TooLargeError, unpack } from './unpack.ts';

const MAX_REDIRECTS = 8;
/** Enough of an error page to tell a bot wall by. */
const ERROR_PAGE_BYTES = 65_536;
const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/json;q=0.8, application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.5, */*;q=0.1';

/** An address that is not asked at all, with what to tell the person who gave it. */
export class BadUrlError extends Error {
  override readonly name = 'BadUrlError';
}

/** Redirects that lead nowhere. */
export class RedirectError extends Error {
  override readonly name = 'RedirectError';
}

/** A host that asked to be left alone until then. */
export class BlockedHostError extends Error {
  override readonly name = 'BlockedHostError';
  readonly until: Date;
  constructor(host: string, until: Date) {
    super(`${host} is not to be asked before ${until.toISOString()}`);
    this.until = until;
  }
}

export interface FetchTools {
  readonly dispatchers: Dispatchers;
  readonly gate: HostGate;
  readonly userAgent: string;
  readonly maxBytes: number;
  readonly timeouts: Timeouts;
  readonly now: () => Date;
}

export interface FetchRequest {
  readonly url: string;
  readonly validators: Validators | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

/** The answer at the end of the redirects. `body` is unpacked; of an error page only the beginning. */
export interface Fetched {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  /** Bytes of the body as they came over the wire. */
  readonly wireBytes: number;
  readonly finalUrl: string;
  /** Every redirect on the way was permanent, and there was one. */
  readonly movedForGood: boolean;
}

/** GETs an address, following redirects by hand: each hop is checked, gated and asked with its own headers. */
export async function fetchUrl(tools: FetchTools, asked: FetchRequest): Promise<Fetched> {
  let url = checkedUrl(asked.url);
  const origin = url.origin;
  const seen = new Set<string>();
  let permanent = true;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    if (seen.has(url.href)) throw new RedirectError('The redirects go in a circle.');
    seen.add(url.href);
    const answer = await exchange(
      tools,
      url,
      {
        ...conditions(asked.validators, url),
        // Credentials are the first host's alone.
        ...(url.origin === origin ? asked.headers : {}),
      },
      asked.signal,
    );
    const target = redirectTarget(answer, url);
    if (target === null) return { ...answer, finalUrl: url.href, movedForGood: permanent && hops > 0 };
    permanent &&= answer.status === 301 || answer.status === 308;
    url = checkedUrl(target);
  }
  throw new RedirectError(`There are more than ${MAX_REDIRECTS} redirects.`);
}

/** An address that may be asked, without its fragment. Throws BadUrlError. */
export function checkedUrl(text: string): URL {
  if (!URL.canParse(text)) throw new BadUrlError('This is not a web address.');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new BadUrlError('Only http and https addresses can be read.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new BadUrlError('An address must not hold a user name or password. Give them as credentials.');
  }
  url.hash = '';
  return url;
}

/** Validators go back byte for byte, and only to the address that sent them. */
function conditions(validators: Validators | null, url: URL): Record<string, string> {
  if (validators === null || validators.url !== url.href) return {};
  return {
    ...(validators.etag === null ? {} : { 'if-none-match': validators.etag }),
    ...(validators.lastModified === null ? {} : { 'if-modified-since': validators.lastModified }),
  };
}

function redirectTarget({ status, headers }: Exchange, from: URL): string | null {
  if (![301, 302, 303, 307, 308].includes(status)) return null;
  const location = header(headers, 'location');
  if (location === null) throw new RedirectError('The server redirects without saying where to.');
  // Node reads headers as Latin-1, but servers send UTF-8 in them.
  const target = Buffer.from(location, 'latin1').toString('utf8');
  const written = target.includes('\uFFFD') ? location : target;
  if (!URL.canParse(written, from.href))
    throw new RedirectError('The server redirects to something that is no address.');
  return new URL(written, from).href;
}

type Exchange = Pick<Fetched, 'status' | 'headers' | 'body' | 'wireBytes'>;

async function exchange(
  tools: FetchTools,
  url: URL,
  headers: Record<string, string>,
  outer: AbortSignal | undefined,
): Promise<Exchange> {
  const blocked = tools.gate.blockedUntil(url.host, tools.now());
  if (blocked !== null) throw new BlockedHostError(url.host, blocked);
  return await tools.gate.run(
    url.host,
    async () => {
      const dispatcher = await tools.dispatchers.choose(url);
      const timer = AbortSignal.timeout(tools.timeouts.wholeMs);
      const signal = outer === undefined ? timer : AbortSignal.any([timer, outer]);
      const answer = await request(url.href, { dispatcher, signal, headers: requestHeaders(tools, headers) });
      return await receive(answer, tools.maxBytes);
    },
    outer,
  );
}

function requestHeaders({ userAgent }: FetchTools, own: Record<string, string>): Record<string, string> {
  return { 'user-agent': userAgent, accept: ACCEPT, 'accept-encoding': 'gzip, br, deflate', ...own };
}

async function receive(
  { statusCode: status, headers, body }: Dispatcher.ResponseData,
  maxBytes: number,
): Promise<Exchange> {
  const good = status >= 200 && status < 300;
  if (status === 304 || (status >= 300 && status < 400)) {
    discard(body);
    return { status, headers, body: Buffer.alloc(0), wireBytes: 0 };
  }
  if (good && Number(header(headers, 'content-length')) > maxBytes) {
    discard(body);
    throw new TooLargeError(`announces more than ${maxBytes} bytes`);
  }
  const packed = await collect(body, good ? maxBytes : ERROR_PAGE_BYTES, good);
  const encoding = header(headers, 'content-encoding');
  if (good)
    return { status, headers, body: await unpack(packed, encoding, maxBytes), wireBytes: packed.length };
  const page = await unpack(packed, encoding, ERROR_PAGE_BYTES * 8).catch(() => Buffer.alloc(0));
  return { status, headers, body: page, wireBytes: packed.length };
}

/** A body that is thrown away without a listener for its errors takes the process down with it. */
function discard(body: Readable): void {
  body.on('error', () => {});
  body.destroy();
}

async function collect(body: Readable, limit: number, strict: boolean): Promise<Buffer> {
  body.on('error', () => {});
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body) {
    const bytes: Buffer = Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece));
    length += bytes.length;
    pieces.push(bytes);
    if (length <= limit) continue;
    body.destroy();
    if (strict) throw new TooLargeError(`sends more than ${limit} bytes`);
    break;
  }
  return Buffer.concat(pieces);
}
