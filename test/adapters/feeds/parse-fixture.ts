import { readFile } from 'node:fs/promises';
import { parseFeedBody } from '../../../adapters/feeds/parse/parse-feed.ts';
import type { FeedDocument, FeedEntry } from '../../../src/feeds/item.ts';

export const NOW = new Date('2025-03-11T00:00:00Z');

/** Where the fixtures are taken to have been read from. */
export const FEED_URL = 'https://feeds.example.org/dir/feed.xml';

export function fixture(name: string): Promise<Buffer> {
  return readFile(new URL(`../../fixtures/feeds/${name}`, import.meta.url));
}

export function parse(body: string | Uint8Array, contentType: string | null = null): Promise<FeedDocument> {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return parseFeedBody(bytes, { url: FEED_URL, contentType, now: NOW });
}

/** Parses RSS items written as XML and returns the entries. */
export async function parseItems(items: string, attributes = ''): Promise<readonly FeedEntry[]> {
  const document = await parse(
    `<rss version="2.0" ${attributes}><channel><title>T</title><link>https://example.org/</link>${items}</channel></rss>`,
  );
  return document.entries;
}

/** Parses one RSS item from its fields. */
export async function parseItem(fields: string, attributes = ''): Promise<FeedEntry> {
  return only(await parseItems(`<item>${fields}</item>`, attributes));
}

/** Parses one Atom entry from its elements. */
export async function parseEntry(elements: string, attributes = ''): Promise<FeedEntry> {
  const { entries } = await parse(
    `<feed xmlns="http://www.w3.org/2005/Atom" ${attributes}><title>T</title><entry>${elements}</entry></feed>`,
  );
  return only(entries);
}

function only(entries: readonly FeedEntry[]): FeedEntry {
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) throw new Error(`expected one entry, got ${entries.length}`);
  return entry;
}
