import type { ChannelRef } from '../commands/command.ts';
import type { Channel } from '../digests/channel.ts';
import { say, type Message } from '../messages/message.ts';
import type { Store, Tables } from '../ports/store.ts';

/** A command from a channel that was given up shows that it is back: its follows and digests start again. */
export async function wakeChannel(store: Store, place: ChannelRef, now: Date): Promise<void> {
  const channel = await store.channels.ensure(place, now);
  if (channel.deadReason !== null) await store.channels.setDead(channel.id, null);
}

/** Nothing more is written for a channel that takes nothing; the people who look after the bot are told once. */
export async function closeChannel(
  tables: Tables,
  channelId: string,
  reason: string,
  now: Date,
): Promise<void> {
  const channel = await tables.channels.find(channelId);
  if (!channel || channel.deadReason !== null) return;
  await tables.channels.setDead(channelId, reason);
  const text = `Nothing is posted to ${nameOf(channel)} any more: ${reason}. Its follows wait; they start again when it takes messages, or at once with any command given there.`;
  await tellReviewers(tables, `dead:${channelId}`, say(text, 'warning'), now);
}

/** The same for all channels of a workspace or guild that the bot was removed from, with one notice for all. */
export async function closeSpace(
  tables: Tables,
  { platform, spaceId }: Pick<ChannelRef, 'platform' | 'spaceId'>,
  reason: string,
  now: Date,
): Promise<void> {
  const alive = (await tables.channels.list()).filter(
    (each) => each.platform === platform && each.spaceId === spaceId && each.deadReason === null,
  );
  for (const { id } of alive) await tables.channels.setDead(id, reason);
  if (alive.length === 0) return;
  const text = `Nothing is posted to ${alive.map(nameOf).join(', ')} any more: ${reason}. The follows wait and start again when it is back.`;
  await tellReviewers(tables, `dead:${platform}-${spaceId}`, say(text, 'warning'), now);
}

/** Its follows and digests start again. */
export async function openChannel(tables: Tables, channelId: string, now: Date): Promise<void> {
  const channel = await tables.channels.find(channelId);
  if (!channel || channel.deadReason === null) return; // another process was faster
  await tables.channels.setDead(channelId, null);
  const text = `${nameOf(channel)} takes messages again; its follows go on.`;
  await tellReviewers(tables, `awake:${channelId}`, say(text, 'calm'), now, channelId);
}

const nameOf = ({ name, channelId, platform }: Channel): string => `${name ?? channelId} (${platform})`;

async function tellReviewers(
  tables: Tables,
  key: string,
  message: Message,
  now: Date,
  except?: string,
): Promise<void> {
  const reviewers = (await tables.channels.list()).filter(
    (each) => each.settings.review && each.deadReason === null && each.id !== except,
  );
  await tables.deliveries.add(
    reviewers.map(({ id: channelId }) => ({
      key: `${key}:${channelId}:${now.toISOString()}`,
      channelId,
      kind: 'notice',
      storyId: null,
      message,
      createdAt: now,
      notBefore: null,
      parentKey: null,
    })),
  );
}
