import { and, asc, eq, isNull, lte, or, sql } from 'drizzle-orm';
import type { Delivery } from '../../src/deliveries/delivery.ts';
import { storedMessage } from '../../src/messages/stored.ts';
import type { DeliveryStore } from '../../src/ports/delivery-store.ts';
import type { Db } from './database.ts';
import { channels, deliveries } from './schema.ts';

const count = (state: string) => sql<number>`count(*) filter (where ${deliveries.state} = ${state})::int`;

/** How long one try may take before another process may make the next. */
const LEASE = sql`now() + interval '1 minute'`;

export function createDeliveryStore(db: Db): DeliveryStore {
  return {
    async add(list) {
      if (list.length === 0) return [];
      const rows = await db
        .insert(deliveries)
        .values(list.map((delivery) => ({ ...delivery, state: 'pending' as const })))
        .onConflictDoNothing({ target: deliveries.key })
        .returning({ id: deliveries.id });
      return rows.map((row) => row.id);
    },
    async ready(now, limit) {
      return db
        .select({ id: deliveries.id, platform: channels.platform })
        .from(deliveries)
        .innerJoin(channels, eq(channels.id, deliveries.channelId))
        .where(isReady(now))
        .orderBy(asc(deliveries.seq))
        .limit(limit);
    },
    lease: (id, now) => lease(db, id, now),
    async markSent(id, messageId, at) {
      await db
        .update(deliveries)
        .set({ state: 'sent', messageId, sentAt: at, leaseUntil: null, lastError: null })
        .where(eq(deliveries.id, id));
    },
    async markTried(id, error, retryAt) {
      await db
        .update(deliveries)
        .set({
          lastError: error,
          retryAt,
          leaseUntil: null,
          ...(retryAt === null && { state: 'failed' as const }),
        })
        .where(eq(deliveries.id, id));
    },
    async counts() {
      const [row] = await db
        .select({ pending: count('pending'), sent: count('sent'), failed: count('failed') })
        .from(deliveries);
      return row ?? { pending: 0, sent: 0, failed: 0 };
    },
  };
}

function isReady(now: Date) {
  return and(
    eq(deliveries.state, 'pending'),
    or(isNull(deliveries.notBefore), lte(deliveries.notBefore, now)),
    or(isNull(deliveries.retryAt), lte(deliveries.retryAt, now)),
    or(isNull(deliveries.leaseUntil), sql`${deliveries.leaseUntil} < now()`),
  );
}

async function lease(db: Db, id: string, now: Date): Promise<Delivery | null> {
  const [row] = await db
    .update(deliveries)
    .set({ leaseUntil: LEASE, attempts: sql`${deliveries.attempts} + 1` })
    .where(and(eq(deliveries.id, id), isReady(now)))
    .returning();
  if (!row) return null;
  const [channel] = await db.select().from(channels).where(eq(channels.id, row.channelId));
  if (!channel) return null;
  const { platform, spaceId, channelId, name } = channel;
  return {
    ...row,
    message: storedMessage(row.message),
    channel: { platform, spaceId, channelId, name: name ?? undefined },
  };
}
