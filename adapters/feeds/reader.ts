import { createHash } from 'node:crypto';
import type { FeedEntry } from '../../src/feeds/item.ts';
import type { HostPace } from '../../src/ports/host-pace.ts';
import type {
  FeedReader,
  ReadFailure,
  ReadOutcome,
  ReadRequest,
  Validators,
} from '../../src/ports/feed-reader.ts';
import { readArticle } from './article.ts';
import { createAddressGuard } from './address-guard.ts';
import { botWall, isCaptivePortal, pageTitle } from './bot-wall.ts';
import { createDispatchers, type Proxies, type Resolve, type Timeouts } from './dispatcher.ts';
import { discoverFeeds } from './discover.ts';
import { blocksHost, failure, failureIn, failureOfStatus, notYet, type NotFetched } from './failures.ts';
import {
  BadUrlError,
  fetchUrl,
  NotYetError,
  RedirectError,
  RequestError,
  type Fetched,
  type FetchTools,
} from './fetch.ts';
import { freshFor, header, retryAfter } from './freshness.ts';
import { createParsePool, type ParseLimits, type ParsePool } from './parse-pool.ts';
import { ParseError } from './parse/parse-error.ts';

export interface FeedReaderOptions {
  /** Names the program, its version and where its operator can be reached. */
  readonly userAgent: string;
  /** Largest body, packed or unpacked. */
  readonly maxBytes: number;
  /** CIDR ranges the SSRF guard lets through besides public addresses. */
  readonly allow: readonly string[];
  readonly timeouts?: Partial<Timeouts>;
  readonly parseLimits?: ParseLimits;
  /** Parses instead of threads of the reader's own; it is not closed with the reader. */
  readonly pool?: ParsePool;
  readonly proxies?: Proxies;
  /** Says when a host may be asked, for every request and redirect. */
  readonly pace: HostPace;
  readonly now?: () => Date;
  /** Looks names up instead of the system's resolver. */
  readonly resolve?: Resolve;
  /** Certificates (PEM) trusted besides Node's own. */
  readonly ca?: string;
}

const TIMEOUTS: Timeouts = { connectMs: 10_000, firstByteMs: 20_000, wholeMs: 60_000 };
/** The longest gap between two requests to a host, and a little. */
const PATIENCE_MS = 65_000;

interface ReadTools extends FetchTools {
  readonly now: () => Date;
}

/** Reads feeds over HTTP(S). Throws only for a range in `allow` that is none. */
export function createFeedReader(options: FeedReaderOptions): FeedReader {
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const now = options.now ?? (() => new Date());
  const dispatchers = createDispatchers({
    guard: createAddressGuard(options.allow),
    timeouts,
    proxies: options.proxies ?? {},
    resolve: options.resolve,
    ca: options.ca,
  });
  const { pace, userAgent, maxBytes } = options;
  const tools: ReadTools = { dispatchers, pace, userAgent, maxBytes, timeouts, now };
  const pool = options.pool ?? createParsePool(options.parseLimits);
  const read = (request: ReadRequest): Promise<ReadOutcome> => readFeed(tools, pool, request);
  return {
    read,
    discover(typed, login) {
      const request = (url: string): ReadRequest => {
        const theirs = login !== undefined && URL.canParse(url) && new URL(url).origin === login.origin;
        return { url, validators: null, headers: theirs ? login.headers : {} };
      };
      return discoverFeeds(
        { read: (url) => read(request(url)), page: (url) => readPage(tools, request(url)) },
        typed,
      );
    },
    async article(url) {
      const page = await readPage(tools, { url, validators: null });
      if ('cause' in page) return { kind: 'failed', failure: page };
      return { kind: 'read', page: readArticle(page.html, page.url, now()) };
    },
    async close() {
      await Promise.all([options.pool === undefined ? pool.close() : null, dispatchers.close()]);
    },
  };
}

async function readFeed(tools: ReadTools, pool: ParsePool, request: ReadRequest): Promise<ReadOutcome> {
  const fetched = await tryFetch(tools, request);
  if ('kind' in fetched) return fetched;
  const { validators } = request;
  const known = validators !== null && validators.url === fetched.finalUrl ? validators : null;
  if (fetched.status === 304) {
    // A 304 to a request without validators is a server's mistake; there is nothing to fall back on.
    if (known === null)
      return failed(
        failure('http-error', 'The server says “unchanged” to a first request.', { status: 304 }),
      );
    return { kind: 'unchanged', ...answer(tools, fetched, known.bodyHash, known) };
  }
  const bad = badAnswer(tools, fetched);
  if (bad !== null) return failed(bad);
  const bodyHash = createHash('sha256').update(fetched.body).digest('hex');
  const facts = {
    url: fetched.finalUrl,
    contentType: header(fetched.headers, 'content-type'),
    now: tools.now(),
  };
  if (known?.bodyHash === bodyHash) return { kind: 'unchanged', ...answer(tools, fetched, bodyHash, null) };
  try {
    const parsed = await pool.parse(fetched.body, facts);
    const document = { ...parsed, entries: parsed.entries.filter((entry) => saysSomething(entry)) };
    return { kind: 'read', document, ...answer(tools, fetched, bodyHash, null) };
  } catch (error) {
    if (error instanceof ParseError) return failed(unreadable(error, fetched));
    throw error;
  }
}

/** Templates of some publishers leave an empty entry; there is nothing in it to follow. */
function saysSomething({ guid, title, link, text }: FeedEntry): boolean {
  return Boolean(guid || title || link || text);
}

function failed(reason: ReadFailure): Extract<ReadOutcome, { kind: 'failed' }> {
  return { kind: 'failed', failure: reason };
}

/** A fetch whose faults are values. The host that has had enough is left alone, whichever feed's redirect led there. */
async function tryFetch(tools: ReadTools, request: ReadRequest): Promise<Fetched | NotFetched> {
  const { url, validators, headers = {}, patienceMs = PATIENCE_MS, signal } = request;
  try {
    return await heedBlock(tools, await fetchUrl(tools, { url, validators, headers, patienceMs, signal }));
  } catch (error) {
    if (error instanceof BadUrlError) return failed(failure('bad-url', error.message));
    if (error instanceof RedirectError)
      return failed(failure('redirects', `${error.message} Check the address.`));
    if (error instanceof NotYetError) return { kind: 'wait', waitMs: error.waitMs, message: notYet(error) };
    if (error instanceof RequestError) return failed(error.failure);
    throw error;
  }
}

async function heedBlock({ pace, now }: ReadTools, fetched: Fetched): Promise<Fetched> {
  const { status, headers, finalUrl } = fetched;
  if (!blocksHost(status)) return fetched;
  const { retryAfterMs, message } = failureOfStatus(status, retryAfter(headers, now()));
  await pace.block(new URL(finalUrl).host, retryAfterMs ?? 0, message);
  return fetched;
}

function answer(tools: ReadTools, fetched: Fetched, bodyHash: string | null, before: Validators | null) {
  const { headers, finalUrl, movedForGood, wireBytes } = fetched;
  return {
    finalUrl,
    permanentUrl: movedForGood ? finalUrl : null,
    freshForMs: freshFor(headers, tools.now()),
    validators: {
      url: finalUrl,
      etag: header(headers, 'etag') ?? before?.etag ?? null,
      lastModified: header(headers, 'last-modified') ?? before?.lastModified ?? null,
      bodyHash,
    },
    bytes: wireBytes,
  };
}

/** What is wrong with an answer by its status or because a bot wall sent it; null when it may be a feed. */
function badAnswer(tools: ReadTools, fetched: Fetched): ReadFailure | null {
  const { status, headers, body } = fetched;
  const retryAfterMs = retryAfter(headers, tools.now());
  const ok = status >= 200 && status < 300;
  const page = ok && !isHtml(body) ? '' : body.subarray(0, 65_536).toString('utf8');
  const wall = botWall(headers, page);
  const bad = ok ? null : failureOfStatus(status, retryAfterMs);
  if (wall !== null) {
    const message = `${wall === 'a captcha' ? 'A captcha' : `A bot wall (${wall})`} keeps readers out. Ask the publisher to let feed readers through.`;
    return failure('bot-wall', message, { status, retryAfterMs: bad?.retryAfterMs ?? retryAfterMs });
  }
  if (bad !== null) return bad;
  return body.length === 0
    ? failure('unreadable', 'The server sent an empty answer. It is tried again later.', { status })
    : null;
}

function isHtml(body: Buffer): boolean {
  return /^\s*(?:<!--[\s\S]*?-->\s*)?<(?:!doctype\s+html|html|head|body)[\s>]/i.test(
    body.subarray(0, 4096).toString('latin1').replace(/^ï»¿/, ''),
  );
}

function unreadable(error: ParseError, { body, status, finalUrl }: Fetched): ReadFailure {
  if (error.looksLike === 'feed' || error.looksLike === 'empty')
    return failure('unreadable', error.message, { status });
  if (error.looksLike !== 'html')
    return failure('not-a-feed', `${error.message} Check the address.`, { status });
  const page = body.subarray(0, 65_536).toString('utf8');
  const title = pageTitle(page);
  if (isCaptivePortal(page)) {
    return failure('not-a-feed', 'The network here answers with its own login page. Log in to the network.', {
      status,
    });
  }
  const named = title === null ? 'a web page' : `a web page (“${title}”)`;
  return failure('not-a-feed', `${finalUrl} is ${named}, not a feed. Look for the page's feed address.`, {
    status,
  });
}

/** A page: its text and address, or why there is none. */
async function readPage(
  tools: ReadTools,
  request: ReadRequest,
): Promise<{ url: string; html: string } | ReadFailure> {
  const fetched = await tryFetch(tools, request);
  if ('kind' in fetched) return failureIn(fetched);
  return badAnswer(tools, fetched) ?? { url: fetched.finalUrl, html: fetched.body.toString('utf8') };
}
