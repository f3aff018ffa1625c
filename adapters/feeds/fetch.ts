import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { request, type Dispatcher } from 'undici';
import type { ReadFailure, Validators } from '../../src/ports/feed-reader.ts';
import type { HostPace } from '../../src/ports/host-pace.ts';
import type { Dispatchers, Timeouts } from './dispatcher.ts';
import { failureOf } from './failures.ts';
import { header, type Headers } from './freshness.ts';
import { TooLargeError, unpack } from './unpack.ts';

const MAX_REDIRECTS = 8;
/** Where a redirect leads to is waited for: coming back later would ask the first host again, for nothing. */
const REDIRECT_PATIENCE_MS = 30_000;
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

/** A request that got no answer. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly failure: ReadFailure;
  constructor(cause: unknown) {
    const failure = failureOf(cause);
    super(failure.message, { cause });
    this.failure = failure;
  }
}

/** A host that is not to be asked for so long, because it asked for that or because it is the turn of others. */
export class NotYetError extends Error {
  override readonly name = 'NotYetError';
  readonly host: string;
  readonly waitMs: number;
  readonly blocked: boolean;
  constructor(host: string, { waitMs, blocked }: { readonly waitMs: number; readonly blocked: boolean }) {
    super(`${host} is not to be asked for ${waitMs} ms`);
    this.host = host;
    this.waitMs = waitMs;
    this.blocked = blocked;
  }
}

export interface FetchTools {
  readonly dispatchers: Dispatchers;
  readonly pace: HostPace;
  readonly userAgent: string;
  readonly maxBytes: number;
  readonly timeouts: Timeouts;
}

export interface FetchRequest {
  readonly url: string;
  readonly validators: Validators | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds to wait for a turn at the first host. */
  readonly patienceMs: number;
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

/** GETs an address, following redirects by hand: each hop is checked, waits its turn and gets its own headers. */
export async function fetchUrl(tools: FetchTools, asked: FetchRequest): Promise<Fetched> {
  let url = checkedUrl(asked.url);
  const origin = url.origin;
  const seen = new Set<string>();
  const left: TimeLeft = { waitMs: asked.patienceMs, requestMs: tools.timeouts.wholeMs };
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
      left,
      asked.signal,
    );
    const target = redirectTarget(answer, url);
    if (target === null) return { ...answer, finalUrl: url.href, movedForGood: permanent && hops > 0 };
    permanent &&= answer.status === 301 || answer.status === 308;
    url = checkedUrl(target);
    if (hops === 0) left.waitMs = REDIRECT_PATIENCE_MS;
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
    throw new BadUrlError(
      'An address must not hold a user name or password. Give them with storywatch feed login.',
    );
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

/** What a fetch has left of its time, in milliseconds, over all of its redirects. */
interface TimeLeft {
  /** For turns of hosts. */
  waitMs: number;
  /** For requests and their answers. */
  requestMs: number;
}

async function exchange(
  tools: FetchTools,
  url: URL,
  headers: Record<string, string>,
  left: TimeLeft,
  outer: AbortSignal | undefined,
): Promise<Exchange> {
  const ask = async (): Promise<Exchange> => {
    const started = performance.now();
    const timer = AbortSignal.timeout(Math.max(1, Math.ceil(left.requestMs)));
    const signal = outer === undefined ? timer : AbortSignal.any([timer, outer]);
    try {
      const dispatcher = await tools.dispatchers.choose(url);
      const answer = await request(url.href, { dispatcher, signal, headers: requestHeaders(tools, headers) });
      return await receive(answer, tools.maxBytes);
    } catch (error) {
      throw new RequestError(error);
    } finally {
      left.requestMs -= performance.now() - started;
    }
  };
  for (;;) {
    const turn = await tools.pace.ask(url.host, ask);
    if (turn.kind === 'asked') return turn.value;
    // Whoever waits for a host that wants to be left alone learns nothing meanwhile.
    if (turn.blocked || turn.waitMs > left.waitMs) throw new NotYetError(url.host, turn);
    left.waitMs -= turn.waitMs;
    await sleep(turn.waitMs, undefined, outer === undefined ? {} : { signal: outer });
  }
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
