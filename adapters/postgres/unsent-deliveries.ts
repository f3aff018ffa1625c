import { and, desc, eq, inArray, not, sql, type SQL } from 'drizzle-orm';
import { storedMessage } from '../../src/messages/stored.ts';
import type { DeliveryStore } from '../../src/ports/delivery-store.ts';
import type { Db } from './database.ts';
import { IS_GONE } from './living-posts.ts';
import { channels, deliveries } from './schema.ts';

/** What waits or failed, for the people who look after the bot. */
export function unsentDeliveries(db: Db): Pick<DeliveryStore, 'unsent' | 'byRef' | 'retry'> {
  return {
    async unsent(limit) {
      const rows = await withChannel(db, inArray(deliveries.state, ['pending', 'failed']), limit);
      return rows.map(({ delivery, channel }) => ({
        ...delivery,
        channel: placeOf(channel),
        deadReason: channel.deadReason,
      }));
    },
    async byRef(ref) {
      if (!/^[\da-f-]{4,36}$/u.test(ref)) return [];
      const rows = await withChannel(db, sql`${deliveries.id}::text like ${`${ref}%`}`, 2);
      return rows.map(({ delivery, channel }) => ({
        ...delivery,
        message: storedMessage(delivery.message),
        channel: placeOf(channel),
        parent: null,
      }));
    },
    async retry(id) {
      const { rowCount } = await db
        .update(deliveries)
        // One try counts: the message may be there already, and chats look for it on a repeat.
        .set({ state: 'pending', attempts: 1, retryAt: null, leaseUntil: null })
        .where(and(eq(deliveries.id, id), eq(deliveries.state, 'failed'), not(IS_GONE)));
      return rowCount === 1;
    },
  };
}

const withChannel = (db: Db, condition: SQL | undefined, limit: number) =>
  db
    .select({ delivery: deliveries, channel: channels })
    .from(deliveries)
    .innerJoin(channels, eq(channels.id, deliveries.channelId))
    .where(condition)
    .orderBy(desc(deliveries.seq))
    .limit(limit);

const placeOf = ({ platform, spaceId, channelId, name }: typeof channels.$inferSelect) => ({
  platform,
  spaceId,
  channelId,
  name: name ?? undefined,
});
