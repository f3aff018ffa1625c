import { and, asc, desc, eq, inArray, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import type { DeliveryStore, LivingPost } from '../../src/ports/delivery-store.ts';
import type { Db } from './database.ts';
import { channels, deliveries } from './schema.ts';

type LivingPosts = Pick<
  DeliveryStore,
  | 'wantRefresh'
  | 'wantFeedRefresh'
  | 'refreshesDue'
  | 'findRefresh'
  | 'markRefreshed'
  | 'postponeRefresh'
  | 'markGone'
>;

/** Edits of living posts: a wish in the post's own row, so that many changes make one edit. */
export function livingPosts(db: Db): LivingPosts {
  return {
    async wantRefresh(storyId, at) {
      await db
        .update(deliveries)
        .set({ refreshAt: at })
        .where(and(eq(deliveries.kind, 'post'), eq(deliveries.storyId, storyId)));
    },
    async wantFeedRefresh(feedId, at) {
      const newest = db
        .selectDistinctOn([deliveries.channelId], { id: deliveries.id })
        .from(deliveries)
        .where(and(eq(deliveries.kind, 'feed'), eq(deliveries.feedId, feedId)))
        .orderBy(deliveries.channelId, desc(deliveries.seq));
      await db.update(deliveries).set({ refreshAt: at }).where(inArray(deliveries.id, newest));
    },
    async refreshesDue(platform, now, limit) {
      const rows = await db
        .select({ id: deliveries.id })
        .from(deliveries)
        .innerJoin(channels, eq(channels.id, deliveries.channelId))
        .where(
          and(
            eq(channels.platform, platform),
            lte(deliveries.refreshAt, now),
            eq(deliveries.state, 'sent'),
            isNull(channels.deadReason),
            or(isNull(deliveries.leaseUntil), sql`${deliveries.leaseUntil} < now()`),
          ),
        )
        .orderBy(asc(deliveries.refreshAt))
        .limit(limit);
      return rows.map(({ id }) => id);
    },
    findRefresh: (id) => findRefresh(db, id),
    async markRefreshed(id, wantedAt) {
      await db
        .update(deliveries)
        .set({ refreshAt: null })
        .where(and(eq(deliveries.id, id), eq(deliveries.refreshAt, wantedAt)));
    },
    async postponeRefresh(id, until) {
      await db.update(deliveries).set({ refreshAt: until }).where(eq(deliveries.id, id));
    },
    async markGone(id) {
      await db
        .update(deliveries)
        .set({ key: sql`${deliveries.key} || ':gone:' || ${deliveries.id}`, refreshAt: null })
        .where(eq(deliveries.id, id));
    },
  };
}

async function findRefresh(db: Db, id: string): Promise<LivingPost | null> {
  const [row] = await db
    .select({ delivery: deliveries, channel: channels })
    .from(deliveries)
    .innerJoin(channels, eq(channels.id, deliveries.channelId))
    .where(and(eq(deliveries.id, id), isNotNull(deliveries.refreshAt), eq(deliveries.state, 'sent')));
  if (!row?.delivery.messageId || !row.delivery.refreshAt) return null;
  const { platform, spaceId, channelId, name } = row.channel;
  return {
    id,
    channel: { platform, spaceId, channelId, name: name ?? undefined },
    storyId: row.delivery.storyId,
    feedId: row.delivery.feedId,
    messageId: row.delivery.messageId,
    wantedAt: row.delivery.refreshAt,
  };
}
