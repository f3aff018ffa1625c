import { CONTROL } from './entities.ts';

/** Bare or unknown ampersands: those that begin no character reference of XML. */
const BARE_AMPERSAND = /&(?!#\d{1,7};|#x[\da-f]{1,6};|(?:amp|lt|gt|quot|apos);)/gi;

const PIECE = 65_536;

/** A document without characters that XML forbids and without what stands before its first tag. */
export function strip(text: string): string {
  const start = text.search(/<(?:\?xml|!DOCTYPE|!--|[a-z])/i);
  const from = start > 0 ? text.slice(start) : text;
  return holdsControl(from) ? from.replace(CONTROL, '') : from;
}

/** In pieces, because V8 interprets a pattern until it has run once: over 10 MB that alone takes a second. */
function holdsControl(text: string): boolean {
  for (let at = 0; at < text.length; at += PIECE) {
    if (text.slice(at, at + PIECE).search(CONTROL) >= 0) return true;
  }
  return false;
}

/** The document made acceptable to strict parsers: stripped, ampersands outside CDATA escaped. */
export function repair(text: string): string {
  const parts = strip(text).split(/(<!\[CDATA\[[\s\S]*?\]\]>)/);
  return parts
    .map((part) => (part.startsWith('<![CDATA[') ? part : part.replace(BARE_AMPERSAND, '&amp;')))
    .join('');
}

/** Whether the text shows entries, so that a reader that found none has failed. */
export function showsEntries(text: string): boolean {
  return /<(?:[\w-]+:)?(?:item|entry)[\s>]/i.test(text);
}
