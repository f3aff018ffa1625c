import { describe, expect, it, onTestFinished } from 'vitest';
import { createPosts, partNonce } from '../../../adapters/discord/posts.ts';
import { createRest } from '../../../adapters/discord/rest.ts';
import type { ChannelRef } from '../../../src/commands/command.ts';
import { say, type Message } from '../../../src/messages/message.ts';
import { DeliveryError, type Chat } from '../../../src/ports/chat.ts';
import { startDiscordServer, textOf, type DiscordServer } from '../../support/discord-server.ts';

interface Setup {
  readonly server: DiscordServer;
  readonly chat: Chat;
  readonly channel: ChannelRef;
  readonly refusals: unknown[];
}

async function setup(options: { token?: string; allowedSpaces?: readonly string[] } = {}): Promise<Setup> {
  const server = await startDiscordServer();
  onTestFinished(async () => server.close());
  const rest = createRest({ token: options.token ?? server.state.token, apiUrl: server.apiUrl });
  const refusals: unknown[] = [];
  const chat = createPosts({
    rest,
    allowedSpaces: options.allowedSpaces ?? [],
    onTokenRefused: (error) => refusals.push(error),
  });
  const channel = { platform: 'discord', spaceId: server.guildId, channelId: server.channelId } as const;
  return { server, chat, channel, refusals };
}

const refusalOf = async (work: Promise<unknown>): Promise<DeliveryError> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DeliveryError)) throw new Error('no DeliveryError', { cause: error });
  return error;
};

const longDigest: Message = {
  title: 'Digest',
  blocks: [1, 2, 3].flatMap((n): Message['blocks'] => [
    { kind: 'heading', text: `Story ${n}` },
    { kind: 'text', text: 'word '.repeat(700) },
  ]),
};

describe('a post', () => {
  it('carries its nonce and asks Discord to enforce it', async () => {
    const { server, chat, channel } = await setup();

    await chat.post(channel, say('hello'), { nonce: 'delivery-1' });

    expect(server.messages(server.channelId)[0]?.body).toMatchObject({
      nonce: 'delivery-1',
      enforce_nonce: true,
    });
  });

  it('arrives without a sound when silent, and only then', async () => {
    const { server, chat, channel } = await setup();

    await chat.post(channel, say('loud'), { nonce: 'a' });
    await chat.post(channel, say('quiet'), { nonce: 'b', silent: true });

    expect(server.messages(server.channelId).map(({ body }) => body['flags'])).toEqual([undefined, 1 << 12]);
  });

  it('stands once when Discord took it but the answer was lost', async () => {
    const { server, chat, channel } = await setup();
    server.fail({ method: 'POST', path: /messages$/u, kind: 'answer-lost' });

    const error = await refusalOf(chat.post(channel, say('once'), { nonce: 'a' }));
    const id = await chat.post(channel, say('once'), { nonce: 'a' });

    expect(error.permanent).toBe(false);
    expect(server.messages(server.channelId).map((message) => message.id)).toEqual([id]);
  });

  it('goes on where it stopped when it is longer than one message', async () => {
    const { server, chat, channel } = await setup();
    server.fail({ method: 'POST', path: /messages$/u, kind: 'server-error' });
    await refusalOf(chat.post(channel, longDigest, { nonce: 'x'.repeat(25) }));
    await chat.post(channel, longDigest, { nonce: 'x'.repeat(25) });
    const after = server.messages(server.channelId).length;

    const id = await chat.post(channel, longDigest, { nonce: 'x'.repeat(25) });

    expect(after).toBeGreaterThan(1);
    expect(server.messages(server.channelId)).toHaveLength(after);
    expect(id).toBe(server.messages(server.channelId)[0]?.id);
  });

  it('has nonces for its parts that fit and stay the same', () => {
    const parts = [0, 1, 2].map((index) => partNonce('0'.repeat(25), index));

    expect(parts[0]).toBe('0'.repeat(25));
    expect(new Set(parts).size).toBe(3);
    expect(parts.every((part) => part.length <= 25)).toBe(true);
    expect(partNonce('0'.repeat(25), 2)).toBe(parts[2]);
  });

  it('waits out a short limit by itself', async () => {
    const { server, chat, channel } = await setup();
    server.fail({ path: /messages$/u, kind: 'rate-limit', retryAfterMs: 50 });

    await chat.post(channel, say('in time'), { nonce: 'a' });

    expect(server.messages(server.channelId)).toHaveLength(1);
  });
});

describe('an edit', () => {
  it('takes the old picture away when the new text has none', async () => {
    const { server, chat, channel } = await setup();
    const volume = { counts: [1, 2], stepMs: 3_600_000, endsAt: new Date(0) };
    const id = await chat.post(channel, { blocks: [{ kind: 'volume', volume }] }, { nonce: 'a' });

    await chat.edit(channel, id, say('no picture'));

    expect(server.messages(server.channelId)[0]?.body).toMatchObject({ attachments: [] });
    expect(server.state.violations).toEqual([]);
  });

  it('finds a message in a thread by the id its post returned', async () => {
    const { server, chat, channel } = await setup();
    const parent = await chat.post(channel, say('story'), { nonce: 'a' });
    const update = await chat.post(channel, say('update'), { nonce: 'b', threadOf: parent });

    await chat.edit(channel, update, say('corrected'));

    expect(server.messages(parent).map(textOf)).toEqual(['corrected']);
  });

  it('is refused for ever when the message is gone', async () => {
    const { chat, channel } = await setup();

    expect(await refusalOf(chat.edit(channel, '404', say('x')))).toMatchObject({
      permanent: true,
      about: 'message',
      message: expect.stringContaining('10008'),
    });
  });
});

describe('a thread', () => {
  it('is started once, under the name of the story', async () => {
    const { server, chat, channel } = await setup();
    const parent = await chat.post(
      channel,
      { ...say('card'), title: 'US *Treasury* breach' },
      { nonce: 'a' },
    );

    await chat.post(channel, say('first'), { nonce: 'b', threadOf: parent });
    await chat.post(channel, say('second'), { nonce: 'c', threadOf: parent });

    const started = server.state.requests.filter(({ path }) => path.endsWith('/threads'));
    expect(started.map(({ body }) => body)).toEqual([
      expect.objectContaining({ name: 'US *Treasury* breach' }),
    ]);
    expect(server.messages(parent).map(textOf)).toEqual(['first', 'second']);
    expect(server.messages(server.channelId)).toHaveLength(1);
  });

  it('is started once by two processes at the same time', async () => {
    const { server, chat, channel } = await setup();
    const rest = createRest({ token: server.state.token, apiUrl: server.apiUrl });
    const other = createPosts({ rest, allowedSpaces: [], onTokenRefused: () => {} });
    const parent = await chat.post(channel, say('card'), { nonce: 'a' });

    await Promise.all([
      chat.post(channel, say('one'), { nonce: 'b', threadOf: parent }),
      other.post(channel, say('two'), { nonce: 'c', threadOf: parent }),
    ]);

    expect(server.messages(parent).map(textOf).toSorted()).toEqual(['one', 'two']);
    const starts = server.state.requests.filter(({ path }) => path.endsWith('/threads'));
    expect(starts.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1);
  });

  it('is its own thread for a message that stands in one', async () => {
    const { server, chat, channel } = await setup();
    const parent = await chat.post(channel, say('card'), { nonce: 'a' });
    const update = await chat.post(channel, say('update'), { nonce: 'b', threadOf: parent });

    await chat.post(channel, say('to the update'), { nonce: 'c', threadOf: update });

    expect(server.messages(parent).map(textOf)).toEqual(['update', 'to the update']);
  });

  it('is the channel itself where there are no threads', async () => {
    const { server, chat, channel } = await setup();
    const at = { ...channel, channelId: server.addChannel({ guildId: server.guildId, type: 11 }) };
    const parent = await chat.post(at, say('card'), { nonce: 'a' });

    await chat.post(at, say('update'), { nonce: 'b', threadOf: parent });

    expect(server.messages(at.channelId).map(textOf)).toEqual(['card', 'update']);
  });
});

describe('a refusal', () => {
  it('of a deleted thread is about that thread, not about the channel', async () => {
    const { server, chat, channel } = await setup();
    const parent = await chat.post(channel, say('card'), { nonce: 'a' });
    await chat.post(channel, say('update'), { nonce: 'b', threadOf: parent });
    server.deleteThread(parent);

    const error = await refusalOf(chat.post(channel, say('update'), { nonce: 'c', threadOf: parent }));

    expect(error).toMatchObject({ permanent: true, about: 'thread' });
  });

  it.each([
    [50001, /View Channel/u],
    [50013, /permission is missing/u],
  ])('%i is permanent, about the channel, and says what to do', async (refuses, says) => {
    const { server, chat, channel } = await setup();
    const at = { ...channel, channelId: server.addChannel({ guildId: server.guildId, refuses }) };

    const error = await refusalOf(chat.post(at, say('x'), { nonce: 'a' }));

    expect(error).toMatchObject({ permanent: true, about: 'channel' });
    expect(error.message).toMatch(says);
  });

  it('passes when it came from a proxy and not from Discord', async () => {
    const { server, chat, channel } = await setup();
    server.fail({ path: /messages$/u, kind: 'forbidden-by-proxy' });

    expect(await refusalOf(chat.post(channel, say('x'), { nonce: 'a' }))).toMatchObject({ permanent: false });
  });

  it('of the token waits for a new one and asks Discord once only', async () => {
    const { server, chat, channel, refusals } = await setup({ token: 'wrong' });

    const errors = [];
    for (const nonce of ['a', 'b', 'c'])
      errors.push(await refusalOf(chat.post(channel, say('x'), { nonce })));

    expect(errors.map(({ permanent, retryAfterMs }) => [permanent, retryAfterMs])).toEqual(
      errors.map(() => [false, 3_600_000]),
    );
    expect(server.state.requests).toHaveLength(1);
    expect(refusals).toHaveLength(3);
  });

  it('needs no request for a server that is not allowed', async () => {
    const { server, chat, channel } = await setup({ allowedSpaces: ['1'] });

    expect(await refusalOf(chat.post(channel, say('x'), { nonce: 'a' }))).toMatchObject({ permanent: true });
    expect(server.state.requests).toEqual([]);
  });
});
