import { and, asc, desc, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import type { StoryStore } from '../../src/ports/story-store.ts';
import type { Phase } from '../../src/stories/phase.ts';
import type { Story, StoryDefinition } from '../../src/stories/story.ts';
import type { Db } from './database.ts';
import { phaseChanges, stories, topics } from './schema.ts';
import { fromStoredSeed, toStoredSeed } from './seed-documents.ts';

/** Not merged away and not taken back; the same words as the unique index on slugs. */
const IS_THERE = sql`merged_into is null and removed_at is null`;

const NEXT_REVISION = sql<number>`nextval('story_revision')`;

export function createStoryStore(db: Db): StoryStore {
  return {
    topics: () => db.select().from(topics).orderBy(asc(topics.slug)),
    async addTopic(topic) {
      await db.insert(topics).values(topic).onConflictDoNothing();
    },
    create: (definition, phase, now) => create(db, definition, phase, now),
    async known(slugs) {
      const rows = await db
        .select({ slug: stories.slug })
        .from(stories)
        .where(inArray(stories.slug, [...slugs]));
      return new Set(rows.map((row) => row.slug));
    },
    async update(id, changes) {
      await db.update(stories).set(toColumns(changes)).where(eq(stories.id, id));
    },
    find: (id) => one(db, eq(stories.id, id)),
    bySlug: (slug) => one(db, and(eq(stories.slug, slug), IS_THERE)),
    async list(topic) {
      const rows = await db
        .select()
        .from(stories)
        .where(and(IS_THERE, topic === undefined ? undefined : eq(stories.topic, topic)))
        .orderBy(sql`${stories.lastItemAt} desc nulls last`, desc(stories.startedAt), asc(stories.slug));
      return rows.map(toStory);
    },
    async changedSince(revision) {
      const rows = await db
        .select()
        .from(stories)
        .where(gt(stories.revision, revision))
        .orderBy(asc(stories.revision));
      return rows.map((row) => ({
        ...toStory(row),
        revision: row.revision,
        gone: row.mergedInto !== null || row.removedAt !== null,
      }));
    },
    async touch(id) {
      const [row] = await db
        .update(stories)
        .set({ revision: NEXT_REVISION })
        .where(eq(stories.id, id))
        .returning({ revision: stories.revision });
      return row?.revision ?? 0;
    },
    setPhase: (id, phase, at) => setPhase(db, id, phase, at),
    async noteItem(id, at) {
      await db
        .update(stories)
        .set({ lastItemAt: sql`greatest(${stories.lastItemAt}, ${at.toISOString()}::timestamptz)` })
        .where(eq(stories.id, id));
    },
    close: (id, at) => end(db, id, 'closed', at, { closedAt: at }),
    reopen: (id, at) => end(db, id, 'developing', at, { closedAt: null }),
    markMerged: (id, into, at) => end(db, id, 'closed', at, { closedAt: at, mergedInto: into }),
    phaseChanges: (storyIds, from, to) => changesBetween(db, storyIds, from, to),
  };
}

async function one(db: Db, condition: ReturnType<typeof and>): Promise<Story | null> {
  const [row] = await db.select().from(stories).where(condition);
  return row ? toStory(row) : null;
}

async function create(db: Db, definition: StoryDefinition, phase: Phase, now: Date): Promise<Story | null> {
  const { seeds, ...rest } = definition;
  const [row] = await db
    .insert(stories)
    .values({
      ...rest,
      seeds: seeds.map(toStoredSeed),
      createdAt: now,
      phase,
      phaseSince: now,
      revision: NEXT_REVISION,
    })
    .onConflictDoNothing({ target: stories.slug, where: IS_THERE })
    .returning();
  return row ? toStory(row) : null;
}

function toColumns({ seeds, ...rest }: Partial<StoryDefinition>) {
  return { ...rest, ...(seeds && { seeds: seeds.map(toStoredSeed) }), revision: NEXT_REVISION };
}

async function setPhase(db: Db, id: string, phase: Phase, at: Date): Promise<void> {
  const [before] = await db
    .select({ phase: stories.phase })
    .from(stories)
    .where(eq(stories.id, id))
    .for('update');
  if (!before || before.phase === phase) return;
  await db.update(stories).set({ phase, phaseSince: at }).where(eq(stories.id, id));
  await db.insert(phaseChanges).values({ storyId: id, from: before.phase, to: phase, at });
}

async function end(
  db: Db,
  id: string,
  phase: Phase,
  at: Date,
  columns: { closedAt: Date | null; mergedInto?: string },
): Promise<void> {
  await setPhase(db, id, phase, at);
  await db
    .update(stories)
    .set({ ...columns, revision: NEXT_REVISION })
    .where(eq(stories.id, id));
}

async function changesBetween(db: Db, storyIds: readonly string[], from: Date, to: Date) {
  if (storyIds.length === 0) return [];
  return db
    .select({
      storyId: phaseChanges.storyId,
      from: phaseChanges.from,
      to: phaseChanges.to,
      at: phaseChanges.at,
    })
    .from(phaseChanges)
    .where(
      and(inArray(phaseChanges.storyId, [...storyIds]), gt(phaseChanges.at, from), lte(phaseChanges.at, to)),
    )
    .orderBy(asc(phaseChanges.at));
}

function toStory(row: typeof stories.$inferSelect): Story {
  const {
    id,
    slug,
    topic,
    title,
    aliases,
    entities,
    startedAt,
    createdAt,
    phase,
    phaseSince,
    lastItemAt,
    closedAt,
  } = row;
  const seeds = row.seeds.map(fromStoredSeed);
  return {
    id,
    slug,
    topic,
    title,
    aliases,
    entities,
    startedAt,
    createdAt,
    seeds,
    phase,
    phaseSince,
    lastItemAt,
    closedAt,
  };
}
