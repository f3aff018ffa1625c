import { replaceLivingPost } from '../src/deliveries/living-post.ts';
import { feedCard } from '../src/messages/feed-card.ts';
import type { Message } from '../src/messages/message.ts';
import type { Log } from '../src/log.ts';
import { DeliveryError, type Chat } from '../src/ports/chat.ts';
import type { LivingPost } from '../src/ports/delivery-store.ts';
import type { Store } from '../src/ports/store.ts';
import { cardOf } from '../src/stories/card.ts';
import type { Payload } from './jobs.ts';

export interface RefreshDeps {
  readonly store: Store;
  readonly chats: readonly Chat[];
  readonly clock: () => Date;
  readonly log: Log;
}

/** A refused edit is tried again after this long, or what the platform asks for. */
const RETRY_MS = 30_000;
/** Items that a feed's card names. */
const LATEST = 3;

/** Edits one living post so that it shows the story as it is now. Safe to run twice: an edit says the whole state. */
export function refreshPost({ store, chats, clock, log }: RefreshDeps) {
  return async ({ deliveryId }: Payload<'refresh-post'>): Promise<void> => {
    const now = clock();
    const post = await store.deliveries.findRefresh(deliveryId);
    const chat = chats.find((each) => each.platform === post?.channel.platform);
    if (!post || !chat) return; // shown already, or posted by another process
    const message = await shownNow(store, post, now);
    if (!message) return; // what it shows is gone

    try {
      await chat.edit(post.channel, post.messageId, message);
      await store.deliveries.markRefreshed(deliveryId, post.wantedAt, now);
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      log.warn({ deliveryId, permanent: error.permanent, err: error }, 'a living post could not be edited');
      if (error.permanent) await noteGone(store, post, now);
      else
        await store.deliveries.postponeRefresh(
          deliveryId,
          new Date(now.getTime() + (error.retryAfterMs ?? RETRY_MS)),
        );
    }
  };
}

/** A report that the post would have shown makes a new one at once; otherwise the next report does. */
function noteGone(store: Store, post: LivingPost, now: Date): Promise<void> {
  const { id, channelId, storyId, moved } = post;
  return store.transact(async (tables) => {
    if (moved && storyId !== null) await replaceLivingPost(tables, { id, channelId, storyId }, now);
    else await tables.deliveries.markGone(id);
  });
}

async function shownNow(store: Store, post: LivingPost, now: Date): Promise<Message | null> {
  if (post.feedId !== null) {
    const feed = await store.feeds.find(post.feedId);
    return feed && feedCard(feed, await store.items.latest(feed.id, LATEST));
  }
  const story = post.storyId === null ? null : await store.stories.find(post.storyId);
  return story && cardOf(store, story, post.channel, now);
}
