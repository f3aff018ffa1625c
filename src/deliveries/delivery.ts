import type { ChannelRef } from '../commands/command.ts';
import type { Message } from '../messages/message.ts';

/**
 * One message that must reach one channel exactly once.
 *
 * | state     | means                                          | may become                                              |
 * |-----------|------------------------------------------------|---------------------------------------------------------|
 * | pending   | written with its cause, nothing known posted   | sent; pending with a later `retryAt`; failed; cancelled |
 * | sent      | the platform answered with a message id        | nothing                                                 |
 * | failed    | permanent refusal, no try left, or unsure      | pending, by `/storywatch retry`; failed again, by undo  |
 * |           | whether it was sent; `lastError` says which    |                                                         |
 * | cancelled | called off by a person's change while it       | pending, when the change is undone within a day; sent,  |
 * |           | waited: what caused it is wanted no more       | when it was being posted at that moment                 |
 *
 * A delivery is tried by whoever holds its lease; one that runs out lets another process try. Each try counts before it
 * is made, so that the second and every later one is a repeat: Discord is given the same nonce, Slack is asked first.
 * What a retry may do: try a pending delivery again after `retryWaitMs`, up to `MAX_ATTEMPTS`. A permanent refusal, or
 * the last try, ends it; then only a person starts it again, with all tries but the first left. A restored backup that
 * was made while the program ran leaves what waited then as failed: it may have been sent after the backup was made.
 * A report whose living post or thread was deleted gets one new living post and waits for it, instead of failing. A
 * living post that failed or was called off gives its key to the next one.
 * The message of a sent delivery is emptied after the retention; its key stays, so that its cause never posts again.
 */
export type DeliveryState = 'pending' | 'sent' | 'failed' | 'cancelled';

/**
 * `post`: the one living post of a story in a channel, edited as the story moves; `update`: a report, in its thread or
 * in the channel; `phase`: the story rose; `feed`: the card of a feed in trouble, edited as things change; `notice`: something for the people who look after the bot.
 */
export type DeliveryKind = 'feed' | 'post' | 'update' | 'phase' | 'digest' | 'notice';

/** A delivery to be written in the transaction of its cause. */
export interface NewDelivery {
  /** Unique: a second delivery with the same key is not written. */
  readonly key: string;
  /** The stored channel's id. */
  readonly channelId: string;
  readonly kind: DeliveryKind;
  readonly storyId: string | null;
  /** For the card of a feed. */
  readonly feedId?: string | null;
  readonly message: Message;
  readonly createdAt: Date;
  /** Key of the living post in whose thread it belongs; it waits until that was posted. Null: the channel itself. */
  readonly parentKey: string | null;
  /** Posted without a sound, where the platform can. */
  readonly silent?: boolean;
  /** Held until then (quiet hours); null: at once. */
  readonly notBefore: Date | null;
}

interface Parent {
  readonly id: string;
  /** The platform's id; null when it failed. */
  readonly messageId: string | null;
  readonly createdAt: Date;
}

export interface Delivery extends Omit<NewDelivery, 'parentKey'> {
  readonly id: string;
  readonly channel: ChannelRef;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly messageId: string | null;
  readonly sentAt: Date | null;
  /** The living post in whose thread it belongs. */
  readonly parent: Parent | null;
}

export const postKey = (channelId: string, storyId: string): string => `post:${channelId}:${storyId}`;

/** `retitled`: how often the item's title changed in substance; each time is told once. */
export const updateKey = (channelId: string, storyId: string, itemId: string, retitled = 0): string =>
  `update:${channelId}:${storyId}:${itemId}${retitled === 0 ? '' : `:${retitled}`}`;

export const feedKey = (channelId: string, feedId: string, since: Date): string =>
  `feed:${channelId}:${feedId}:${since.toISOString()}`;

/** One for each time that nothing could be reached. */
export const cutOffKey = (channelId: string, lastReadAt: Date | null): string =>
  `cut-off:${channelId}:${lastReadAt?.toISOString() ?? 'never'}`;

export const phaseKey = (channelId: string, storyId: string, since: Date): string =>
  `phase:${channelId}:${storyId}:${since.toISOString()}`;

export const digestKey = (channelId: string, windowEnd: Date): string =>
  `digest:${channelId}:${windowEnd.toISOString()}`;

/** A delivery's id in 25 characters, the longest nonce that Discord takes; 100 of a UUID's bits never meet by chance. */
export const nonceOf = (deliveryId: string): string => deliveryId.replaceAll('-', '').slice(0, 25);

/** After this many refusals that were not permanent a delivery fails: half a day to a day with the waits below. */
export const MAX_ATTEMPTS = 30;

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60 * 60_000;

/**
 * How long to wait before try number `attempts + 1`, in milliseconds: doubling from 2 s to an hour, or what the
 * platform asked for when that is longer. `random` (0..1) spreads retries over half the wait ("equal jitter").
 */
export function retryWaitMs(attempts: number, retryAfterMs: number | undefined, random: number): number {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.max(0, attempts - 1), LONGEST_WAIT_MS);
  return Math.max(wait / 2 + (wait / 2) * random, retryAfterMs ?? 0);
}
