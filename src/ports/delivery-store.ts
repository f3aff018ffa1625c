import type { Delivery, NewDelivery } from '../deliveries/delivery.ts';

export interface DeliveryStore {
  /** Writes deliveries whose keys are new. Returns the ids written. */
  add(deliveries: readonly NewDelivery[]): Promise<readonly string[]>;
  /** Pending deliveries that may be tried at `now` and that nobody holds, oldest first. */
  ready(now: Date, limit: number): Promise<readonly { readonly id: string; readonly platform: string }[]>;
  /** Takes a pending delivery for one try, for a minute of real time; null when it is not ready or taken. */
  lease(id: string, now: Date): Promise<Delivery | null>;
  markSent(id: string, messageId: string, at: Date): Promise<void>;
  /** Notes a failed try. With `retryAt` it stays pending; without, it has failed for good. */
  markTried(id: string, error: string, retryAt: Date | null): Promise<void>;
  counts(): Promise<{ readonly pending: number; readonly sent: number; readonly failed: number }>;
}
