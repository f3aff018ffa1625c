import { REST, type RateLimitData, type RESTOptions } from 'discord.js';

export interface RestOptions {
  readonly token: string;
  /** Another API base than `https://discord.com/api`, with or without its version. */
  readonly apiUrl?: string | undefined;
}

/** A request that hangs is given up after this; the delivery is retried under the same nonce. */
export const REQUEST_TIMEOUT_MS = 15_000;
/** discord.js waits out its own count of a channel's bucket (5 messages in 5 s) … */
const LONGEST_QUEUE_WAIT_MS = 6_000;
/** … but an answer of 429 is handed to the delivery queue, which knows how to wait without holding a worker. */
const LONGEST_REFUSAL_WAIT_MS = 1_000;

/**
 * Discord's HTTP API for posts. It never retries by itself: deliveries have one place that retries, the queue. Needs no
 * gateway, so that a worker process can post.
 */
export function createRest({ token, apiUrl }: RestOptions): REST {
  return new REST({
    ...httpOptions(apiUrl),
    retries: 0,
    timeout: REQUEST_TIMEOUT_MS,
    rejectOnRateLimit: waitsTooLong,
  }).setToken(token);
}

/**
 * The options of discord.js for an address given by a person. Node's fetch makes the requests: discord.js's own way
 * leaves them to whichever version of undici was loaded first, and another one than its own cannot send files.
 */
export function httpOptions(apiUrl: string | undefined): Partial<RESTOptions> {
  return {
    // As discord.js's documentation says; its types name an older undici than Node's do.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    makeRequest: fetch as unknown as RESTOptions['makeRequest'],
    ...(apiUrl !== undefined && { api: apiUrl.replace(/\/+$/u, '').replace(/\/v\d+$/u, '') }),
  };
}

function waitsTooLong({ retryAfter, timeToReset }: RateLimitData): boolean {
  // discord.js gives both the same value when it waits by its own count, before any request was made.
  return retryAfter === timeToReset
    ? timeToReset > LONGEST_QUEUE_WAIT_MS
    : Math.max(retryAfter, timeToReset) > LONGEST_REFUSAL_WAIT_MS;
}
