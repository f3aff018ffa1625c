import { and, asc, desc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { eachOnce, type FeedEntry, type Item } from '../../src/feeds/item.ts';
import { titleChanged } from '../../src/feeds/title-change.ts';
import type { ItemStore, StoredEntries } from '../../src/ports/item-store.ts';
import type { Db, Queryable } from './database.ts';
import {
  contentHash,
  insertItems,
  knownItems,
  latestTimes,
  toItem,
  toRow,
  unclassifiedItems,
  type KnownItem,
} from './item-rows.ts';
import { assignments, items } from './schema.ts';

interface Handles {
  readonly db: Db;
  readonly client: Queryable;
}

export function createItemStore(db: Db, client: Queryable): ItemStore {
  return {
    save: (feedId, entries, options) => saveEntries({ db, client }, feedId, entries, options),
    compare: (feedId, entries) => compare(client, feedId, entries),
    countRenamed: (feedId, fresh) => countRenamed(db, feedId, fresh),
    unclassified: (limit) => unclassifiedItems(client, limit),
    since: (from, limit) => itemsSince(db, from, limit),
    unassigned: (from, limit) => unassigned(db, from, limit),
    async markProposed(ids, now) {
      if (ids.length > 0)
        await db
          .update(items)
          .set({ proposedAt: now })
          .where(inArray(items.id, [...ids]));
    },
    async markClassified(ids, now) {
      if (ids.length > 0)
        await db
          .update(items)
          .set({ classifiedAt: now })
          .where(inArray(items.id, [...ids]));
    },
    async recent(limit) {
      const rows = await db
        .select()
        .from(items)
        .where(and(isNotNull(items.classifiedAt), isNull(items.reducedAt)))
        .orderBy(desc(items.seq))
        .limit(limit);
      return rows.toReversed().map(toItem);
    },
    async find(id) {
      const [row] = await db.select().from(items).where(eq(items.id, id));
      return row ? toItem(row) : null;
    },
    byRef: (ref) => byRef(db, ref),
    async byLink(link) {
      const [row] = await db
        .select()
        .from(items)
        .where(eq(items.link, link))
        .orderBy(asc(items.seq))
        .limit(1);
      return row ? toItem(row) : null;
    },
    latestTimes: (feedId, limit) => latestTimes(client, feedId, limit),
    latest: (feedId, limit) => latest(db, feedId, limit),
    counts: (since) => counts(db, since),
  };
}

const ITEM_TIME = sql`coalesce(${items.published}, ${items.seenAt})`;

async function itemsSince(db: Db, from: Date, limit: number): Promise<readonly Item[]> {
  const rows = await db
    .select()
    .from(items)
    .where(sql`${ITEM_TIME} >= ${from.toISOString()}::timestamptz`)
    .orderBy(desc(ITEM_TIME))
    .limit(limit);
  return rows.map(toItem);
}

async function unassigned(db: Db, from: Date, limit: number): Promise<readonly Item[]> {
  const rows = await db
    .select({ item: items })
    .from(items)
    .leftJoin(assignments, eq(assignments.itemId, items.id))
    .where(
      and(
        isNull(assignments.itemId),
        isNull(items.proposedAt),
        isNotNull(items.classifiedAt),
        sql`${ITEM_TIME} >= ${from.toISOString()}::timestamptz`,
      ),
    )
    .orderBy(desc(ITEM_TIME))
    .limit(limit);
  return rows.map(({ item }) => toItem(item));
}

async function byRef(db: Db, ref: string): Promise<readonly Item[]> {
  if (!/^[\da-f-]{4,36}$/u.test(ref)) return [];
  const rows = await db
    .select()
    .from(items)
    .where(sql`${items.id}::text like ${`${ref}%`}`)
    .limit(2);
  return rows.map(toItem);
}

async function latest(db: Db, feedId: string, limit: number): Promise<readonly Item[]> {
  const rows = await db
    .select()
    .from(items)
    .where(eq(items.feedId, feedId))
    .orderBy(sql`coalesce(${items.published}, ${items.seenAt}) desc`)
    .limit(limit);
  return rows.map(toItem);
}

async function counts(db: Db, since: Date): ReturnType<ItemStore['counts']> {
  const [row] = await db
    .select({
      items: sql<number>`count(*)::int`,
      unclassified: sql<number>`count(*) filter (where ${items.classifiedAt} is null)::int`,
      seenSince: sql<number>`count(*) filter (where ${items.seenAt} >= ${since.toISOString()}::timestamptz)::int`,
      reduced: sql<number>`count(${items.reducedAt})::int`,
    })
    .from(items);
  return row ?? { items: 0, unclassified: 0, seenSince: 0, reduced: 0 };
}

async function saveEntries(
  { db, client }: Handles,
  feedId: string,
  entries: readonly FeedEntry[],
  options: { announce: boolean; now: Date },
): Promise<StoredEntries> {
  const { fresh, changed } = await divide(client, feedId, entries);
  for (const { stored, entry } of changed) await updateItem(db, stored, entry);
  const added = await insertItems(client, feedId, fresh, options);
  return { added, changed: changed.length };
}

interface Divided {
  readonly fresh: FeedEntry[];
  readonly changed: { readonly stored: KnownItem; readonly entry: FeedEntry }[];
}

/** Entries that the feed never held, and those that say something else now. */
async function divide(client: Queryable, feedId: string, entries: readonly FeedEntry[]): Promise<Divided> {
  const each = eachOnce(entries);
  const known = await knownItems(
    client,
    feedId,
    each.map(({ key }) => key),
  );
  const divided: Divided = { fresh: [], changed: [] };
  for (const entry of each) {
    const stored = known.get(entry.key);
    if (!stored) divided.fresh.push(entry);
    else if (stored.contentHash !== contentHash(entry)) divided.changed.push({ stored, entry });
  }
  return divided;
}

/** Another title makes another claim: the item is judged again, unless it is so old that its title is forgotten. */
async function updateItem(db: Db, stored: KnownItem, entry: FeedEntry): Promise<void> {
  if (stored.reducedAt !== null) {
    await db
      .update(items)
      .set({ contentHash: contentHash(entry) })
      .where(eq(items.id, stored.id));
    return;
  }
  const judgeAgain = titleChanged(stored.title, entry.title);
  await db
    .update(items)
    .set({ ...toRow(entry), ...(judgeAgain && { classifiedAt: null, retitled: sql`${items.retitled} + 1` }) })
    .where(eq(items.id, stored.id));
}

async function compare(
  client: Queryable,
  feedId: string,
  entries: readonly FeedEntry[],
): ReturnType<ItemStore['compare']> {
  const { fresh, changed } = await divide(client, feedId, entries);
  return { fresh, changed: changed.length };
}

async function countRenamed(db: Db, feedId: string, fresh: readonly FeedEntry[]): Promise<number> {
  if (fresh.length === 0) return 0;
  const titles = fresh.map((entry) => entry.title);
  const hashes = fresh.map(contentHash);
  const there = await db
    .select({ title: items.title, link: items.link, contentHash: items.contentHash })
    .from(items)
    .where(
      and(
        eq(items.feedId, feedId),
        // Of reduced items the hash alone is left.
        sql`(${items.title} = any(${sql.param(titles)}::text[]) or ${items.contentHash} = any(${sql.param(hashes)}::text[]))`,
      ),
    );
  const seen = new Set(there.flatMap((item) => [`${item.title}\n${item.link ?? ''}`, item.contentHash]));
  return fresh.filter(
    (entry) => seen.has(`${entry.title}\n${entry.link ?? ''}`) || seen.has(contentHash(entry)),
  ).length;
}
