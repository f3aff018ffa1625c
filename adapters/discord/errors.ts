import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { DeliveryError } from '../../src/ports/chat.ts';

interface Refusal {
  /** What is refused for good: the whole channel or this message alone. `nothing`: it passes by itself. */
  readonly refuses: 'channel' | 'message' | 'nothing';
  /** For the log and the review channel: what happened and what to do. */
  readonly meaning: string;
}

/** Discord's error codes that a bot which posts can meet. */
const REFUSALS: Readonly<Record<number, Refusal>> = {
  10003: { refuses: 'channel', meaning: 'the channel is gone' },
  10004: { refuses: 'channel', meaning: 'the server is gone' },
  10008: { refuses: 'message', meaning: 'the message is gone' },
  20016: { refuses: 'nothing', meaning: 'slow mode holds the message back' },
  20028: { refuses: 'nothing', meaning: 'the channel gets too many messages' },
  40001: { refuses: 'channel', meaning: 'the bot may not do this' },
  40333: { refuses: 'nothing', meaning: 'a filter before Discord refused the request' },
  50001: { refuses: 'channel', meaning: 'the bot cannot see the channel: give it View Channel there' },
  50006: { refuses: 'message', meaning: 'the message was empty' },
  50008: { refuses: 'channel', meaning: 'this kind of channel takes no messages' },
  50013: {
    refuses: 'channel',
    meaning:
      'a permission is missing: Send Messages, Embed Links, Attach Files, Create Public Threads or Send Messages in Threads',
  },
  50024: { refuses: 'channel', meaning: 'this kind of channel does not allow it' },
  50035: { refuses: 'message', meaning: 'Discord did not accept the form of the message' },
  50083: { refuses: 'message', meaning: 'the thread is archived and locked' },
  130000: { refuses: 'nothing', meaning: 'Discord is overloaded' },
  160005: { refuses: 'message', meaning: 'the thread is locked' },
  160006: { refuses: 'nothing', meaning: 'the server has as many open threads as Discord allows' },
  200000: { refuses: 'message', meaning: 'the server’s AutoMod blocked the message' },
  200001: { refuses: 'message', meaning: 'the server’s AutoMod blocked the title' },
  240000: { refuses: 'message', meaning: 'Discord blocked a link in the message' },
};

export const UNKNOWN_CHANNEL = 10003;
export const UNKNOWN_MESSAGE = 10008;
export const MISSING_ACCESS = 50001;
export const WRONG_CHANNEL_TYPE = 50024;
export const THREAD_EXISTS = 160004;
/** The interaction's 3 seconds or 15 minutes are over. */
export const UNKNOWN_INTERACTION = 10062;
/** Another process of the same bot was faster. */
export const ALREADY_ACKNOWLEDGED = 40060;

/** A person can replace the token at any time; until then waiting costs nothing, and a delivery has tries for a day. */
const TOKEN_WAIT_MS = 60 * 60_000;

/** Discord's own error code, or undefined when the answer was not Discord's (network, proxy). */
export function codeOf(error: unknown): number | undefined {
  return error instanceof DiscordAPIError && typeof error.code === 'number' ? error.code : undefined;
}

/** Whether Discord said that the bot token is wrong or was reset. */
export function isTokenRefused(error: unknown): boolean {
  if (error instanceof DiscordAPIError) return error.status === 401;
  // discord.js's own sentences: at login, and for every request once a 401 has made it drop the token.
  return (
    error instanceof Error &&
    (/invalid token was provided|Authentication failed/iu.test(error.message) ||
      error.message.startsWith('Expected token to be set for this request'))
  );
}

/** What a refused request means for a delivery. */
export function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (error instanceof RateLimitError) {
    const retryAfterMs = Math.max(error.retryAfter, error.timeToReset, error.sublimitTimeout);
    return new DeliveryError('Discord asks to wait', { permanent: false, retryAfterMs, cause: error });
  }
  if (isTokenRefused(error)) {
    return new DeliveryError('Discord refused the bot token', {
      permanent: false,
      retryAfterMs: TOKEN_WAIT_MS,
      cause: error,
    });
  }
  if (error instanceof DiscordAPIError) return fromApi(error);
  if (error instanceof HTTPError) {
    return new DeliveryError(`Discord answered ${error.status}`, { permanent: false, cause: error });
  }
  // fetch says no more than that it failed; its cause says why.
  const told = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason = told instanceof Error ? told.message || told.name : String(told);
  return new DeliveryError(`Discord could not be reached: ${reason}`, { permanent: false, cause: error });
}

function fromApi(error: DiscordAPIError): DeliveryError {
  const code = codeOf(error);
  // Without a code it was a proxy or Cloudflare that answered, and that passes.
  if (code === undefined) {
    return new DeliveryError(`a proxy before Discord answered ${error.status}`, {
      permanent: false,
      cause: error,
    });
  }
  const known = REFUSALS[code];
  const refuses = known?.refuses ?? (isForGood(error.status) ? 'message' : 'nothing');
  return new DeliveryError(`${known?.meaning ?? error.message} (Discord ${code})`, {
    permanent: refuses !== 'nothing',
    about: refuses === 'channel' ? 'channel' : 'message',
    cause: error,
  });
}

const isForGood = (status: number): boolean => status !== 408 && status !== 429 && status < 500;

/** A short reason for the log. Never the error itself: discord.js keeps request bodies and interaction tokens in it. */
export function reasonOf(error: unknown): string {
  if (error instanceof DiscordAPIError) return `${error.message} (${error.status}, code ${error.code})`;
  return error instanceof Error ? error.message || error.name : String(error);
}
