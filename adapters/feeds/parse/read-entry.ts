import { parseDate } from './dates.ts';
import type { Draft, ReadContext } from './draft.ts';
import { childrenOf, firstOf, inherited, textOf, type Element } from './element.ts';
import { markupOf, plainText, titleOf } from './constructs.ts';
import { atomLink, baseAt, resolveLink, type Base } from './links.ts';
import { readEnclosures, readImage } from './media.ts';
import { authorOf, sourceOf } from './people.ts';
import { oneLine } from './text.ts';

// One reader for the entries of every XML format: publishers mix vocabularies freely (Atom links in RSS, Dublin Core
// everywhere), so each field has a list of places to look in, best first.

const PUBLISHED = (
  'pubdate published issued dc:date dcterms:issued dcterms:created atom:published created ' +
  'dc:created prism:publicationdate date pubdatetime dcterms:date dc:issued'
).split(' ');
const UPDATED = 'updated modified atom:updated dcterms:modified dc:modified lastbuilddate'.split(' ');
const TITLES = ['title', 'dc:title', 'atom:title', 'itunes:title', 'media:title'];
const CONTENTS = 'content:encoded content atom:content html:body html:div fullitem body'.split(' ');
const SUMMARIES =
  'description summary atom:summary dc:description itunes:summary media:description abstract'.split(' ');

/** Reads an `item` or `entry` element. `base` is the document's. */
export function readEntry(element: Element, context: ReadContext, base: Base): Draft {
  const content = firstWithText(element, CONTENTS);
  const group = firstOf(element, 'media:group');
  const summary = firstWithText(element, SUMMARIES) ?? (group && firstOf(group, 'media:description'));
  const enclosures = readEnclosures(element, base);
  return {
    guid: guidOf(element),
    title: entryTitle(element),
    link: linkOf(element, base),
    content: content === null ? '' : markupOf(content),
    summary: summary === null ? '' : markupOf(summary),
    plain: plainText(content) && plainText(summary),
    author: authorOf(element),
    published: dateOf(element, PUBLISHED, context),
    updated: dateOf(element, UPDATED, context),
    language: languageOf(element),
    categories: categoriesOf(element),
    enclosures,
    source: sourceOf(element, base),
    image: readImage(element, enclosures, base),
  };
}

function entryTitle(element: Element): string {
  for (const name of TITLES) {
    for (const child of element.children) {
      if (typeof child === 'string' || child.name !== name) continue;
      const text = titleOf(child);
      if (text !== '') return text;
    }
  }
  const group = firstOf(element, 'media:group', 'media:content');
  return group === null ? '' : titleOf(firstOf(group, 'media:title'));
}

function guidOf(element: Element): string {
  for (const name of ['guid', 'id', 'atom:id']) {
    const text = oneLine(textOf(firstOf(element, name)));
    if (text !== '') return text;
  }
  return (element.attributes['rdf:about'] ?? oneLine(textOf(firstOf(element, 'dc:identifier')))).trim();
}

/** The entry's page: its own link, else the alternate of its Atom links, else an id that is an address. */
function linkOf(element: Element, base: Base): string | null {
  for (const link of childrenOf(element, 'link')) {
    if (link.attributes['href'] !== undefined || (link.attributes['rel'] ?? 'alternate') !== 'alternate')
      continue;
    const url = resolveLink(textOf(link), baseAt(link, base));
    if (url !== null) return url;
  }
  const alternate = atomLink(element, base);
  if (alternate !== null) return alternate;
  const guid = firstOf(element, 'guid');
  const permalink = guid !== null && guid.attributes['ispermalink']?.trim().toLowerCase() !== 'false';
  const about = element.attributes['rdf:about'] ?? '';
  const candidates = [permalink ? textOf(guid) : '', about, textOf(firstOf(element, 'id'))];
  const url = candidates.find((text) => /^https?:\/\/\S+$/i.test(text.trim()));
  if (url !== undefined) return resolveLink(url, base);
  const source = firstOf(element, 'content')?.attributes['src'] ?? element.attributes['href'];
  return source === undefined ? null : resolveLink(source, baseAt(element, base));
}

function dateOf(element: Element, names: readonly string[], { now, dayFirst }: ReadContext): Date | null {
  for (const name of names) {
    const found = firstOf(element, name);
    if (found === null) continue;
    const date = parseDate(textOf(found), now, dayFirst);
    if (date !== null) return date;
  }
  // Channel Definition Format has its date in an attribute.
  return names === UPDATED ? parseDate(element.attributes['lastmod'] ?? '', now) : null;
}

function languageOf(element: Element): string | null {
  const own = textOf(firstOf(element, 'dc:language', 'language', 'dcterms:language')).trim();
  return own !== '' ? own : (inherited(element, 'xml:lang')?.trim() ?? null);
}

function categoriesOf(element: Element): string[] {
  const found = new Set<string>();
  for (const child of element.children) {
    if (typeof child === 'string') continue;
    if (child.name !== 'category' && child.name !== 'dc:subject' && child.name !== 'atom:category') continue;
    const { label, term } = child.attributes;
    const text = oneLine(textOf(child)) || oneLine(label ?? '') || oneLine(term ?? '');
    if (text !== '') found.add(text);
  }
  return [...found];
}

function firstWithText(element: Element, names: readonly string[]): Element | null {
  for (const name of names) {
    for (const child of element.children) {
      if (typeof child !== 'string' && child.name === name && textOf(child) !== '') return child;
    }
  }
  return null;
}
