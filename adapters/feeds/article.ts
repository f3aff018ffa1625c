import { Parser } from 'htmlparser2';
import type { ArticlePage } from '../../src/ports/feed-reader.ts';
import { parseDate } from './parse/dates.ts';
import { oneLine } from './parse/text.ts';

/** Enough of a page's text for the classifier; what follows is mostly comments and menus. */
const MAX_TEXT = 4000;
const SHORTEST_PARAGRAPH = 60;
const TITLES = ['og:title', 'twitter:title'];
const DESCRIPTIONS = ['og:description', 'description', 'twitter:description'];
const DATES = ['article:published_time', 'date', 'dc.date', 'parsely-pub-date', 'datepublished'];

/** Reads what a news page says of itself: its headline, its first paragraphs, its language and day. */
export function readArticle(html: string, url: string, now: Date): ArticlePage {
  const meta = new Map<string, string>();
  const paragraphs: string[] = [];
  let language: string | null = null;
  let title = '';
  let open: 'title' | 'p' | null = null;
  let buffer = '';
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'html') language = attributes['lang'] ?? null;
      if (name === 'meta') {
        const key = (
          attributes['property'] ??
          attributes['name'] ??
          attributes['itemprop'] ??
          ''
        ).toLowerCase();
        if (attributes['content'] && !meta.has(key)) meta.set(key, attributes['content']);
      }
      if (name === 'title' || name === 'p') {
        open = name;
        buffer = '';
      }
    },
    ontext(text) {
      if (open && buffer.length < MAX_TEXT) buffer += text;
    },
    onclosetag(name) {
      if (name !== open) return;
      const text = oneLine(buffer);
      if (open === 'title') title ||= text;
      else if (text.length >= SHORTEST_PARAGRAPH) paragraphs.push(text);
      open = null;
    },
  });
  parser.end(html);
  const first = (keys: readonly string[]): string => {
    const key = keys.find((each) => meta.has(each));
    return oneLine(meta.get(key ?? '') ?? '');
  };
  return {
    url,
    title: first(TITLES) || title,
    text: [first(DESCRIPTIONS), ...paragraphs].join('\n').slice(0, MAX_TEXT).trim(),
    language,
    published: parseDate(first(DATES), now),
  };
}
