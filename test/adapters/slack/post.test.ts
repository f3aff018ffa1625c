import { describe, expect, it, onTestFinished } from 'vitest';
import { createSlackChat, type SlackOptions } from '../../../adapters/slack/app.ts';
import { createCommandDesk } from '../../../src/commands/desk.ts';
import type { Block } from '../../../src/messages/message.ts';
import { say } from '../../../src/messages/message.ts';
import type { Chat } from '../../../src/ports/chat.ts';
import { DeliveryError } from '../../../src/ports/chat.ts';
import { readable } from '../../support/slack-blocks.ts';
import { openSlackServer, type SlackServer } from '../../support/slack-server.ts';
import { memoryLog, type Bot } from './harness.ts';

const general = { platform: 'slack', spaceId: 'T1', channelId: 'C1' } as const;
const nonce = 'delivery-00000000000000001';

interface OpenPoster {
  readonly server: SlackServer;
  readonly chat: Chat;
  readonly logged: Bot['logged'];
  /** A second process on the same workspace, which knows nothing of the first. */
  readonly restarted: () => Promise<Chat>;
}

async function openPoster(
  prepare: (server: SlackServer) => void = () => undefined,
  options: Partial<SlackOptions> = {},
): Promise<OpenPoster> {
  const server = await openSlackServer();
  onTestFinished(() => server.close());
  prepare(server);
  const logged: Bot['logged'] = [];
  const log = memoryLog(logged);
  const desk = createCommandDesk({ commands: [], complete: async () => [], clock: () => new Date(), log });
  const restarted = async (): Promise<Chat> => {
    const { botToken, apiUrl } = server;
    const slack = createSlackChat({ botToken, apiUrl, desk, log, allowedSpaces: [], admins: [], ...options });
    await slack.start();
    return slack.chat;
  };
  return { server, logged, restarted, chat: await restarted() };
}

const refusal = (posting: Promise<unknown>): Promise<unknown> =>
  posting.then(
    () => new Error('not refused'),
    (error: unknown) => error,
  );
const callsOf = ({ calls }: SlackServer, method: string) => calls.filter((call) => call.method === method);

const paragraphs = (count: number): Block[] =>
  Array.from({ length: count }, (_, n) => ({ kind: 'text', text: `${n} `.padEnd(2_400, 'x') }));

describe('a post to Slack', () => {
  it('is quiet: nothing unfolds, no name is linked, and it says which delivery it is', async () => {
    const { server, chat } = await openPoster();

    await chat.post(general, say('see https://news.example/ @everyone'), { nonce });

    expect(callsOf(server, 'chat.postMessage')[0]?.args).toMatchObject({
      unfurl_links: 'false',
      unfurl_media: 'false',
      link_names: 'false',
      parse: 'none',
      metadata: { event_type: 'storywatch_delivery', event_payload: { nonce, part: 0 } },
    });
  });

  it('needs no scope beyond chat:write', async () => {
    const { server, chat } = await openPoster(({ scopes }) => {
      scopes.clear();
      scopes.add('chat:write');
    });

    await chat.post(general, say('hello'), { nonce });

    expect(server.posted).toHaveLength(1);
    expect(server.calls.map(({ method }) => method)).toEqual(['auth.test', 'chat.postMessage']);
  });

  it('keeps one second between posts in a channel, so that Slack never has to refuse', async () => {
    const { server, chat } = await openPoster(({ channels }) =>
      channels.set('C2', { member: true, archived: false }),
    );

    await Promise.all([
      chat.post(general, say('one'), { nonce: '1' }),
      chat.post(general, say('two'), { nonce: '2' }),
      chat.post({ ...general, channelId: 'C2' }, say('elsewhere'), { nonce: '3' }),
    ]);

    expect(server.refusals).toEqual([]);
    expect(server.posted.map(({ blocks }) => readable(blocks))).toEqual(['one', 'elsewhere', 'two']);
  });

  it('leaves a channel alone for as long as Slack asked', async () => {
    const { server, chat } = await openPoster();
    server.next('chat.postMessage', { kind: 'rate-limit', retryAfterS: 30 });

    await refusal(chat.post(general, say('first'), { nonce: '1' }));
    const second = await refusal(chat.post(general, say('second'), { nonce: '2' }));

    expect(second).toMatchObject({ permanent: false });
    expect(second instanceof DeliveryError && second.retryAfterMs).toBeGreaterThan(25_000);
    expect(callsOf(server, 'chat.postMessage')).toHaveLength(1);
  });

  it.each([
    ['is_archived', true, 'channel'],
    ['not_in_channel', true, 'channel'],
    ['restricted_action', true, 'channel'],
    ['msg_too_long', true, 'message'],
    ['internal_error', false, 'message'],
    ['something_new', false, 'message'],
  ])('refused with %s is permanent: %s, and about the %s', async (error, permanent, about) => {
    const { server, chat } = await openPoster();
    server.next('chat.postMessage', { kind: 'refusal', error });

    expect(await refusal(chat.post(general, say('hello'), { nonce }))).toMatchObject({
      name: 'DeliveryError',
      permanent,
      about,
      message: `Slack refused: ${error}`,
    });
  });

  it('says once that the token was revoked, keeps the deliveries and leaves Slack alone', async () => {
    const { server, chat, logged } = await openPoster();
    server.account.refusal = 'token_revoked';

    const errors = [];
    for (let n = 0; n < 20; n += 1)
      errors.push(await refusal(chat.post(general, say('hello'), { nonce: String(n) })));

    expect(errors).toEqual(
      Array.from({ length: 20 }, () =>
        expect.objectContaining({ permanent: false, retryAfterMs: 3_600_000 }),
      ),
    );
    expect(callsOf(server, 'chat.postMessage')).toHaveLength(1);
    expect(logged.filter(({ level }) => level >= 50)).toEqual([
      expect.objectContaining({ code: 'token_revoked', page: 'https://api.slack.com/apps' }),
    ]);
    expect(JSON.stringify(logged)).not.toContain(server.botToken);
  });
});

describe('a post whose answer was lost', () => {
  it('is found again after a restart when the history may be read', async () => {
    const { server, chat, restarted } = await openPoster(({ scopes }) => scopes.add('channels:history'));
    server.next('chat.postMessage', { kind: 'lost-answer' });
    await refusal(chat.post(general, say('once'), { nonce }));

    const id = await (await restarted()).post(general, say('once'), { nonce });

    expect(server.posted.map(({ ts }) => ts)).toEqual([id]);
  });

  it('is found again in its thread', async () => {
    const { server, chat, restarted } = await openPoster(({ scopes }) => scopes.add('channels:history'));
    const parent = await chat.post(general, say('the story'), { nonce: 'parent' });
    server.next('chat.postMessage', { kind: 'lost-answer' });
    await refusal(chat.post(general, say('once'), { nonce, threadOf: parent }));

    const id = await (await restarted()).post(general, say('once'), { nonce, threadOf: parent });

    expect(server.posted.map(({ ts }) => ts)).toEqual([parent, id]);
  });

  it('is posted anyway where the history stays closed', async () => {
    const { server, chat, logged } = await openPoster(({ scopes }) => scopes.add('groups:history'));

    await chat.post(general, say('hello'), { nonce });

    expect(server.posted).toHaveLength(1);
    expect(logged.filter(({ level }) => level >= 40)).toEqual([]);
  });

  it('waits when the history can not be asked', async () => {
    const { server, chat } = await openPoster(({ scopes }) => scopes.add('channels:history'));
    server.next('conversations.history', { kind: 'rate-limit', retryAfterS: 7 });

    const error = await refusal(chat.post(general, say('hello'), { nonce }));

    expect(error).toMatchObject({ permanent: false, retryAfterMs: 7_000 });
    expect(server.posted).toEqual([]);
  });
});

describe('a message too long for Slack', () => {
  it('becomes several, one id, and an edit reaches all of them', async () => {
    const { server, chat } = await openPoster();

    const id = await chat.post(general, { blocks: paragraphs(6) }, { nonce });
    await chat.edit(general, id, { blocks: [{ kind: 'text', text: 'short now' }] });

    expect(id.split('+')).toEqual(server.posted.map(({ ts }) => ts));
    expect(server.posted.map(({ blocks }) => readable(blocks))).toEqual(['short now', '…']);
    expect(server.refusals).toEqual([]);
  });

  it('goes on where it broke off', async () => {
    const { server, chat } = await openPoster();
    const message = { blocks: paragraphs(9) };
    server.next('chat.postMessage', { kind: 'pass' });
    server.next('chat.postMessage', { kind: 'status', status: 503 });
    await refusal(chat.post(general, message, { nonce }));

    const id = await chat.post(general, message, { nonce });

    expect(id.split('+')).toEqual(server.posted.map(({ ts }) => ts));
    expect(server.posted.map(({ metadata }) => metadata)).toEqual(
      [0, 1, 2].map((part) => ({ event_type: 'storywatch_delivery', event_payload: { nonce, part } })),
    );
  });

  it('can be answered in its thread', async () => {
    const { server, chat } = await openPoster();
    const id = await chat.post(general, { blocks: paragraphs(6) }, { nonce: '1' });

    await chat.post(general, say('an update'), { nonce: '2', threadOf: id });

    expect(server.posted.at(-1)?.threadTs).toBe(server.posted[0]?.ts);
  });
});

describe('an edit on Slack', () => {
  it('of a message somebody removed is a permanent failure', async () => {
    const { chat } = await openPoster();

    expect(await refusal(chat.edit(general, '1.000100', say('new')))).toMatchObject({ permanent: true });
  });
});

describe('a picture in a post', () => {
  const volume = { counts: [1, 2, 3], stepMs: 3_600_000, endsAt: new Date('2025-03-10T12:00:00Z') };
  const message = { blocks: [{ kind: 'volume', volume }] } as const;

  it('is given up when Slack can not fetch it', async () => {
    const { server, chat } = await openPoster(() => undefined, {
      volumeImage: () => 'https://storywatch.example/volume.png',
    });
    server.next('chat.postMessage', { kind: 'refusal', error: 'invalid_blocks' });

    await chat.post(general, message, { nonce });

    expect(readable(server.posted[0]?.blocks)).toContain('▃▆█');
  });
});

describe('a channel that refused', () => {
  it('is reached again when the bot is back, which leaves nothing there', async () => {
    const { server, chat } = await openPoster((slack) =>
      slack.channels.set('C2', { member: false, archived: false }),
    );
    const place = { ...general, channelId: 'C2' };

    expect(await chat.reaches(place)).toBe(false);
    server.channels.set('C2', { member: true, archived: true });
    expect(await chat.reaches(place)).toBe(false);
    server.channels.set('C2', { member: true, archived: false });

    expect(await chat.reaches(place)).toBe(true);
    expect([server.posted, [...server.scheduled]]).toEqual([[], []]);
  });
});
