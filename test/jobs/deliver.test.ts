import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../adapters/postgres/database.ts';
import { createInbox } from '../../adapters/postgres/inbox.ts';
import { createStore } from '../../adapters/postgres/store.ts';
import { createTerminalChat } from '../../adapters/terminal/chat.ts';
import { deliver } from '../../jobs/deliver.ts';
import type { ChannelRef } from '../../src/commands/command.ts';
import { MAX_ATTEMPTS, type NewDelivery } from '../../src/deliveries/delivery.ts';
import { defaultSettings } from '../../src/digests/channel.ts';
import { say } from '../../src/messages/message.ts';
import { DeliveryError, type Chat } from '../../src/ports/chat.ts';
import { hours, NOON, only, otherRoom, room } from '../support/builders.ts';
import { textOf } from '../support/message-text.ts';
import { outbox } from '../support/outbox.ts';
import { silentLog, useStore } from '../support/store.ts';

const at = useStore();

const terminal = (): Chat => createTerminalChat(createInbox(at.db), () => NOON);

/** The terminal, until it is told to answer otherwise once. */
function chatThat(answers: readonly (() => void)[]): Chat & { readonly posts: () => number } {
  const left = [...answers];
  let posts = 0;
  const chat = terminal();
  return {
    ...chat,
    posts: () => posts,
    async post(channel, message, options) {
      posts += 1;
      left.shift()?.();
      return chat.post(channel, message, options);
    },
  };
}

const refuses = (options: ConstructorParameters<typeof DeliveryError>[1]) => (): void => {
  throw new DeliveryError('The channel says no.', options);
};

/** Writes a delivery and returns its id. */
async function waiting(over: Partial<NewDelivery> = {}, place: ChannelRef = room): Promise<string> {
  const { id: channelId } = await at.store.channels.ensure(place, NOON);
  return only(
    await at.store.deliveries.add([
      {
        key: `test:${Math.random()}`,
        channelId,
        kind: 'update',
        storyId: null,
        message: say('X is down.'),
        createdAt: NOON,
        notBefore: null,
        parentKey: null,
        ...over,
      },
    ]),
  );
}

const run = (deliveryId: string, chat: Chat, now = NOON, store = at.store): Promise<void> =>
  deliver({ store, chats: [chat], clock: () => now, log: silentLog })({ deliveryId });

const shown = async () => createInbox(at.db).after(0, 100);

async function row(id: string): Promise<Record<string, unknown>> {
  const { rows } = await at.pool.query('select * from deliveries where id = $1', [id]);
  return rows[0];
}

const leaseRunsOut = () => at.pool.query(`update deliveries set lease_until = now() - interval '1 second'`);

it('posts a message and remembers where it is', async () => {
  const id = await waiting();

  await run(id, terminal());

  const message = only(await shown());
  expect(message.channel).toMatchObject({ channelId: 'room' });
  expect(textOf(message.message)).toBe('X is down.');
  expect(await row(id)).toMatchObject({ state: 'sent', message_id: String(message.id), sent_at: NOON });
});

it('posts once however often and wherever it runs', async () => {
  const second = await openDatabase(at.url, silentLog);
  onTestFinished(() => second.close());
  const other = createStore(second.db);
  const id = await waiting();
  const chat = chatThat([]);

  await Promise.all([run(id, chat), run(id, chat, NOON, other), run(id, chat), run(id, chat, NOON, other)]);
  await run(id, chat);

  expect(chat.posts()).toBe(1);
  expect(await shown()).toHaveLength(1);
});

const dies = (): never => {
  throw new Error('killed');
};

describe('after a crash', () => {
  it('between the post and our note of it the repeat shows nothing new', async () => {
    const id = await waiting();
    const chat = terminal();
    const killed: Chat = { ...chat, post: (...args) => chat.post(...args).then(dies) };

    await expect(run(id, killed)).rejects.toThrow('killed');
    expect(await row(id)).toMatchObject({ state: 'pending' });
    await leaseRunsOut();
    await run(id, chat);

    const message = only(await shown());
    expect(await row(id)).toMatchObject({ state: 'sent', message_id: String(message.id) });
  });

  it('before the post the message comes when the lease has run out, not sooner', async () => {
    const id = await waiting();
    await expect(run(id, { ...terminal(), post: async () => dies() })).rejects.toThrow('killed');

    await run(id, terminal());
    expect(await shown()).toEqual([]);
    expect(await at.store.deliveries.ready('terminal', NOON, 10)).toEqual([]);

    await leaseRunsOut();
    expect(await at.store.deliveries.ready('terminal', NOON, 10)).toEqual([id]);
    await run(id, terminal());
    expect(await shown()).toHaveLength(1);
  });

  it('over and over the message is given up in the end', async () => {
    const id = await waiting();
    const broken: Chat = { ...terminal(), post: async () => dies() };

    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      await expect(run(id, broken)).rejects.toThrow('killed');
      await leaseRunsOut();
    }
    await run(id, broken);

    expect(await row(id)).toMatchObject({ state: 'failed', attempts: MAX_ATTEMPTS + 1 });
  });
});

describe('a refusal', () => {
  it('that passes is tried again after the wait that was asked for', async () => {
    const id = await waiting();
    const chat = chatThat([refuses({ permanent: false, retryAfterMs: 3_600_000 })]);

    await run(id, chat);
    expect(await row(id)).toMatchObject({
      state: 'pending',
      last_error: 'The channel says no.',
      retry_at: hours(1),
      lease_until: null,
    });
    await run(id, chat, hours(0.9));
    expect(await shown()).toEqual([]);
    await run(id, chat, hours(1));

    expect(await shown()).toHaveLength(1);
    expect(await row(id)).toMatchObject({ state: 'sent', last_error: null });
  });

  it('for good ends it, with its reason', async () => {
    const id = await waiting();
    const chat = chatThat([refuses({ permanent: true })]);

    await run(id, chat);
    await run(id, chat, hours(24));

    expect(chat.posts()).toBe(1);
    expect(await row(id)).toMatchObject({ state: 'failed', last_error: 'The channel says no.' });
    expect(await at.store.channels.ensure(room, NOON)).toMatchObject({ deadReason: null });
  });

  it('of a whole channel ends what is written for it, and the reviewers hear of it once', async () => {
    const reviewer = await at.store.channels.ensure(otherRoom, NOON);
    await at.store.channels.saveSettings(reviewer.id, { ...defaultSettings('terminal'), review: true });
    const [first, second] = [await waiting(), await waiting()];
    const gone = refuses({ permanent: true, about: 'channel' });
    const chat = chatThat([gone, gone]);

    await run(first, chat);
    await run(second, chat);

    expect(await at.store.channels.ensure(room, NOON)).toMatchObject({ deadReason: 'The channel says no.' });
    const notices = (await outbox(at.pool)).filter(({ kind }) => kind === 'notice');
    expect(only(notices)).toMatchObject({ channel: 'other-room' });
    expect(only(notices).text).toContain('Nothing is posted to room (terminal) any more');
  });

  it('that never ends is given up', async () => {
    const id = await waiting();
    const no = refuses({ permanent: false });
    const chat = chatThat(Array.from({ length: MAX_ATTEMPTS + 5 }, () => no));

    for (let day = 1; day <= MAX_ATTEMPTS + 5; day += 1) await run(id, chat, hours(24 * day));

    expect(chat.posts()).toBe(MAX_ATTEMPTS);
    expect(await row(id)).toMatchObject({ state: 'failed' });
  });
});

it('keeps a message for the platform that is not connected here', async () => {
  const id = await waiting({}, { platform: 'slack', spaceId: 'T', channelId: 'C' });

  await run(id, terminal());
  await leaseRunsOut();

  expect(await at.store.deliveries.ready('slack', NOON, 10)).toEqual([id]);
});

it('holds a message back until the quiet hours end', async () => {
  const id = await waiting({ notBefore: hours(2) });

  await run(id, terminal(), hours(1.9));
  expect(await shown()).toEqual([]);
  await run(id, terminal(), hours(2));

  expect(await shown()).toHaveLength(1);
});

it('answers in the thread of the living post, as soon as that is there', async () => {
  const post = await waiting({ key: 'post:1', kind: 'post' });
  const report = await waiting({ parentKey: 'post:1' });
  const ready: (readonly string[])[] = [];
  const threads: (string | undefined)[] = [];
  const chat: Chat = {
    ...terminal(),
    async post(_channel, _message, { threadOf }) {
      threads.push(threadOf);
      return 'm1';
    },
  };

  const deps = { store: at.store, chats: [chat], clock: () => NOON, log: silentLog };
  const looks: Promise<unknown>[] = [];
  const onPosted = (): void =>
    void looks.push(at.store.deliveries.ready('terminal', NOON, 10).then((ids) => ready.push(ids)));
  const runWith = deliver({ ...deps, onPosted });

  await runWith({ deliveryId: report });
  await runWith({ deliveryId: post });
  await Promise.all(looks);
  await runWith({ deliveryId: report });

  expect(ready).toEqual([[report]]);
  expect(threads).toEqual([undefined, 'm1']);
});
