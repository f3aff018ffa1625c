import { parse } from 'yaml';
import { z } from 'zod';

const sampleFeed = z.object({
  id: z.string(),
  title: z.string(),
  format: z.enum(['rss', 'atom', 'rdf', 'json']),
  language: z.string(),
  path: z.string().startsWith('/'),
  site: z.url(),
  /** Served, but not read before a person adds it. */
  offered: z.boolean().default(false),
});

const sampleItem = z.object({
  feed: z.string(),
  at: z.union([z.date(), z.string()]).transform((value) => new Date(value)),
  title: z.string(),
  text: z.string(),
  author: z.string().optional(),
  categories: z.array(z.string()).default([]),
  /** The story a person would put it in; null for none. */
  story: z.string().nullable().default(null),
  note: z.string().optional(),
});

const sampleNews = z.object({ feeds: z.array(sampleFeed).min(1), items: z.array(sampleItem).min(1) });

export type SampleFeed = z.infer<typeof sampleFeed>;
export type SampleItem = z.infer<typeof sampleItem>;
export type SampleNews = z.infer<typeof sampleNews>;

/** Reads the demo's news. Throws when the file is broken: it comes with the program. */
/** Where the demo's server shows a publisher's site: a page that names its feed. */
export const sitePath = (feed: SampleFeed): string => `/${feed.id}`;

export const parseSampleNews = (text: string): SampleNews => sampleNews.parse(parse(text));

/** Items that a feed shows at one time. */
const SHOWN = 30;

/** What a feed shows at a moment: its latest items, newest first. */
export function shownAt(news: SampleNews, feedId: string, now: Date): readonly SampleItem[] {
  return news.items
    .filter((item) => item.feed === feedId && item.at <= now)
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, SHOWN);
}
