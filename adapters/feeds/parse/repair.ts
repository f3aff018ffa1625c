import { CONTROL } from './entities.ts';

/** Bare or unknown ampersands: those that begin no character reference of XML. */
const BARE_AMPERSAND = /&(?!#\d{1,7};|#x[\da-f]{1,6};|(?:amp|lt|gt|quot|apos);)/gi;

const PIECE = 65_536;

/** What the control characters from U+0080 are meant to be: bytes of windows-1252 that were taken for Latin-1. */
const MEANT = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';
const C1 = /[\u0080-\u009F]/g;
// eslint-disable-next-line no-control-regex
const SUSPECT = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFE\uFFFF]/;

/** A document without control characters and without what stands before its first tag. */
export function strip(text: string): string {
  const start = text.search(/<(?:\?xml|!DOCTYPE|!--|[a-z])/i);
  const from = start > 0 ? text.slice(start) : text;
  if (!holdsControl(from)) return from;
  return from.replace(CONTROL, '').replace(C1, (char) => (MEANT[char.charCodeAt(0) - 0x80] ?? '').trim());
}

/** In pieces, because V8 interprets a pattern until it has run once: over 10 MB that alone takes a second. */
function holdsControl(text: string): boolean {
  for (let at = 0; at < text.length; at += PIECE) {
    if (text.slice(at, at + PIECE).search(SUSPECT) >= 0) return true;
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
