import { cutOffKey, feedKey, type NewDelivery } from '../src/deliveries/delivery.ts';
import { isCutOff, UNREACHABLE } from '../src/feeds/cut-off.ts';
import type { Feed, PollResult } from '../src/feeds/feed.ts';
import { troubleSince } from '../src/feeds/health.ts';
import { cutOffText } from '../src/messages/feeds.ts';
import { feedCard } from '../src/messages/feed-card.ts';
import { say } from '../src/messages/message.ts';
import type { Tables } from '../src/ports/store.ts';

const LATEST = 3;

type Notice = Pick<NewDelivery, 'kind' | 'message' | 'feedId'> & {
  readonly keyIn: (channelId: string) => string;
};

/** Whether a poll with this result can be one that `tellOfTrouble` has something to do for. */
export const mayBeTrouble = (before: Feed, { outcome, silentSince }: PollResult): boolean =>
  outcome === 'failed' || silentSince !== null || troubleSince(before) !== null;

/**
 * Tells the review channels of a feed that is in trouble, with one card that is edited as things change; new trouble
 * after a recovery gets a new card. When no feed can be reached it is the machine that is in trouble, which is told
 * once instead. The feed comes as it was before the poll and as it is now.
 */
export async function tellOfTrouble(tables: Tables, before: Feed, feed: Feed, now: Date): Promise<void> {
  const since = troubleSince(feed);
  if (since === null && troubleSince(before) === null) return;
  await tables.deliveries.wantFeedRefresh(feed.id, now);
  if (since === null) return;

  const reviewers = (await tables.channels.list()).filter((each) => each.settings.review && !each.deadReason);
  if (reviewers.length === 0) return;
  const { keyIn, ...notice } = (await cutOffNotice(tables, feed)) ?? (await cardNotice(tables, feed, since));
  await tables.deliveries.add(
    reviewers.map((channel) => ({
      ...notice,
      key: keyIn(channel.id),
      channelId: channel.id,
      storyId: null,
      createdAt: now,
      notBefore: null,
      parentKey: null,
    })),
  );
}

async function cardNotice(tables: Tables, feed: Feed, since: Date): Promise<Notice> {
  return {
    keyIn: (channelId) => feedKey(channelId, feed.id, since),
    kind: 'feed',
    feedId: feed.id,
    message: feedCard(feed, await tables.items.latest(feed.id, LATEST)),
  };
}

/** Null while other feeds can be reached. A feed that stays away when they are back gets its card at its next try. */
async function cutOffNotice(tables: Tables, { failure }: Feed): Promise<Notice | null> {
  if (!failure || !UNREACHABLE.includes(failure.cause)) return null;
  const reach = await tables.feeds.counts();
  if (!isCutOff(reach)) return null;
  return {
    keyIn: (channelId) => cutOffKey(channelId, reach.lastReadAt),
    kind: 'notice',
    message: say(cutOffText(reach), 'warning'),
  };
}
