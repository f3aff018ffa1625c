import type { Enclosure } from '../../../src/feeds/item.ts';
import { childrenOf, firstOf, textOf, type Element } from './element.ts';
import { baseAt, resolveLink, type Base } from './links.ts';

const FILES = /^(?:enclosure|(?:atom:)?link|media:(?:group|content))$/;
const PICTURES = /^(?:enclosure|(?:atom:)?link|media:(?:group|content|thumbnail)|itunes:image|image)$/;

/** Most entries have neither, and looking further costs more than this. */
function hasChild(element: Element, names: RegExp): boolean {
  for (const child of element.children) if (typeof child !== 'string' && names.test(child.name)) return true;
  return false;
}

/** Files attached to an entry: `enclosure`, Atom links of that relation, and `media:content`, each address once. */
export function readEnclosures(element: Element, base: Base): Enclosure[] {
  if (!hasChild(element, FILES)) return [];
  const found = new Map<string, Enclosure>();
  const add = (
    at: Element,
    href: string | undefined,
    type: string | undefined,
    length: string | undefined,
  ): void => {
    const url = resolveLink(href ?? '', baseAt(at, base));
    if (url !== null && !found.has(url))
      found.set(url, { url, type: type?.trim() || null, length: bytesOf(length) });
  };
  for (const child of element.children) {
    if (typeof child === 'string') continue;
    const { attributes } = child;
    if (child.name === 'enclosure') {
      add(
        child,
        attributes['url'] ?? attributes['rdf:resource'] ?? attributes['href'],
        attributes['type'],
        attributes['length'],
      );
    } else if (child.name === 'link' || child.name === 'atom:link') {
      if (attributes['rel'] === 'enclosure')
        add(child, attributes['href'], attributes['type'], attributes['length']);
    }
  }
  for (const media of mediaContents(element)) {
    add(media, media.attributes['url'], media.attributes['type'], media.attributes['filesize']);
  }
  return [...found.values()];
}

function mediaContents(element: Element): Element[] {
  const groups = childrenOf(element, 'media:group');
  return [element, ...groups].flatMap((at) => childrenOf(at, 'media:content'));
}

function bytesOf(length: string | undefined): number | null {
  const bytes = Number.parseInt((length ?? '').replaceAll(/[,.\s]/g, ''), 10);
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null;
}

/** The picture that stands for an entry, or null. */
export function readImage(element: Element, enclosures: readonly Enclosure[], base: Base): string | null {
  if (!hasChild(element, PICTURES)) return null;
  const places = [element, ...childrenOf(element, 'media:group'), ...mediaContents(element)];
  for (const place of places) {
    const url = firstOf(place, 'media:thumbnail')?.attributes['url'];
    const thumbnail = resolveLink(url ?? '', base);
    if (thumbnail !== null) return thumbnail;
  }
  const itunes = resolveLink(firstOf(element, 'itunes:image')?.attributes['href'] ?? '', base);
  if (itunes !== null) return itunes;
  const media = mediaContents(element).find(({ attributes }) => attributes['medium'] === 'image');
  const picture = media?.attributes['url'] ?? enclosures.find(({ type }) => type?.startsWith('image/'))?.url;
  if (picture !== undefined) return resolveLink(picture, base);
  const image = firstOf(element, 'image');
  return image === null ? null : resolveLink(textOf(firstOf(image, 'url') ?? image), base);
}
