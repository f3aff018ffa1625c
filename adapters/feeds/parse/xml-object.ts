import { innerMarkup, textOf, type Element } from './element.ts';
import type { Located } from './locate.ts';

// The tree in the shape that rss-parser expects of xml2js: an element is its text, or an object with `$` (attributes),
// `_` (text) and one array per child name.

type XmlObject = Record<string, unknown>;
type XmlValue = string | XmlObject;

/** rss-parser asks for names as RSS spells them; the scanner has lower case. */
const SPELLING: Readonly<Record<string, string>> = {
  pubdate: 'pubDate',
  lastbuilddate: 'lastBuildDate',
  webmaster: 'webMaster',
  managingeditor: 'managingEditor',
  skiphours: 'skipHours',
  skipdays: 'skipDays',
};

const MARKUP = new Set(['description', 'content', 'summary', 'content:encoded', 'title', 'subtitle']);
/** rss-parser turns these of Atom into `Date` without a check, and one bad date rejects the feed. */
const ATOM_DATES = new Set(['published', 'updated']);

/** The located feed as xml2js would have returned it. */
export function toXmlObject(located: Located): XmlObject {
  const entries = located.entries.map((entry) => objectOf(entry, located, { '@element': [entry] }));
  const channel = objectOf(located.channel, located);
  if (located.format === 'atom') return { feed: { ...channel, entry: entries } };
  if (located.format === 'rdf') return { 'rdf:RDF': { channel: [channel], item: entries } };
  return { rss: { $: { version: '2.0' }, channel: [{ ...channel, item: entries }] } };
}

/** An entry's or the feed's own fields; entries inside are left out, as they are listed by themselves. */
function objectOf(element: Element, { format }: Located, object: XmlObject = {}): XmlObject {
  object['$'] = element.attributes;
  for (const child of element.children) {
    if (
      typeof child === 'string' ||
      child.name === '__proto__' ||
      child.name === 'item' ||
      child.name === 'entry'
    )
      continue;
    const name = SPELLING[child.name] ?? child.name;
    const value = valueOf(child, format);
    const list = object[name];
    if (Array.isArray(list)) list.push(value);
    else object[name] = [value];
  }
  return object;
}

function valueOf(element: Element, format: Located['format']): XmlValue {
  const nested = element.children.some((child) => typeof child !== 'string');
  if (MARKUP.has(element.name)) return nested ? innerMarkup(element) : textOf(element);
  if (format === 'atom' && element.name === 'link') return { $: element.attributes };
  if (format === 'atom' && ATOM_DATES.has(element.name)) return usableDate(textOf(element));
  const bare = isBare(element);
  if (!nested) return bare ? textOf(element) : { $: element.attributes, _: textOf(element) };
  const object: XmlObject = Object.create(null);
  object['$'] = element.attributes;
  for (const child of element.children) {
    if (typeof child !== 'string') object[child.name] = [valueOf(child, format)];
  }
  return object;
}

function usableDate(text: string): string {
  return Number.isNaN(Date.parse(text)) ? '' : text;
}

function isBare({ attributes }: Element): boolean {
  for (const name in attributes) if (name !== '') return false;
  return true;
}
