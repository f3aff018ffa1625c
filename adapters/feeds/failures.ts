import type { ReadFailure, ReadOutcome } from '../../src/ports/feed-reader.ts';

/** Wait after a 429 or 503 that names no time. */
const DEFAULT_BLOCK_MS = 600_000;

/** A failure with nothing known of a status. */
export function failure(
  cause: ReadFailure['cause'],
  message: string,
  extra?: Partial<ReadFailure>,
): ReadFailure {
  return { cause, message, status: null, retryAfterMs: null, ...extra };
}

const NETWORK: Readonly<Record<string, readonly [ReadFailure['cause'], string]>> = {
  REFUSED_ADDRESS: [
    'refused-address',
    'The address is not public. Name its range in FETCH_ALLOW to read it all the same.',
  ],
  TOO_LARGE: ['too-large', 'The feed is larger than the limit. Raise FETCH_MAX_BYTES to read it.'],
  ENOTFOUND: ['dns', 'The host name does not exist. Check the spelling of the address.'],
  EAI_AGAIN: ['dns', 'The host name could not be looked up. It is tried again later.'],
  ECONNREFUSED: ['connect', 'The server refused the connection. It may be down; it is tried again later.'],
  ECONNRESET: ['connect', 'The server broke the connection. It is tried again later.'],
  EPIPE: ['connect', 'The server broke the connection. It is tried again later.'],
  UND_ERR_SOCKET: ['connect', 'The server broke the connection. It is tried again later.'],
  EHOSTUNREACH: ['connect', 'The server cannot be reached from here. It is tried again later.'],
  ENETUNREACH: ['connect', 'The server cannot be reached from here. It is tried again later.'],
  ETIMEDOUT: ['timeout', 'The server did not answer in time. It is tried again later.'],
  UND_ERR_CONNECT_TIMEOUT: [
    'timeout',
    'The server did not accept a connection in time. It is tried again later.',
  ],
  UND_ERR_HEADERS_TIMEOUT: ['timeout', 'The server did not answer in time. It is tried again later.'],
  UND_ERR_BODY_TIMEOUT: ['timeout', 'The server stopped sending in the middle. It is tried again later.'],
  UND_ERR_HEADERS_OVERFLOW: [
    'http-error',
    'The server sends more headers than HTTP allows. Ask its owner to fix it.',
  ],
};

/** What a thrown network fault means. Anything unknown is reported as a connection fault with its own words. */
export function failureOf(error: unknown): ReadFailure {
  const code = codeOf(error);
  const known = NETWORK[code];
  if (known !== undefined) return failure(...known);
  if (isAbort(error))
    return failure('timeout', 'The whole answer did not come in time. It is tried again later.');
  if (/CERT|TLS|SSL|SIGNATURE|VERIFY/.test(code)) {
    return failure('connect', `The server's certificate is not valid (${code}). Ask its owner to fix it.`);
  }
  if (code.startsWith('HPE_'))
    return failure('http-error', 'The server does not answer in HTTP. Check the address.');
  const words = error instanceof Error ? error.message : String(error);
  return failure('connect', `The request failed: ${words.slice(0, 200)}. It is tried again later.`);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Happy eyeballs collects one error per address; the first says enough.
  if ('errors' in error && Array.isArray(error.errors)) return codeOf(error.errors[0]);
  return 'cause' in error ? codeOf(error.cause) : '';
}

/** What an HTTP status other than success means. */
export function failureOfStatus(status: number, retryAfterMs: number | null): ReadFailure {
  const extra = { status, retryAfterMs };
  if (status === 404)
    return failure('not-found', 'There is nothing at this address (404). Find the new one.', extra);
  if (status === 410)
    return failure('gone', 'The publisher has removed the feed for good (410). Remove it here too.', extra);
  if (status === 401)
    return failure(
      'forbidden',
      'The feed asks for a login (401). Give it one: storywatch feed login.',
      extra,
    );
  if (status === 407)
    return failure('connect', 'The proxy asks for a login (407). Check the proxy settings.', extra);
  if (status === 403 || status === 451) {
    return failure(
      'forbidden',
      `The server refuses us (${status}). Ask its owner to let this reader in.`,
      extra,
    );
  }
  if (status === 429) {
    return failure('rate-limited', 'The server asks us to come back later (429).', {
      status,
      retryAfterMs: retryAfterMs ?? DEFAULT_BLOCK_MS,
    });
  }
  if (status === 503) {
    return failure('server-error', 'The server is not available now (503). It is tried again later.', {
      status,
      retryAfterMs: retryAfterMs ?? DEFAULT_BLOCK_MS,
    });
  }
  if (status === 511) {
    return failure(
      'not-a-feed',
      'The network here asks for a login before it lets anything through (511).',
      extra,
    );
  }
  if (status >= 500)
    return failure('server-error', `The server has a fault (${status}). It is tried again later.`, extra);
  return failure('http-error', `The server answered with status ${status}. Check the address.`, extra);
}

const RELATIVE = new Intl.RelativeTimeFormat('en');

/** Why a host was not asked, and when it may be. */
export function notYet({
  host,
  waitMs,
  blocked,
}: {
  host: string;
  waitMs: number;
  blocked: boolean;
}): string {
  const seconds = Math.ceil(waitMs / 1000);
  const minutes = Math.ceil(seconds / 60);
  const when =
    seconds < 100
      ? RELATIVE.format(seconds, 'second')
      : minutes < 100
        ? RELATIVE.format(minutes, 'minute')
        : RELATIVE.format(Math.ceil(minutes / 60), 'hour');
  return `${host} ${blocked ? 'asked to be left alone' : 'was asked a moment ago'}. It may be asked again ${when}.`;
}

export type NotFetched = Extract<ReadOutcome, { kind: 'failed' | 'wait' }>;

/** Why nothing was fetched, for those to whom a host that must not be asked is as good as one that fails. */
export function failureIn(outcome: NotFetched): ReadFailure {
  return outcome.kind === 'failed'
    ? outcome.failure
    : failure('rate-limited', outcome.message, { retryAfterMs: outcome.waitMs });
}

/** Whether an answer blocks its whole host, not just this feed. */
export function blocksHost(status: number | null): boolean {
  return status === 429 || status === 503;
}
