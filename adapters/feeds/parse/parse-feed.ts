import type { FeedDocument } from '../../../src/feeds/item.ts';
import { decodeBody } from '../decode.ts';
import { fillGaps, hasGaps, type Draft, type FeedDraft, type ReadContext } from './draft.ts';
import { forget, type Element } from './element.ts';
import { finish } from './finish.ts';
import type { Base } from './links.ts';
import { isFeed, locate, type Located } from './locate.ts';
import { writesDayFirst } from './numeric-day.ts';
import { readEntry } from './read-entry.ts';
import { ParseError, type BodyFacts } from './parse-error.ts';
import { entryBase, readFeed, withEntries } from './read-feed.ts';
import { repair, showsEntries, strip } from './repair.ts';
import { runRssParser, type MappedEntry } from './rss-parser.ts';
import { scan } from './scan.ts';

/**
 * Reads a feed of any format: rss-parser over the scanned tree first, then feedsmith and htmlparser2 over the repaired
 * text. What the first finds is completed from the tree, so the result does not depend on who answered.
 *
 * @throws ParseError when nothing in the chain finds a feed.
 */
export async function parseFeedBody(bytes: Uint8Array, facts: BodyFacts): Promise<FeedDocument> {
  const { text, encoding, warnings } = decodeBody(bytes, facts.contentType);
  const context: ReadContext = { url: facts.url, now: facts.now };
  const start = text.trimStart();
  if (start === '') throw new ParseError('The document is empty.', 'empty');
  const reading = (await readByForm(start, text, context)) ?? (await readWithOthers(text, context));
  if (reading === null) throw notAFeed(start);
  return finish({ ...reading, encoding, warnings: [...warnings, ...reading.warnings] });
}

interface ChainReading {
  readonly draft: FeedDraft;
  readonly parser: string;
  readonly warnings: readonly string[];
}

async function readByForm(start: string, text: string, context: ReadContext): Promise<ChainReading | null> {
  if (!/^[{[]/.test(start)) return readXml(text, context);
  const { parseJson, readJson } = await import('./json.ts');
  const json = parseJson(start);
  return json === null ? readXml(text, context) : readJson(json, context);
}

async function readXml(text: string, context: ReadContext): Promise<ChainReading | null> {
  const stripped = strip(text);
  const { document, warnings } = scan(stripped);
  const located = locate(document);
  if (located === null) return null;
  if (located.entries.length === 0 && (showsEntries(stripped) || !isFeed(located))) return null;
  const said = [...warnings];
  if (stripped.length !== text.length) said.unshift('Characters that XML forbids were dropped.');
  return { ...(await readLocated(located, context)), warnings: said };
}

async function readLocated(located: Located, context: ReadContext): Promise<Omit<ChainReading, 'warnings'>> {
  const feed = readFeed(located, context);
  const base = entryBase(located, feed.siteUrl, context.url);
  const dated = { ...context, dayFirst: writesDayFirst(located.entries, feed.language) };
  const entries: Draft[] = [];
  let parser = 'rss-parser';
  for (let from = 0; from < located.entries.length || from === 0; from += ENTRIES_AT_ONCE) {
    const some = located.entries.slice(from, from + ENTRIES_AT_ONCE);
    const own = some.map((element) => readEntry(element, dated, base));
    try {
      const mapped = await runRssParser({ ...located, entries: some }, context);
      entries.push(...own.map((draft, index) => completed(draft, some[index], mapped[index], base)));
    } catch {
      // rss-parser gave up on the tree; the tree itself has been read.
      parser = 'scanner';
      entries.push(...own);
    }
    for (const element of some) forget(element);
  }
  return { draft: withEntries(feed, entries), parser };
}

/** Of a feed of 100,000 entries the trees alone are a hundred megabytes. */
const ENTRIES_AT_ONCE = 1000;

function completed(
  draft: Draft,
  element: Element | undefined,
  mapped: MappedEntry | undefined,
  base: Base,
): Draft {
  if (mapped === undefined || mapped.element !== element || !hasGaps(draft)) return draft;
  return fillGaps(draft, mapped.draft(base));
}

async function readWithOthers(text: string, context: ReadContext): Promise<ChainReading | null> {
  if (!text.includes('<')) return null;
  const repaired = repair(text);
  const warnings = ['The markup is damaged beyond the first parser.'];
  for (const [parser, read] of OTHERS) {
    const draft = await read(repaired, context).catch(() => null);
    if (draft !== null && draft.entries.length > 0) return { draft, parser, warnings };
  }
  return null;
}

type Read = (text: string, context: ReadContext) => Promise<FeedDraft | null>;

// Loaded, as json.ts is, when a feed needs them, which few do: eight megabytes a thread.
const OTHERS: readonly (readonly [string, Read])[] = [
  ['feedsmith', async (...given) => (await import('./feedsmith.ts')).readWithFeedsmith(...given)],
  ['htmlparser2', async (...given) => (await import('./htmlparser2.ts')).readWithHtmlparser2(...given)],
];

function notAFeed(start: string): ParseError {
  const head = start.slice(0, 2000);
  if (/<(?:!doctype\s+)?html[\s>]|^<(?:head|body|title|meta|div|script|p)[\s>]/i.test(head)) {
    return new ParseError('This is a web page, not a feed.', 'html');
  }
  if (showsEntries(start))
    return new ParseError('This looks like a feed, but it is damaged beyond reading.', 'feed');
  return new ParseError('This is neither RSS, Atom, RDF nor JSON Feed.', 'other');
}
