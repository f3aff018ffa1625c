import type { Log } from '../src/log.ts';
import { DeliveryError, type Chat } from '../src/ports/chat.ts';
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

/** Edits one living post so that it shows the story as it is now. Safe to run twice: an edit says the whole state. */
export function refreshPost({ store, chats, clock, log }: RefreshDeps) {
  return async ({ deliveryId }: Payload<'refresh-post'>): Promise<void> => {
    const now = clock();
    const post = await store.deliveries.findRefresh(deliveryId);
    const chat = chats.find((each) => each.platform === post?.channel.platform);
    const story = post && (await store.stories.find(post.storyId));
    if (!post || !chat || !story) return; // shown already, posted by another process, or the story is gone

    try {
      await chat.edit(post.channel, post.messageId, await cardOf(store, story, post.channel, now));
      await store.deliveries.markRefreshed(deliveryId, now);
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      log.warn({ deliveryId, permanent: error.permanent, err: error }, 'a living post could not be edited');
      if (error.permanent) await store.deliveries.markGone(deliveryId);
      else
        await store.deliveries.postponeRefresh(
          deliveryId,
          new Date(now.getTime() + (error.retryAfterMs ?? RETRY_MS)),
        );
    }
  };
}
