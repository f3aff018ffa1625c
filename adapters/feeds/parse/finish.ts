import { hash } from 'node:crypto';
import type { FeedDocument, FeedEntry } from '../../../src/feeds/item.ts';
import type { Draft, FeedDraft } from './draft.ts';
import { contentText, oneLine, plainText } from './text.ts';

// From what the readers found to what the program stores: text clean and bounded, keys unique.

const MAX_TITLE = 1000;
const MAX_TEXT = 100_000;
const MAX_FIELD = 300;
const MAX_CATEGORIES = 100;
const MAX_ENCLOSURES = 50;
/** An HTML body is cut before it is turned into text, which shortens it: a 100 MB entry costs no more than this. */
const MAX_MARKUP = 1_000_000;

/** What the chain adds to a reader's draft. */
export interface Reading {
  readonly draft: FeedDraft;
  readonly encoding: string;
  readonly parser: string;
  readonly warnings: readonly string[];
}

export function finish({ draft, encoding, parser, warnings }: Reading): FeedDocument {
  const language = languageTag(draft.language);
  const entries = finishEntries(draft.entries, language);
  return {
    format: draft.format,
    version: draft.version === null ? null : cut(draft.version, 20),
    encoding,
    title: draft.title === null ? null : cut(oneLine(draft.title), MAX_TITLE),
    siteUrl: draft.siteUrl,
    selfUrl: draft.selfUrl,
    language,
    askedIntervalMs: draft.askedIntervalMs,
    skipHours: draft.skipHours,
    skipDays: draft.skipDays,
    parser,
    warnings: [...warnings, ...oddities(entries)],
    entries,
  };
}

function finishEntry(draft: Draft, feedLanguage: string | null): Omit<FeedEntry, 'key'> {
  const content = draft.content === '' ? draft.summary : draft.content;
  const text = textOf(content, draft.plain);
  const both = draft.content !== '' && draft.summary !== '' && draft.summary !== draft.content;
  return {
    guid: draft.guid === '' ? null : draft.guid,
    title: cut(draft.title, MAX_TITLE),
    link: draft.link,
    text,
    summary: both ? textOf(draft.summary, draft.plain) : null,
    author: draft.author === null ? null : cut(draft.author, MAX_FIELD),
    published: draft.published,
    updated: draft.updated,
    language: languageTag(draft.language) ?? feedLanguage,
    categories: draft.categories.slice(0, MAX_CATEGORIES).map((category) => cut(category, MAX_FIELD)),
    enclosures: draft.enclosures.slice(0, MAX_ENCLOSURES),
    source: draft.source === null ? null : { ...draft.source, title: cut(draft.source.title, MAX_FIELD) },
    image: draft.image,
  };
}

function textOf(markup: string, plain: boolean): string {
  const bounded = markup.length > MAX_MARKUP ? markup.slice(0, MAX_MARKUP) : markup;
  return cut(plain ? plainText(bounded) : contentText(bounded), MAX_TEXT);
}

/** Cuts at a length without splitting a character in two. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** A language as a BCP 47 tag in its usual spelling (`en_us` -> `en-US`), or null when it is none. */
function languageTag(language: string | null): string | null {
  const tag = language?.trim().replaceAll('_', '-') ?? '';
  if (!/^[a-z]{2,3}(-[a-z\d]{1,8})*$/i.test(tag)) return null;
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}

type Unkeyed = Omit<FeedEntry, 'key'>;

/**
 * The identity of each entry: its guid, else its link, else title and text. A guid that stands twice in one feed does
 * not identify anything, so there the link joins it. Exact copies are numbered: keys never repeat within a document.
 */
function finishEntries(drafts: readonly Draft[], language: string | null): FeedEntry[] {
  const guids = new Map<string, number>();
  for (const { guid } of drafts) if (guid !== '') guids.set(guid, (guids.get(guid) ?? 0) + 1);
  const seen = new Map<string, number>();
  return drafts.map((draft) => {
    const entry = finishEntry(draft, language);
    const identity = identityOf(entry, guids);
    const copies = seen.get(identity) ?? 0;
    seen.set(identity, copies + 1);
    return { key: hash('sha256', copies === 0 ? identity : `${identity}\n${copies}`).slice(0, 32), ...entry };
  });
}

function identityOf({ guid, link, title, text }: Unkeyed, guids: ReadonlyMap<string, number>): string {
  if (guid) return guids.get(guid) === 1 ? `guid\n${guid}` : `guid+link\n${guid}\n${link ?? title}`;
  return link === null ? `text\n${title}\n${text}` : `link\n${link}`;
}

function oddities(entries: readonly FeedEntry[]): string[] {
  const count = (claim: (entry: FeedEntry) => boolean): number =>
    entries.filter((entry) => claim(entry)).length;
  const say = (number: number, what: string): string[] =>
    number === 0 ? [] : [`${number} of ${entries.length} entries ${what}.`];
  const guids = entries.map(({ guid }) => guid).filter((guid) => guid !== null);
  return [
    ...say(
      count(({ title }) => title === ''),
      'have no title',
    ),
    ...say(
      count(({ link }) => link === null),
      'have no link',
    ),
    ...say(
      count(({ guid }) => guid === null),
      'have no id',
    ),
    ...say(
      count(({ published, updated }) => published === null && updated === null),
      'have no usable date',
    ),
    ...say(guids.length - new Set(guids).size, 'repeat the id of another'),
  ];
}
