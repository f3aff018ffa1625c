import type { Channel } from '../digests/channel.ts';
import type { Message } from '../messages/message.ts';
import { phaseMessage, updateMessage } from '../messages/update.ts';
import type { Fold } from '../stories/fold.ts';
import type { Story } from '../stories/story.ts';
import { arrivalAt, wants } from './audience.ts';
import { phaseKey, postKey, updateKey, type NewDelivery } from './delivery.ts';

/** Older reports that only now turned up are told by digest and card, not by an alert. */
const OLDEST_ANNOUNCED_MS = 3 * 24 * 3_600_000;

export interface Moved {
  readonly story: Story;
  /** What is new and no copy of what was there. */
  readonly news: readonly Fold[];
  /** The phase rose with these reports. */
  readonly rose: boolean;
  readonly now: Date;
}

/** The reports that a channel is to hear of at once. */
export function newsFor(channel: Channel, { news, now }: Moved): readonly Fold[] {
  return news.filter(
    ({ first }) =>
      (!first.item.published || now.getTime() - first.item.published.getTime() < OLDEST_ANNOUNCED_MS) &&
      wants(channel, first),
  );
}

/**
 * The messages that a channel gets when a story it follows moved. `card` is the story as the channel sees it, for its
 * living post; the post itself is written once, and edited by whoever sees that the story moved.
 */
export function announcements(
  moved: Moved,
  channel: Channel,
  news: readonly Fold[],
  card: Message,
): readonly NewDelivery[] {
  const [newest] = news;
  if (!newest) return [];
  const { story, rose, now } = moved;
  const common = {
    channelId: channel.id,
    storyId: story.id,
    createdAt: now,
    ...arrivalAt(channel, story.phase, now),
    parentKey: null,
  };
  const update: NewDelivery = {
    ...common,
    key: updateKey(channel.id, story.id, newest.first.item.id, newest.first.item.retitled),
    kind: 'update',
    message: updateMessage(story, news, rose),
  };
  const { updates } = channel.settings;
  if (updates === 'channel') return [update];

  const post: NewDelivery = { ...common, key: postKey(channel.id, story.id), kind: 'post', message: card };
  const risen: NewDelivery = {
    ...common,
    key: phaseKey(channel.id, story.id, story.phaseSince),
    kind: 'phase',
    message: phaseMessage(story, newest),
  };
  return [
    post,
    ...(updates === 'thread' ? [{ ...update, parentKey: post.key }] : []),
    ...(rose ? [risen] : []),
  ];
}
