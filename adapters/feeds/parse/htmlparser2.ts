import { parseFeed } from 'htmlparser2';
import { EMPTY_DRAFT, type FeedDraft, type ReadContext } from './draft.ts';
import { parseDate } from './dates.ts';
import { resolveLink } from './links.ts';
import { oneLine, titleText } from './text.ts';

/** Reads a feed with htmlparser2, the end of the chain: it takes nearly anything and knows the fewest fields. */
export function readWithHtmlparser2(text: string, { now, url }: ReadContext): FeedDraft | null {
  const feed = parseFeed(text);
  if (feed === null) return null;
  return {
    format: feed.type === 'atom' ? 'atom' : feed.type === 'rdf' ? 'rdf' : 'rss',
    version: null,
    title: titleText(feed.title ?? '', true) || null,
    siteUrl: resolveLink(feed.link ?? '', url),
    selfUrl: null,
    language: null,
    askedIntervalMs: null,
    skipHours: [],
    skipDays: [],
    entries: feed.items.map((item) => ({
      ...EMPTY_DRAFT,
      guid: oneLine(item.id ?? ''),
      title: titleText(item.title ?? '', true),
      link: resolveLink(item.link ?? '', url),
      summary: item.description ?? '',
      published: item.pubDate === undefined ? null : parseDate(isoOrEmpty(item.pubDate), now),
    })),
  };
}

function isoOrEmpty(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
