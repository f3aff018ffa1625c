import { closeChannel } from '../src/deliveries/dead-channel.ts';
import { MAX_ATTEMPTS, nonceOf, postKey, retryWaitMs, type Delivery } from '../src/deliveries/delivery.ts';
import { replaceLivingPost } from '../src/deliveries/living-post.ts';
import type { Log } from '../src/log.ts';
import { DeliveryError, type Chat } from '../src/ports/chat.ts';
import type { Store } from '../src/ports/store.ts';
import type { Payload } from './jobs.ts';

export interface DeliverDeps {
  readonly store: Store;
  readonly chats: readonly Chat[];
  readonly clock: () => Date;
  readonly log: Log;
  /** Called after a living post was sent: reports may have waited for it. */
  readonly onPosted?: () => void;
}

/** Posts one delivery. Safe to run twice: the lease lets one run at a time, and a sent delivery is not leased. */
export function deliver({ store, chats, clock, log, onPosted }: DeliverDeps) {
  return async ({ deliveryId }: Payload<'deliver'>): Promise<void> => {
    const delivery = await store.deliveries.lease(deliveryId, clock());
    if (!delivery) return; // sent, cancelled, held until later, or another process has it
    const chat = chats.find((each) => each.platform === delivery.channel.platform);
    if (!chat) return; // no longer set up here: the lease runs out and the delivery waits

    if (delivery.attempts > MAX_ATTEMPTS) {
      await store.deliveries.markTried(delivery.id, 'Every try ended in a fault; the log says more.', null);
      return;
    }

    const threadOf = delivery.parent?.messageId;
    try {
      const messageId = await chat.post(delivery.channel, delivery.message, {
        nonce: nonceOf(delivery.id),
        repeat: delivery.attempts > 1,
        silent: delivery.silent ?? false,
        ...(threadOf != null && { threadOf }),
      });
      // A crash right here posts again with the same nonce: Discord and the terminal answer with the first message.
      await store.deliveries.markSent(delivery.id, messageId, clock());
      if (delivery.kind === 'post') onPosted?.();
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      await noteRefusal(store, delivery, error, clock());
      log.warn(
        { deliveryId, attempts: delivery.attempts, permanent: error.permanent, err: error },
        'delivery refused',
      );
    }
  };
}

async function noteRefusal(store: Store, delivery: Delivery, error: DeliveryError, now: Date): Promise<void> {
  if (error.permanent && error.about === 'thread' && (await moveToNewPost(store, delivery, error, now)))
    return;
  const giveUp = error.permanent || delivery.attempts >= MAX_ATTEMPTS;
  const waitMs = retryWaitMs(delivery.attempts, error.retryAfterMs, Math.random());
  await store.transact(async (tables) => {
    await tables.deliveries.markTried(
      delivery.id,
      error.message,
      giveUp ? null : new Date(now.getTime() + waitMs),
    );
    if (error.permanent && error.about === 'channel')
      await closeChannel(tables, delivery.channelId, error.message, now);
  });
}

/**
 * The living post was deleted, or its thread: the story gets a new one, and the report waits for that. Once: false when
 * the post is such a new one already.
 */
async function moveToNewPost(
  store: Store,
  { id, channelId, storyId, parent, createdAt }: Delivery,
  error: DeliveryError,
  now: Date,
): Promise<boolean> {
  if (!parent || storyId === null || parent.createdAt > createdAt) return false;
  await store.transact(async (tables) => {
    await replaceLivingPost(tables, { id: parent.id, channelId, storyId }, now);
    await tables.deliveries.hangFrom(id, postKey(channelId, storyId));
    await tables.deliveries.markTried(id, error.message, now);
  });
  return true;
}
