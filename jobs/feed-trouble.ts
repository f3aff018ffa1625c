import { feedKey } from '../src/deliveries/delivery.ts';
import type { Feed } from '../src/feeds/feed.ts';
import { troubleSince } from '../src/feeds/health.ts';
import { feedCard } from '../src/messages/feed-card.ts';
import type { Tables } from '../src/ports/store.ts';

const LATEST = 3;

/**
 * Tells the review channels of a feed that is in trouble, with one card that is edited as things change; new trouble
 * after a recovery gets a new card. `before` is the feed as it was before the poll.
 */
export async function tellOfTrouble(tables: Tables, before: Feed, now: Date): Promise<void> {
  const feed = await tables.feeds.find(before.id);
  if (!feed) return;
  const since = troubleSince(feed);
  if (since === null && troubleSince(before) === null) return;
  await tables.deliveries.wantFeedRefresh(feed.id, now);
  if (since === null) return;

  const reviewers = (await tables.channels.list()).filter((each) => each.settings.review && !each.deadReason);
  if (reviewers.length === 0) return;
  const message = feedCard(feed, await tables.items.latest(feed.id, LATEST));
  await tables.deliveries.add(
    reviewers.map((channel) => ({
      key: feedKey(channel.id, feed.id, since),
      channelId: channel.id,
      kind: 'feed',
      storyId: null,
      feedId: feed.id,
      message,
      createdAt: now,
      notBefore: null,
      parentKey: null,
    })),
  );
}
