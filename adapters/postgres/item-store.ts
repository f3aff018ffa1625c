import { createHash } from 'node:crypto';
import { and, asc, desc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { FeedEntry, Item } from '../../src/feeds/item.ts';
import { titleChanged } from '../../src/feeds/title-change.ts';
import type { ItemStore, StoredEntries, UnclassifiedItem } from '../../src/ports/item-store.ts';
import type { Db } from './database.ts';
import { assignments, feeds, items, type EntryDetails } from './schema.ts';

export function createItemStore(db: Db): ItemStore {
  return {
    save: (feedId, entries, options) => saveEntries(db, feedId, entries, options),
    compare: (feedId, entries) => compare(db, feedId, entries),
    unclassified: (limit) => unclassified(db, limit),
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
    latestTimes: (feedId, limit) => latestTimes(db, feedId, limit),
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

async function latestTimes(db: Db, feedId: string, limit: number): Promise<readonly Date[]> {
  const rows = await db
    .select({ at: items.published })
    .from(items)
    .where(and(eq(items.feedId, feedId), isNotNull(items.published)))
    .orderBy(desc(items.published))
    .limit(limit);
  return rows.flatMap((row) => row.at ?? []);
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

async function unclassified(db: Db, limit: number): Promise<readonly UnclassifiedItem[]> {
  const rows = await db
    .select({ item: items, feedTitle: feeds.title })
    .from(items)
    .innerJoin(feeds, eq(feeds.id, items.feedId))
    .where(isNull(items.classifiedAt))
    .orderBy(asc(sql`coalesce(${items.published}, ${items.seenAt})`), asc(items.seq))
    .limit(limit);
  return rows.map(({ item, feedTitle }) => ({
    ...toItem(item),
    seq: item.seq,
    announce: item.announce,
    feedTitle,
  }));
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

/** Rows of one insert: far below PostgreSQL's 65,535 parameters. */
const ROWS_AT_ONCE = 500;

async function saveEntries(
  db: Db,
  feedId: string,
  entries: readonly FeedEntry[],
  { announce, now }: { announce: boolean; now: Date },
): Promise<StoredEntries> {
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  const known = await knownItems(db, feedId, [...byKey.keys()]);
  const fresh: FeedEntry[] = [];
  let changed = 0;
  for (const entry of byKey.values()) {
    const stored = known.get(entry.key);
    if (!stored) fresh.push(entry);
    else if (stored.contentHash !== contentHash(entry)) {
      changed += 1;
      await updateItem(db, stored, entry);
    }
  }
  let added = 0;
  for (let from = 0; from < fresh.length; from += ROWS_AT_ONCE) {
    const rows = await db
      .insert(items)
      .values(
        fresh
          .slice(from, from + ROWS_AT_ONCE)
          .map((entry) => ({ ...toRow(entry), feedId, announce, seenAt: now })),
      )
      .onConflictDoNothing({ target: [items.feedId, items.key] })
      .returning({ id: items.id });
    added += rows.length;
  }
  return { added, changed };
}

type KnownItem = Pick<typeof items.$inferSelect, 'id' | 'key' | 'title' | 'contentHash' | 'reducedAt'>;

async function knownItems(db: Db, feedId: string, keys: string[]): Promise<Map<string, KnownItem>> {
  if (keys.length === 0) return new Map();
  const rows = await db
    .select({
      id: items.id,
      key: items.key,
      title: items.title,
      contentHash: items.contentHash,
      reducedAt: items.reducedAt,
    })
    .from(items)
    .where(and(eq(items.feedId, feedId), sql`${items.key} = any(${sql.param(keys)}::text[])`));
  return new Map(rows.map((row) => [row.key, row]));
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
  db: Db,
  feedId: string,
  entries: readonly FeedEntry[],
): ReturnType<ItemStore['compare']> {
  const known = await knownItems(db, feedId, [...new Set(entries.map((entry) => entry.key))]);
  const fresh = entries.filter((entry) => !known.has(entry.key));
  if (fresh.length === 0) return { fresh: 0, renamed: 0 };
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
  return {
    fresh: fresh.length,
    renamed: fresh.filter(
      (entry) => seen.has(`${entry.title}\n${entry.link ?? ''}`) || seen.has(contentHash(entry)),
    ).length,
  };
}

function contentHash(entry: FeedEntry): string {
  return createHash('sha256')
    .update(JSON.stringify([entry.title, entry.link, entry.text]))
    .digest('base64url')
    .slice(0, 22);
}

function toRow(entry: FeedEntry) {
  const { key, title, link, text, published, updated, language, ...rest } = entry;
  const details: EntryDetails = rest;
  return {
    key,
    title: withoutNul(title),
    link,
    text: withoutNul(text),
    published,
    updated,
    language,
    details,
    contentHash: contentHash(entry),
  };
}

/** PostgreSQL's texts hold any character but this, and one entry must not keep its feed from being stored. */
const withoutNul = (text: string): string => text.replaceAll('\u0000', '\uFFFD');

export function toItem(row: typeof items.$inferSelect): Item {
  const { id, feedId, key, title, link, text, published, updated, language, seenAt, retitled, details } = row;
  return { id, feedId, key, title, link, text, published, updated, language, seenAt, retitled, ...details };
}
