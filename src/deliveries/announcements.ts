import type { Channel } from '../digests/channel.ts';
import { updateMessage } from '../messages/update.ts';
import type { Fold } from '../stories/fold.ts';
import type { Story } from '../stories/story.ts';
import { heldUntil, wants } from './audience.ts';
import { updateKey, type NewDelivery } from './delivery.ts';

/** Older reports that only now turned up are told by digest and card, not by an alert. */
const OLDEST_ANNOUNCED_MS = 3 * 24 * 3_600_000;

export interface Moved {
  readonly story: Story;
  /** What is new and no copy of what was there. */
  readonly news: readonly Fold[];
  /** The phase rose with these reports. */
  readonly rose: boolean;
  readonly followers: readonly Channel[];
  readonly now: Date;
}

/** The messages that a story's followers are to get: one a channel, with all that is new to it. */
export function announcements({ story, news, rose, followers, now }: Moved): readonly NewDelivery[] {
  const recent = news.filter(
    ({ first: { item } }) =>
      !item.published || now.getTime() - item.published.getTime() < OLDEST_ANNOUNCED_MS,
  );
  return followers.flatMap((channel) => {
    const wanted = recent.filter((fold) => wants(channel, fold.first));
    const [newest] = wanted;
    if (!newest) return [];
    return [
      {
        key: updateKey(channel.id, story.id, newest.first.item.id),
        channelId: channel.id,
        kind: 'update',
        storyId: story.id,
        message: updateMessage(story, wanted, rose),
        createdAt: now,
        notBefore: heldUntil(channel, story.phase, now),
      },
    ];
  });
}
