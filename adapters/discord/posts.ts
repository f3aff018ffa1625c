import { createHash } from 'node:crypto';
import { MessageFlags, Routes, type REST } from 'discord.js';
import type { ChannelRef } from '../../src/commands/command.ts';
import type { Message } from '../../src/messages/message.ts';
import { DeliveryError, type Chat, type PostOptions } from '../../src/ports/chat.ts';
import { checkChannel } from './check-channel.ts';
import { isTokenRefused, toDeliveryError } from './errors.ts';
import { MAX_NONCE } from './limits.ts';
import { renderDiscord, renderDiscordOnce, type MessagePayload } from './render.ts';
import { REQUEST_TIMEOUT_MS } from './rest.ts';
import { inThread } from './threads.ts';

export interface PostsOptions {
  readonly rest: REST;
  /** Guilds that may be posted to; empty: all. */
  readonly allowedSpaces: readonly string[];
  /** Called with every refusal of the token, so that it can be said once. */
  readonly onTokenRefused: (error: unknown) => void;
}

/**
 * Posts through Discord's HTTP API. A message in a thread has the id `<thread>/<message>`, as Discord finds it only
 * with both; everywhere else the id is Discord's own.
 */
export function createPosts({ rest, allowedSpaces, onTokenRefused }: PostsOptions): Chat {
  async function guarded<T>(channel: ChannelRef, work: () => Promise<T>): Promise<T> {
    if (allowedSpaces.length > 0 && !allowedSpaces.includes(channel.spaceId)) {
      throw new DeliveryError(`server ${channel.spaceId} is not in ALLOWED_SPACES`, {
        permanent: true,
        about: 'channel',
      });
    }
    try {
      return await work();
    } catch (error) {
      if (isTokenRefused(error)) onTokenRefused(error);
      throw toDeliveryError(error);
    }
  }

  return {
    platform: 'discord',
    async post(channel, message, options) {
      return guarded(channel, () => post(rest, channel, message, options));
    },
    async edit(channel, messageId, message) {
      const at = locate(channel, messageId);
      await guarded(channel, async () =>
        rest.patch(Routes.channelMessage(at.channelId, at.messageId), request(renderDiscordOnce(message))),
      );
    },
    async reaches({ spaceId, channelId }) {
      if (allowedSpaces.length > 0 && !allowedSpaces.includes(spaceId)) return false;
      const findings = await checkChannel(rest, channelId, [{ id: spaceId }]).catch(() => [{ ok: false }]);
      return findings.every(({ ok }) => ok);
    },
  };
}

async function post(
  rest: REST,
  channel: ChannelRef,
  message: Message,
  options: PostOptions,
): Promise<string> {
  const payloads = renderDiscord(message);
  const send = async (channelId: string): Promise<string> => sendAll(rest, channelId, payloads, options);
  if (options.threadOf === undefined) return send(channel.channelId);

  const parent = locate(channel, options.threadOf);
  // A message that is itself in a thread is answered there: Discord has no threads in threads.
  if (parent.channelId !== channel.channelId) return `${parent.channelId}/${await send(parent.channelId)}`;
  return inThread(rest, { ...parent, fallbackName: message.title }, async (threadId) =>
    threadId === parent.channelId ? send(threadId) : `${threadId}/${await send(threadId)}`,
  );
}

/** Posts the payloads in order and returns the first one's id. After a crash in between, the same nonces go on where it stopped. */
async function sendAll(
  rest: REST,
  channelId: string,
  payloads: readonly MessagePayload[],
  { nonce, silent }: PostOptions,
): Promise<string> {
  let first: string | undefined;
  for (const [index, payload] of payloads.entries()) {
    const { body, files, signal } = request(payload);
    const posted = await rest.post(Routes.channelMessages(channelId), {
      body: {
        ...body,
        nonce: partNonce(nonce, index),
        enforce_nonce: true,
        ...(silent ? { flags: MessageFlags.SuppressNotifications } : {}),
      },
      files,
      signal,
    });
    first ??= idOf(posted);
  }
  if (first === undefined) throw new DeliveryError('nothing to post', { permanent: true });
  return first;
}

/** The delivery's id for the first part; for later parts, ids that are the same on every try. */
export function partNonce(nonce: string, index: number): string {
  if (index === 0 && nonce.length <= MAX_NONCE) return nonce;
  return createHash('sha256').update(`${nonce}:${index}`).digest('base64url').slice(0, MAX_NONCE);
}

function request(payload: MessagePayload): {
  body: MessagePayload['body'];
  files: MessagePayload['files'][number][];
  signal: AbortSignal;
} {
  return { body: payload.body, files: [...payload.files], signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) };
}

function locate(channel: ChannelRef, id: string): { channelId: string; messageId: string } {
  const [thread, messageId] = id.split('/');
  return messageId === undefined
    ? { channelId: channel.channelId, messageId: id }
    : { channelId: thread ?? channel.channelId, messageId };
}

function idOf(posted: unknown): string {
  if (typeof posted === 'object' && posted !== null && 'id' in posted && typeof posted.id === 'string') {
    return posted.id;
  }
  throw new DeliveryError('Discord answered a post without a message id', { permanent: false });
}
