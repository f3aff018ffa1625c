import { Routes, ThreadAutoArchiveDuration, type REST } from 'discord.js';
import { DeliveryError } from '../../src/ports/chat.ts';
import { codeOf, THREAD_EXISTS, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, WRONG_CHANNEL_TYPE } from './errors.ts';
import { plainLine } from './escape.ts';
import { MAX_THREAD_NAME } from './limits.ts';
import { REQUEST_TIMEOUT_MS } from './rest.ts';

export interface Parent {
  readonly channelId: string;
  readonly messageId: string;
  /** Names the thread when the parent cannot be read. */
  readonly fallbackName: string | undefined;
}

/**
 * Runs `send` with the thread of a message, which is started first when there is none. A thread has the id of the
 * message it hangs from, so posting comes first and costs nothing extra once the thread is there. In a channel that has
 * no threads (a thread itself, a voice channel's chat) the answer goes to the channel.
 */
export async function inThread<T>(
  rest: REST,
  parent: Parent,
  send: (channelId: string) => Promise<T>,
): Promise<T> {
  try {
    return await send(parent.messageId);
  } catch (error) {
    if (codeOf(error) !== UNKNOWN_CHANNEL) throw error;
  }
  if (!(await startThread(rest, parent))) return send(parent.channelId);
  try {
    return await send(parent.messageId);
  } catch (error) {
    if (codeOf(error) !== UNKNOWN_CHANNEL) throw error;
    // Somebody deleted the thread, and Discord starts no second one; the channel itself is there.
    throw new DeliveryError('the thread of the message was deleted', {
      permanent: true,
      about: 'thread',
      cause: error,
    });
  }
}

/** False when the channel cannot have threads. */
async function startThread(rest: REST, parent: Parent): Promise<boolean> {
  try {
    await rest.post(Routes.threads(parent.channelId, parent.messageId), {
      body: {
        name: await threadName(rest, parent),
        auto_archive_duration: ThreadAutoArchiveDuration.OneWeek,
      },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    return true;
  } catch (error) {
    if (codeOf(error) === THREAD_EXISTS) return true;
    if (codeOf(error) === WRONG_CHANNEL_TYPE) return false;
    if (codeOf(error) !== UNKNOWN_MESSAGE) throw error;
    throw new DeliveryError('the message that the thread was for is gone', {
      permanent: true,
      about: 'thread',
      cause: error,
    });
  }
}

/** The parent's title. Reading it needs Read Message History, which is not asked for, only used where it is given. */
async function threadName(rest: REST, { channelId, messageId, fallbackName }: Parent): Promise<string> {
  const parent = await rest
    .get(Routes.channelMessage(channelId, messageId), { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) })
    .catch(() => undefined);
  const title = titleOf(parent)?.replace(/\\(?=[^\p{L}\p{N}\s])/gu, '') ?? fallbackName ?? '';
  return plainLine(title, MAX_THREAD_NAME) || 'Updates';
}

function titleOf(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || !('embeds' in message)) return undefined;
  const embed: unknown = Array.isArray(message.embeds) ? message.embeds[0] : undefined;
  if (typeof embed !== 'object' || embed === null || !('title' in embed)) return undefined;
  return typeof embed.title === 'string' ? embed.title : undefined;
}
