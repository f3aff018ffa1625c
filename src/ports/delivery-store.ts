import type { ChannelRef } from '../commands/command.ts';
import type { Delivery, NewDelivery } from '../deliveries/delivery.ts';
import type { Chat } from './chat.ts';

export interface LivingPost {
  readonly id: string;
  readonly channel: ChannelRef;
  readonly channelId: string;
  /** What it shows: a story, or a feed in trouble. */
  readonly storyId: string | null;
  readonly feedId: string | null;
  readonly messageId: string;
  /** The last time an edit was wished for. */
  readonly wantedAt: Date;
  /** Reports joined its story after what it shows was read. */
  readonly moved: boolean;
}

export interface UnsentDelivery extends Omit<Delivery, 'message' | 'parent'> {
  /** When it is tried next, where that is not at once. */
  readonly retryAt: Date | null;
  /** Why nothing is posted to its channel any more; null while it works. */
  readonly deadReason: string | null;
}

export interface DeliveryStore {
  /** Writes deliveries whose keys are new; a parent must be written before or with them. Returns the ids written. */
  add(deliveries: readonly NewDelivery[]): Promise<readonly string[]>;
  /** Ids of a platform's pending deliveries that may be tried at `now` and that nobody holds, oldest first. */
  ready(platform: Chat['platform'], now: Date, limit: number): Promise<readonly string[]>;
  /** Takes a pending delivery for one try, for a minute of real time; null when it is not ready or taken. */
  lease(id: string, now: Date): Promise<Delivery | null>;
  markSent(id: string, messageId: string, at: Date): Promise<void>;
  /** Notes a failed try. With `retryAt` it stays pending; without, it has failed for good. */
  markTried(id: string, error: string, retryAt: Date | null): Promise<void>;
  /** Wants the story's living posts edited, in every channel that has one. */
  wantRefresh(storyId: string, at: Date): Promise<void>;
  /** The same for the newest card of a feed in each channel. */
  wantFeedRefresh(feedId: string, at: Date): Promise<void>;
  /** Ids of a platform's living posts that are to be edited at `now`. */
  refreshesDue(platform: Chat['platform'], now: Date, limit: number): Promise<readonly string[]>;
  /** A living post that is to be edited; null when that is done already. */
  findRefresh(id: string): Promise<LivingPost | null>;
  /** Notes that the wish of `wantedAt` was met, with what was read at `shownAt`; another that came since stays. */
  markRefreshed(id: string, wantedAt: Date, shownAt: Date): Promise<void>;
  /** Tries the edit again later. */
  postponeRefresh(id: string, until: Date): Promise<void>;
  /** The post was deleted by people: another may take its place. */
  markGone(id: string): Promise<void>;
  /** Puts a delivery into the thread of the living post of that key; without one, into the channel. */
  hangFrom(id: string, parentKey: string): Promise<void>;
  /** Deliveries that wait or failed, newest first. */
  unsent(limit: number): Promise<readonly UnsentDelivery[]>;
  /** Deliveries whose id begins with the given hexadecimal digits, at most two: enough to see that they are ambiguous. `parent` is not looked up. */
  byRef(ref: string): Promise<readonly Delivery[]>;
  /** Lets a failed delivery be tried anew, from now on; false when it has not failed. */
  retry(id: string): Promise<boolean>;
  counts(): Promise<{ readonly pending: number; readonly sent: number; readonly failed: number }>;
}
