import type { Channel } from '../digests/channel.ts';
import type { Tables } from '../ports/store.ts';
import { cardOf } from '../stories/card.ts';
import { postKey } from './delivery.ts';

/** Writes a story's living post for a channel that shows one, unless it has one that stands. */
export async function writeLivingPost(
  tables: Tables,
  channel: Channel,
  storyId: string,
  now: Date,
): Promise<void> {
  const story = await tables.stories.find(storyId);
  if (!story || channel.settings.updates === 'channel') return;
  await tables.deliveries.add([
    {
      key: postKey(channel.id, storyId),
      channelId: channel.id,
      kind: 'post',
      storyId,
      message: await cardOf(tables, story, channel, now),
      createdAt: now,
      notBefore: null,
      parentKey: null,
    },
  ]);
}

/** The same for a post that people deleted, where its channel follows the story still. */
export async function replaceLivingPost(
  tables: Tables,
  gone: { readonly id: string; readonly channelId: string; readonly storyId: string },
  now: Date,
): Promise<void> {
  await tables.deliveries.markGone(gone.id);
  const story = await tables.stories.find(gone.storyId);
  if (!story || story.closedAt) return;
  const followers = await tables.channels.followersOf(story.id, story.topic);
  const channel = followers.find(({ id }) => id === gone.channelId);
  if (channel) await writeLivingPost(tables, channel, story.id, now);
}
