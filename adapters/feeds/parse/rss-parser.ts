import { createRequire } from 'node:module';
import Parser from 'rss-parser';
import type { Element } from './element.ts';
import { parseDate } from './dates.ts';
import { EMPTY_DRAFT, type Draft, type ReadContext } from './draft.ts';
import type { Located } from './locate.ts';
import { resolveLink, type Base } from './links.ts';
import { oneLine, titleText } from './text.ts';
import { toXmlObject } from './xml-object.ts';

// rss-parser maps a feed's fields; three things of it are replaced, so its version is pinned and
// test/adapters/feeds/rss-parser.test.ts holds each of them:
// - its snippet function, whose regular expressions take minutes on hostile text and whose result we do not use;
// - its XML parser (xml2js on sax), which rejects damaged documents and is the slow part: it gets the scanner's tree;
// - the instance, which keeps state after an error: one per parse.

interface Mapped {
  readonly title?: unknown;
  readonly link?: unknown;
  readonly guid?: unknown;
  readonly id?: unknown;
  readonly isoDate?: unknown;
  readonly pubDate?: unknown;
  readonly creator?: unknown;
  readonly author?: unknown;
  readonly content?: unknown;
  readonly summary?: unknown;
  readonly 'content:encoded'?: unknown;
  readonly element?: unknown;
}

/** The item's element travels through rss-parser as a custom field under this name. */
export const ELEMENT_KEY = '@element';

const utils: { getSnippet: (html: string) => string } = createRequire(import.meta.url)(
  'rss-parser/lib/utils',
);
utils.getSnippet = () => '';

/** What rss-parser made of an entry, with the element it made it from. */
export interface MappedEntry {
  readonly element: Element;
  readonly draft: (base: Base) => Draft;
}

/** Runs rss-parser over a located feed. Throws what rss-parser throws. */
export async function runRssParser(located: Located, context: ReadContext): Promise<MappedEntry[]> {
  const parser = new Parser<unknown, Mapped>({
    defaultRSS: 2,
    customFields: { item: [[ELEMENT_KEY, 'element']] },
  });
  Object.assign(parser, {
    xmlParser: {
      parseString(_text: string, done: (error: null, tree: unknown) => void): void {
        done(null, toXmlObject(located));
      },
    },
  });
  const { items } = await parser.parseString('');
  return items.flatMap((item) => {
    const { element } = item;
    return isElement(element) ? [{ element, draft: (base) => draftOf(item, located, context, base) }] : [];
  });
}

function isElement(value: unknown): value is Element {
  return typeof value === 'object' && value !== null && 'children' in value && 'name' in value;
}

function draftOf(item: Mapped, located: Located, { now }: ReadContext, base: Base): Draft {
  return {
    ...EMPTY_DRAFT,
    guid: oneLine(text(item.guid) || text(item.id)),
    title: titleText(text(item.title), true),
    // Of Atom links it takes the first when none is an alternate: the entry's edit address, or a film.
    link: located.format === 'atom' ? null : resolveLink(text(item.link), base),
    content: text(item['content:encoded']) || text(item.content),
    summary: text(item.summary),
    author: oneLine(text(item.creator) || text(item.author)) || null,
    published: parseDate(text(item.isoDate) || text(item.pubDate), now),
  };
}

/** Any field may be an object where the element had attributes. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && '_' in value && typeof value._ === 'string')
    return value._;
  return '';
}
