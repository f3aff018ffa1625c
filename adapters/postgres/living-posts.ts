import { and, asc, desc, eq, inArray, isNotNull, isNull, lte, not, or, sql } from 'drizzle-orm';
import type { DeliveryStore, LivingPost } from '../../src/ports/delivery-store.ts';
import type { ChannelRef } from '../../src/commands/command.ts';
import { IN_STORY } from '../../src/stories/assignment.ts';
import type { Db } from './database.ts';
import { assignments, channels, deliveries, items } from './schema.ts';

type LivingPosts = Pick<
  DeliveryStore,
  | 'wantRefresh'
  | 'wantFeedRefresh'
  | 'refreshesDue'
  | 'findRefresh'
  | 'markRefreshed'
  | 'postponeRefresh'
  | 'markGone'
  | 'hangFrom'
>;

/** Another living post took the place of this one, or will. */
export const IS_GONE = sql`${deliveries.key} like '%:gone:%'`;

/** Lets another delivery have the key. */
export const GONE_KEY = sql`${deliveries.key} || ':gone:' || ${deliveries.id}`;

/** Edits of living posts: a wish in the post's own row, so that many changes make one edit. */
export function livingPosts(db: Db): LivingPosts {
  return {
    async wantRefresh(storyId, at) {
      await db
        .update(deliveries)
        .set({ refreshAt: at })
        .where(and(eq(deliveries.kind, 'post'), eq(deliveries.storyId, storyId), not(IS_GONE)));
    },
    async wantFeedRefresh(feedId, at) {
      const newest = db
        .selectDistinctOn([deliveries.channelId], { id: deliveries.id })
        .from(deliveries)
        .where(and(eq(deliveries.kind, 'feed'), eq(deliveries.feedId, feedId)))
        .orderBy(deliveries.channelId, desc(deliveries.seq));
      await db.update(deliveries).set({ refreshAt: at }).where(inArray(deliveries.id, newest));
    },
    refreshesDue: (platform, now, limit) => refreshesDue(db, platform, now, limit),
    findRefresh: (id) => findRefresh(db, id),
    async markRefreshed(id, wantedAt, shownAt) {
      await db
        .update(deliveries)
        .set({
          shownAt,
          refreshAt: sql`nullif(${deliveries.refreshAt}, ${wantedAt.toISOString()}::timestamptz)`,
        })
        .where(eq(deliveries.id, id));
    },
    async postponeRefresh(id, until) {
      await db.update(deliveries).set({ refreshAt: until }).where(eq(deliveries.id, id));
    },
    async markGone(id) {
      await db
        .update(deliveries)
        .set({ key: sql`case when ${IS_GONE} then ${deliveries.key} else ${GONE_KEY} end`, refreshAt: null })
        .where(eq(deliveries.id, id));
    },
    async hangFrom(id, parentKey) {
      await db
        .update(deliveries)
        .set({ parentId: sql`(select parent.id from deliveries parent where parent.key = ${parentKey})` })
        .where(eq(deliveries.id, id));
    },
  };
}

async function refreshesDue(
  db: Db,
  platform: ChannelRef['platform'],
  now: Date,
  limit: number,
): Promise<readonly string[]> {
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
}

const MOVED = sql<boolean>`exists (
  select from ${assignments} join ${items} on ${items.id} = ${assignments.itemId}
  where ${assignments.storyId} = ${deliveries.storyId} and ${items.announce}
    and ${inArray(assignments.state, [...IN_STORY])}
    and ${assignments.assignedAt} > coalesce(${deliveries.shownAt}, ${deliveries.createdAt})
)`;

async function findRefresh(db: Db, id: string): Promise<LivingPost | null> {
  const [row] = await db
    .select({ delivery: deliveries, channel: channels, moved: MOVED })
    .from(deliveries)
    .innerJoin(channels, eq(channels.id, deliveries.channelId))
    .where(and(eq(deliveries.id, id), isNotNull(deliveries.refreshAt), eq(deliveries.state, 'sent')));
  if (!row?.delivery.messageId || !row.delivery.refreshAt) return null;
  const { platform, spaceId, channelId, name } = row.channel;
  return {
    id,
    channelId: row.channel.id,
    moved: row.moved,
    channel: { platform, spaceId, channelId, name: name ?? undefined },
    storyId: row.delivery.storyId,
    feedId: row.delivery.feedId,
    messageId: row.delivery.messageId,
    wantedAt: row.delivery.refreshAt,
  };
}
