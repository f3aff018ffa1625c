import { childrenOf, firstOf, textOf, type Element } from './element.ts';
import { atomLink, resolveLink, type Base } from './links.ts';
import { oneLine, titleText } from './text.ts';

/** The names of those who wrote an entry, joined with commas; null when it names nobody. */
export function authorOf(element: Element): string | null {
  for (const name of [
    'author',
    'dc:creator',
    'atom:author',
    'itunes:author',
    'dc:author',
    'creator',
    'media:credit',
  ]) {
    if (firstOf(element, name) === null) continue;
    const names = childrenOf(element, name).map((person) => personName(person));
    const known = names.length === 1 ? names : [...new Set(names)];
    const joined = known.filter((text) => text !== '').join(', ');
    if (joined !== '') return joined;
  }
  return null;
}

function personName(person: Element): string {
  const name = firstOf(person, 'name', 'atom:name', 'dc:title', 'title');
  if (name !== null) return titleText(textOf(name), true) || oneLine(textOf(firstOf(person, 'email')));
  const email = firstOf(person, 'email', 'atom:email');
  return email === null ? nameInAddress(oneLine(titleText(textOf(person), true))) : oneLine(textOf(email));
}

/** RSS wants `mail@example.org (Name)`; others write `Name <mail@example.org>`. */
export function nameInAddress(text: string): string {
  const inBrackets = /^[^\s@]+@[^\s@]+\s*\(([^()]+)\)$/.exec(text);
  if (inBrackets?.[1] !== undefined) return inBrackets[1].trim();
  const before = /^([^<>@]+?)\s*<[^\s@]+@[^\s@]+>$/.exec(text);
  return before?.[1] ?? text;
}

/** The publication an aggregated entry came from: RSS `source`, Atom `source`, or Dublin Core's. */
export function sourceOf(element: Element, base: Base): { title: string; url: string | null } | null {
  const source = firstOf(element, 'source', 'atom:source', 'dc:source');
  if (source === null) return null;
  const title = firstOf(source, 'title', 'atom:title');
  const url = source.attributes['url'] ?? '';
  if (title === null) {
    const text = titleText(textOf(source), true);
    const address = resolveLink(url, base) ?? (/^https?:\/\/\S+$/.test(text) ? text : null);
    return text === '' && address === null ? null : { title: text, url: address };
  }
  return { title: titleText(textOf(title), true), url: atomLink(source, base) ?? resolveLink(url, base) };
}
