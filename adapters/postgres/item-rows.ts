// What every poll and every batch of verdicts asks of the table of items, each in one prepared statement.
import { hash } from 'node:crypto';
import type { FeedEntry, Item } from '../../src/feeds/item.ts';
import type { UnclassifiedItem } from '../../src/ports/item-store.ts';
import { columnsOf } from './columns.ts';
import type { Queryable } from './database.ts';
import { storableJson } from './json-column.ts';
import { items, type EntryDetails } from './schema.ts';

export type ItemRow = typeof items.$inferSelect;
export type KnownItem = Pick<ItemRow, 'id' | 'key' | 'title' | 'contentHash' | 'reducedAt'>;

/** Items of a feed that are there under one of the keys. */
export async function knownItems(
  client: Queryable,
  feedId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, KnownItem>> {
  if (keys.length === 0) return new Map();
  const { rows } = await client.query<KnownItem>({
    name: 'known-items',
    text: `select id, key, title, content_hash as "contentHash", reduced_at as "reducedAt"
      from items where feed_id = $1 and key = any($2::text[])`,
    values: [feedId, keys],
  });
  return new Map(rows.map((row) => [row.key, row]));
}

/**
 * Adds the entries that are not there, numbered in the given order. All rows travel as one JSON document (`rowsOf`):
 * cheaper to write and to read than a parameter for each of their columns.
 */
export const insertRows = (
  params: Readonly<Record<'feedId' | 'announce' | 'now' | 'rows', string>>,
): string => `
  insert into items (feed_id, announce, seen_at, key, title, link, text, published_at, updated_at, language, details, content_hash)
  select ${params.feedId}, ${params.announce}, ${params.now},
    key, title, link, text, published, updated, language, details, "contentHash"
  from json_to_recordset(${params.rows}::json) as entry (key text, title text, link text, text text,
    published timestamptz, updated timestamptz, language text, details jsonb, "contentHash" text)
  on conflict (feed_id, key) do nothing`;

export const rowsOf = (entries: readonly FeedEntry[]): string =>
  storableJson(JSON.stringify(entries.map(toRow)));

const INSERT_ITEMS = insertRows({
  feedId: '$1::uuid',
  announce: '$2::boolean',
  now: '$3::timestamptz',
  rows: '$4',
});

/** Adds those that are not there; returns how many. */
export async function insertItems(
  client: Queryable,
  feedId: string,
  entries: readonly FeedEntry[],
  { announce, now }: { announce: boolean; now: Date },
): Promise<number> {
  if (entries.length === 0) return 0;
  const { rowCount } = await client.query({
    name: 'insert-items',
    text: INSERT_ITEMS,
    values: [feedId, announce, now, rowsOf(entries)],
  });
  return rowCount ?? 0;
}

export async function latestTimes(
  client: Queryable,
  feedId: string,
  limit: number,
): Promise<readonly Date[]> {
  const { rows } = await client.query<{ at: Date }>({
    name: 'latest-times',
    text: `select published_at as at from items where feed_id = $1 and published_at is not null
      order by published_at desc limit $2`,
    values: [feedId, limit],
  });
  return rows.map(({ at }) => at);
}

const UNCLASSIFIED = `
  select ${columnsOf(items, 'item')}, feed.title as "feedTitle"
  from items item join feeds feed on feed.id = item.feed_id
  where item.classified_at is null
  order by item.announce desc, coalesce(item.published_at, item.seen_at), item.seq
  limit $1`;

export async function unclassifiedItems(
  client: Queryable,
  limit: number,
): Promise<readonly UnclassifiedItem[]> {
  const { rows } = await client.query<ItemRow & { feedTitle: string }>({
    name: 'unclassified-items',
    text: UNCLASSIFIED,
    values: [limit],
  });
  return rows.map((row) => ({
    ...toItem(row),
    seq: row.seq,
    announce: row.announce,
    feedTitle: row.feedTitle,
  }));
}

export function contentHash(entry: FeedEntry): string {
  return hash('sha256', JSON.stringify([entry.title, entry.link, entry.text]), 'base64url').slice(0, 22);
}

export function toRow(entry: FeedEntry) {
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

export function toItem(row: ItemRow): Item {
  const { id, feedId, key, title, link, text, published, updated, language, seenAt, retitled, details } = row;
  return { id, feedId, key, title, link, text, published, updated, language, seenAt, retitled, ...details };
}
