import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { DeliveryError } from '../../src/ports/chat.ts';

interface Refusal {
  /** Asking again can't help until a person changes something. */
  readonly permanent: boolean;
  /** For the log and the review channel: what happened and what to do. */
  readonly meaning: string;
}

/** Discord's error codes that a bot which posts can meet. */
const REFUSALS: Readonly<Record<number, Refusal>> = {
  10003: { permanent: true, meaning: 'the channel is gone' },
  10004: { permanent: true, meaning: 'the server is gone' },
  10008: { permanent: true, meaning: 'the message is gone' },
  20016: { permanent: false, meaning: 'slow mode holds the message back' },
  20028: { permanent: false, meaning: 'the channel gets too many messages' },
  40001: { permanent: true, meaning: 'the bot may not do this' },
  40333: { permanent: false, meaning: 'a filter before Discord refused the request' },
  50001: { permanent: true, meaning: 'the bot cannot see the channel: give it View Channel there' },
  50006: { permanent: true, meaning: 'the message was empty' },
  50008: { permanent: true, meaning: 'this kind of channel takes no messages' },
  50013: {
    permanent: true,
    meaning:
      'a permission is missing: Send Messages, Embed Links, Attach Files, Create Public Threads or Send Messages in Threads',
  },
  50024: { permanent: true, meaning: 'this kind of channel does not allow it' },
  50035: { permanent: true, meaning: 'Discord did not accept the form of the message' },
  50083: { permanent: true, meaning: 'the thread is archived and locked' },
  130000: { permanent: false, meaning: 'Discord is overloaded' },
  160005: { permanent: true, meaning: 'the thread is locked' },
  160006: { permanent: false, meaning: 'the server has as many open threads as Discord allows' },
  200000: { permanent: true, meaning: 'the server’s AutoMod blocked the message' },
  200001: { permanent: true, meaning: 'the server’s AutoMod blocked the title' },
  240000: { permanent: true, meaning: 'Discord blocked a link in the message' },
};

/** Refusals of the whole channel, not of one message. */
const CHANNEL_GONE = new Set([10003, 10004, 40001, 50001, 50008, 50013, 50024]);

export const UNKNOWN_CHANNEL = 10003;
export const MISSING_ACCESS = 50001;
export const WRONG_CHANNEL_TYPE = 50024;
export const THREAD_EXISTS = 160004;
/** The interaction's 3 seconds or 15 minutes are over. */
export const UNKNOWN_INTERACTION = 10062;
/** Another process of the same bot was faster. */
export const ALREADY_ACKNOWLEDGED = 40060;

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
    return new DeliveryError('Discord refused the bot token', { permanent: true, cause: error });
  }
  if (error instanceof DiscordAPIError) return fromApi(error);
  if (error instanceof HTTPError) {
    return new DeliveryError(`Discord answered ${error.status}`, { permanent: false, cause: error });
  }
  const reason = error instanceof Error ? error.message || error.name : String(error);
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
  const permanent = known?.permanent ?? (error.status !== 408 && error.status !== 429 && error.status < 500);
  return new DeliveryError(`${known?.meaning ?? error.message} (Discord ${code})`, {
    permanent,
    about: CHANNEL_GONE.has(code) ? 'channel' : 'message',
    cause: error,
  });
}

/** A short reason for the log. Never the error itself: discord.js keeps request bodies and interaction tokens in it. */
export function reasonOf(error: unknown): string {
  if (error instanceof DiscordAPIError) return `${error.message} (${error.status}, code ${error.code})`;
  return error instanceof Error ? error.message || error.name : String(error);
}
