import { expect, it } from 'vitest';
import { createInbox } from '../../adapters/postgres/inbox.ts';
import { createTerminalChat } from '../../adapters/terminal/chat.ts';
import { wakeChannels } from '../../jobs/wake-channels.ts';
import { closeChannel, closeSpace } from '../../src/deliveries/dead-channel.ts';
import { defaultSettings, type Channel } from '../../src/digests/channel.ts';
import type { Chat } from '../../src/ports/chat.ts';
import { hours, NOON, only, otherRoom, room } from '../support/builders.ts';
import { outbox } from '../support/outbox.ts';
import { silentLog, useStore } from '../support/store.ts';

const at = useStore();

const REASON = 'the channel is archived';

/** The terminal, which reaches only these channels; it notes which it was asked for. */
function chatThat(reached: readonly string[]): Chat & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    ...createTerminalChat(createInbox(at.db), () => NOON),
    asked,
    async reaches({ channelId }) {
      asked.push(channelId);
      return reached.includes(channelId);
    },
  };
}

async function deadRoom(): Promise<Channel> {
  const channel = await at.store.channels.ensure(room, NOON);
  await at.store.channels.follow(channel.id, 'topic', 'platform-outages', NOON);
  await at.store.transact((tables) => closeChannel(tables, channel.id, REASON, NOON));
  return channel;
}

async function reviewRoom(): Promise<void> {
  const { id } = await at.store.channels.ensure(otherRoom, NOON);
  await at.store.channels.saveSettings(id, { ...defaultSettings('terminal'), review: true });
}

const wake = (chat: Chat): Promise<void> =>
  wakeChannels({ store: at.store, chats: [chat], log: silentLog }, hours(1));

const deadReason = async ({ id }: Channel) => (await at.store.channels.find(id))?.deadReason;

it('leaves a channel alone that still takes nothing', async () => {
  const channel = await deadRoom();

  await wake(chatThat([]));

  expect(await deadReason(channel)).toBe(REASON);
});

it('starts a channel again that takes messages, and tells the reviewers', async () => {
  await reviewRoom();
  const channel = await deadRoom();

  await wake(chatThat(['room']));
  await wake(chatThat(['room']));

  expect(await deadReason(channel)).toBeNull();
  expect((await outbox(at.pool)).map(({ text }) => text)).toEqual([
    expect.stringContaining('Nothing is posted to room (terminal) any more: the channel is archived'),
    'room (terminal) takes messages again; its follows go on.',
  ]);
});

it('asks for no channel that is well, that nobody misses, or of a platform that is not here', async () => {
  await at.store.channels.ensure(otherRoom, NOON);
  const slack = { platform: 'slack', spaceId: 'T1', channelId: 'C1' } as const;
  for (const place of [room, slack]) {
    const { id } = await at.store.channels.ensure(place, NOON);
    await at.store.channels.setDead(id, REASON);
  }
  const chat = chatThat(['room']);

  await wake(chat);

  expect(chat.asked).toEqual([]);
});

it('gives up all channels of a space that the bot was removed from, with one notice', async () => {
  await reviewRoom();
  const here = { platform: 'discord', spaceId: '1' } as const;
  const channels = await Promise.all(
    ['10', '11'].map((channelId) => at.store.channels.ensure({ ...here, channelId, name: channelId }, NOON)),
  );
  const elsewhere = await at.store.channels.ensure({ ...here, spaceId: '2', channelId: '20' }, NOON);

  for (const now of [NOON, hours(1)])
    await at.store.transact((tables) => closeSpace(tables, here, 'the bot was removed', now));

  expect(await Promise.all(channels.map(deadReason))).toEqual(['the bot was removed', 'the bot was removed']);
  expect(await deadReason(elsewhere)).toBeNull();
  expect(only(await outbox(at.pool)).text).toMatch(
    /^Nothing is posted to 1[01] \(discord\), 1[01] \(discord\) any more: the bot was removed\./u,
  );
});
