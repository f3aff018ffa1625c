import { and, asc, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Delivery, NewDelivery } from '../../src/deliveries/delivery.ts';
import { storedMessage } from '../../src/messages/stored.ts';
import type { DeliveryStore } from '../../src/ports/delivery-store.ts';
import type { Db } from './database.ts';
import { GONE_KEY, livingPosts } from './living-posts.ts';
import { channels, deliveries } from './schema.ts';
import { unsentDeliveries } from './unsent-deliveries.ts';

const count = (state: string) => sql<number>`count(*) filter (where ${deliveries.state} = ${state})::int`;

/** How long one try may take before another process may make the next. */
const LEASE = sql`now() + interval '1 minute'`;

export function createDeliveryStore(db: Db): DeliveryStore {
  return {
    ...livingPosts(db),
    ...unsentDeliveries(db),
    add: (list) => add(db, list),
    async ready(platform, now, limit) {
      const rows = await db
        .select({ id: deliveries.id })
        .from(deliveries)
        .innerJoin(channels, eq(channels.id, deliveries.channelId))
        .where(and(eq(channels.platform, platform), isReady(now)))
        .orderBy(asc(deliveries.seq))
        .limit(limit);
      return rows.map(({ id }) => id);
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
        .where(and(eq(deliveries.id, id), eq(deliveries.state, 'pending')));
    },
    async counts() {
      const [row] = await db
        .select({ pending: count('pending'), sent: count('sent'), failed: count('failed') })
        .from(deliveries);
      return row ?? { pending: 0, sent: 0, failed: 0 };
    },
  };
}

/** Living posts go first, so that what belongs into their threads finds them. */
async function add(db: Db, list: readonly NewDelivery[]): Promise<readonly string[]> {
  const parentless = list.filter((delivery) => delivery.parentKey === null);
  await makeRoom(db, parentless);
  const parents = await insert(db, parentless, new Map());
  const children = list.filter((delivery) => delivery.parentKey !== null);
  if (children.length === 0) return parents;
  const keys = [...new Set(children.flatMap((delivery) => delivery.parentKey ?? []))];
  const known = await db
    .select({ id: deliveries.id, key: deliveries.key })
    .from(deliveries)
    .where(inArray(deliveries.key, keys));
  return [...parents, ...(await insert(db, children, new Map(known.map((row) => [row.key, row.id]))))];
}

/** A living post that never came to be gives its key to the next one. */
async function makeRoom(db: Db, list: readonly NewDelivery[]): Promise<void> {
  const keys = list.filter(({ kind }) => kind === 'post').map(({ key }) => key);
  if (keys.length === 0) return;
  await db
    .update(deliveries)
    .set({ key: GONE_KEY })
    .where(and(inArray(deliveries.key, keys), inArray(deliveries.state, ['failed', 'cancelled'])));
}

async function insert(
  db: Db,
  list: readonly NewDelivery[],
  parents: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  if (list.length === 0) return [];
  const rows = await db
    .insert(deliveries)
    .values(
      list.map(({ parentKey, ...delivery }) => ({
        ...delivery,
        parentId: parents.get(parentKey ?? '') ?? null,
        state: 'pending' as const,
      })),
    )
    .onConflictDoNothing({ target: deliveries.key })
    .returning({ id: deliveries.id });
  return rows.map((row) => row.id);
}

function isReady(now: Date) {
  const parent = alias(deliveries, 'parent');
  return and(
    eq(deliveries.state, 'pending'),
    or(isNull(deliveries.notBefore), lte(deliveries.notBefore, now)),
    or(isNull(deliveries.retryAt), lte(deliveries.retryAt, now)),
    or(isNull(deliveries.leaseUntil), sql`${deliveries.leaseUntil} < now()`),
    sql`not exists (select 1 from deliveries parent where ${parent.id} = ${deliveries.parentId} and ${parent.state} = 'pending')`,
  );
}

async function lease(db: Db, id: string, now: Date): Promise<Delivery | null> {
  const [row] = await db
    .update(deliveries)
    .set({ leaseUntil: LEASE, attempts: sql`${deliveries.attempts} + 1` })
    .where(and(eq(deliveries.id, id), isReady(now)))
    .returning();
  if (!row) return null;
  const parent = alias(deliveries, 'parent');
  const [place] = await db
    .select({
      channel: channels,
      parent: { id: parent.id, messageId: parent.messageId, createdAt: parent.createdAt },
    })
    .from(channels)
    .leftJoin(parent, row.parentId === null ? sql`false` : eq(parent.id, row.parentId))
    .where(eq(channels.id, row.channelId));
  if (!place) return null;
  const { platform, spaceId, channelId, name } = place.channel;
  return {
    ...row,
    message: storedMessage(row.message),
    channel: { platform, spaceId, channelId, name: name ?? undefined },
    parent: place.parent,
  };
}
