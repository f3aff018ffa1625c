import { parseFeed, parseJsonFeed } from 'feedsmith';
import { parseDate } from './dates.ts';
import { EMPTY_DRAFT, type Draft, type FeedDraft, type ReadContext } from './draft.ts';
import { CONTROL } from './entities.ts';
import { resolveLink } from './links.ts';
import { nameInAddress } from './people.ts';
import { oneLine, titleText } from './text.ts';

// feedsmith returns a differently shaped object per format and any field may be missing, so it is read by name.

type Loose = Readonly<Record<string, unknown>>;

/** Reads an XML feed with feedsmith. Throws when it does not recognise one. */
export function readWithFeedsmith(text: string, context: ReadContext): FeedDraft {
  const { format, feed } = parseFeed(text);
  const loose: Loose = { ...feed };
  if (format === 'json') return jsonDraft(loose, context);
  const entries = list(loose['entries'] ?? loose['items']);
  return {
    format,
    version: null,
    title: titleText(string(loose['title']), true) || null,
    siteUrl: linkOf(loose, context),
    selfUrl: null,
    language: string(loose['language']) || null,
    askedIntervalMs: null,
    skipHours: [],
    skipDays: [],
    entries: entries.map((entry) => xmlDraft(entry, context)),
  };
}

/** Reads a JSON Feed from its parsed JSON with feedsmith. Throws when it is none. */
export function readJsonFeed(json: unknown, context: ReadContext): FeedDraft {
  // It checks the version and does not hand it on.
  return jsonDraft({ ...parseJsonFeed(json), version: record(json)['version'] }, context);
}

function xmlDraft(entry: Loose, { now, url }: ReadContext): Draft {
  const dc = record(entry['dc']);
  const guid = entry['guid'] ?? entry['id'];
  const date = [entry['pubDate'], entry['published'], dc['date'], list0(dc['dates'])]
    .map(string)
    .find((text) => text !== '');
  return {
    ...EMPTY_DRAFT,
    guid: oneLine(string(guid) || string(record(guid)['value'])),
    title: titleText(string(entry['title']) || string(record(entry['title'])['value']), true),
    link: linkOf(entry, { now, url }),
    content: string(record(entry['content'])['encoded']) || construct(entry['content']),
    summary: construct(entry['description']) || construct(entry['summary']),
    author: authorOf(entry),
    published: parseDate(date ?? '', now),
    updated: parseDate(string(entry['updated']), now),
  };
}

function linkOf(entry: Loose, { url }: ReadContext): string | null {
  const own = resolveLink(string(entry['link']), url);
  if (own !== null) return own;
  const links = list(entry['links']);
  const alternate = links.find((link) => ['', 'alternate'].includes(string(link['rel']))) ?? {};
  return resolveLink(string(alternate['href']), url);
}

function authorOf(entry: Loose): string | null {
  const names = list(entry['authors']).map((author) => string(author['name']));
  const plain = Array.isArray(entry['authors'])
    ? entry['authors'].map((author) => nameInAddress(string(author)))
    : [];
  return [...names, ...plain].filter((name) => name !== '').join(', ') || null;
}

function jsonDraft(feed: Loose, context: ReadContext): FeedDraft {
  const home = string(feed['home_page_url']);
  const base = context.url ?? (string(feed['feed_url']) || home || null);
  return {
    format: 'json',
    version: /(\d+(?:\.\d+)*)\/?$/.exec(string(feed['version']))?.[1] ?? null,
    title: oneLine(string(feed['title'])) || null,
    siteUrl: resolveLink(home, context.url),
    selfUrl: resolveLink(string(feed['feed_url']), context.url),
    language: string(feed['language']) || null,
    askedIntervalMs: null,
    skipHours: [],
    skipDays: [],
    entries: list(feed['items']).map((item) => jsonEntry(item, { ...context, url: base })),
  };
}

function jsonEntry(item: Loose, { now, url }: ReadContext): Draft {
  const html = string(item['content_html']);
  return {
    ...EMPTY_DRAFT,
    guid: oneLine(string(item['id'])),
    title: oneLine(string(item['title'])),
    link: resolveLink(string(item['url']), url) ?? resolveLink(string(item['external_url']), url),
    content: html || string(item['content_text']),
    summary: string(item['summary']),
    plain: html === '',
    author: authorOf({ authors: item['authors'] ?? (item['author'] === undefined ? [] : [item['author']]) }),
    published: parseDate(string(item['date_published']), now),
    updated: parseDate(string(item['date_modified']), now),
    language: string(item['language']) || null,
    categories: [...new Set(strings(item['tags']))],
    enclosures: list(item['attachments']).flatMap((file) => {
      const address = resolveLink(string(file['url']), url);
      const length = Number(file['size_in_bytes']);
      return address === null
        ? []
        : [
            {
              url: address,
              type: string(file['mime_type']) || null,
              length: Number.isSafeInteger(length) ? length : null,
            },
          ];
    }),
    image: resolveLink(string(item['image']) || string(item['banner_image']), url),
  };
}

function string(value: unknown): string {
  if (typeof value === 'string') return value.replace(CONTROL, '');
  if (typeof value === 'number') return String(value);
  return value instanceof Date ? value.toISOString() : '';
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map((one) => oneLine(string(one))).filter((one) => one !== '') : [];
}

/** A text construct: the text itself or an object that holds it. */
function construct(value: unknown): string {
  return string(value) || string(record(value)['value']);
}

function record(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function list(value: unknown): Loose[] {
  return Array.isArray(value) ? value.map((one) => record(one)) : [];
}

function list0(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}
