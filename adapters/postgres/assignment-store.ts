import { and, desc, eq, gt, inArray, lte, notInArray, or, sql, type SQL } from 'drizzle-orm';
import type { AssignmentStore } from '../../src/ports/assignment-store.ts';
import { IN_STORY, type Update } from '../../src/stories/assignment.ts';
import type { Db } from './database.ts';
import { toItem } from './item-rows.ts';
import { assignments, feeds, items, rejections, stories } from './schema.ts';

const ITEM_TIME = sql`coalesce(${items.published}, ${items.seenAt})`;

export function createAssignmentStore(db: Db): AssignmentStore {
  return {
    async put(assignment) {
      const { itemId, ...rest } = assignment;
      const values = { ...rest, changedAt: rest.assignedAt };
      await db
        .insert(assignments)
        .values({ itemId, ...values })
        .onConflictDoUpdate({ target: assignments.itemId, set: values });
    },
    async remove(itemId) {
      await db.delete(assignments).where(eq(assignments.itemId, itemId));
    },
    async find(itemId) {
      const [row] = await db.select().from(assignments).where(eq(assignments.itemId, itemId));
      return row ?? null;
    },
    ofItems: (itemIds) => ofItems(db, itemIds),
    ofStory: (storyId, { states, limit, offset = 0 }) =>
      updates(
        db,
        and(eq(assignments.storyId, storyId), inArray(assignments.state, [...states])),
        limit,
        offset,
      ),
    async joined(storyIds, from, to) {
      if (storyIds.length === 0) return [];
      const condition = and(
        inArray(assignments.storyId, [...storyIds]),
        inArray(assignments.state, [...IN_STORY]),
        gt(assignments.assignedAt, from),
        lte(assignments.assignedAt, to),
        or(items.announce, gt(items.published, from)),
      );
      return updates(db, condition);
    },
    suggestions: (limit) => updates(db, and(eq(assignments.state, 'suggested'), STORY_IS_THERE), limit),
    async reject(itemId, storyId, at) {
      await db.insert(rejections).values({ itemId, storyId, at }).onConflictDoNothing();
    },
    async rejectedFrom(storyId) {
      const rows = await db
        .select({ item: items })
        .from(rejections)
        .innerJoin(items, eq(items.id, rejections.itemId))
        .where(eq(rejections.storyId, storyId));
      return rows.map(({ item }) => toItem(item));
    },
    async unreject(itemId, storyId) {
      await db.delete(rejections).where(and(eq(rejections.itemId, itemId), eq(rejections.storyId, storyId)));
    },
    moveAll: (fromStoryId, toStoryId, at) => moveAll(db, fromStoryId, toStoryId, at),
    counts: (storyId) => counts(db, storyId),
    quality: (since) => quality(db, since),
  };
}

async function ofItems(db: Db, itemIds: readonly string[]): ReturnType<AssignmentStore['ofItems']> {
  const rows = await db
    .select()
    .from(assignments)
    .where(sql`${assignments.itemId} = any(${sql.param(itemIds)}::uuid[])`);
  return new Map(rows.map((row) => [row.itemId, row]));
}

async function moveAll(db: Db, from: string, to: string, at: Date): Promise<number> {
  const moved = await db
    .update(assignments)
    .set({ storyId: to, changedAt: at })
    .where(eq(assignments.storyId, from))
    .returning({ itemId: assignments.itemId });
  const rejected = db.select({ id: rejections.itemId }).from(rejections).where(eq(rejections.storyId, to));
  const inside = db
    .select({ id: assignments.itemId })
    .from(assignments)
    .where(and(eq(assignments.storyId, to), inArray(assignments.state, [...IN_STORY])));
  await db
    .update(rejections)
    .set({ storyId: to })
    .where(
      and(
        eq(rejections.storyId, from),
        notInArray(rejections.itemId, rejected),
        notInArray(rejections.itemId, inside),
      ),
    );
  return moved.length;
}

/** A story whose creation was undone asks for nothing. */
const STORY_IS_THERE = sql`exists (select 1 from ${stories}
  where ${stories.id} = ${assignments.storyId} and ${stories.removedAt} is null)`;

async function updates(
  db: Db,
  condition: SQL | undefined,
  limit?: number,
  offset = 0,
): Promise<readonly Update[]> {
  const query = db
    .select({ item: items, feedTitle: feeds.title, assignment: assignments })
    .from(assignments)
    .innerJoin(items, eq(items.id, assignments.itemId))
    .innerJoin(feeds, eq(feeds.id, items.feedId))
    .where(condition)
    .orderBy(desc(ITEM_TIME), desc(items.seq))
    .offset(offset)
    .$dynamic();
  const rows = await (limit === undefined ? query : query.limit(limit));
  return rows.map((row) => ({ ...row, item: toItem(row.item) }));
}

async function counts(db: Db, storyId: string): ReturnType<AssignmentStore['counts']> {
  const inStory = sql`${assignments.state} in ('auto', 'confirmed', 'manual')`;
  const [row] = await db
    .select({
      inStory: sql<number>`count(*) filter (where ${inStory})::int`,
      suggested: sql<number>`count(*) filter (where ${assignments.state} = 'suggested')::int`,
      languages: sql<string[]>`coalesce(array_agg(distinct lower(split_part(${items.language}, '-', 1)))
        filter (where ${inStory} and ${items.language} is not null), '{}')`,
    })
    .from(assignments)
    .innerJoin(items, eq(items.id, assignments.itemId))
    .where(eq(assignments.storyId, storyId));
  return row ?? { inStory: 0, suggested: 0, languages: [] };
}

const count = (state: string) => sql<number>`count(*) filter (where ${assignments.state} = ${state})::int`;

async function quality(db: Db, since: Date): ReturnType<AssignmentStore['quality']> {
  return db
    .select({
      storyId: assignments.storyId,
      auto: count('auto'),
      confirmed: count('confirmed'),
      manual: count('manual'),
      rejected: count('rejected'),
      suggested: count('suggested'),
    })
    .from(assignments)
    .where(gt(assignments.changedAt, since))
    .groupBy(assignments.storyId);
}
