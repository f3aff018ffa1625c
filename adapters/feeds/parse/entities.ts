import { decodeHTMLStrict } from 'entities';

const MAX_ENTITIES = 500;
const MAX_ENTITY_LENGTH = 1000;

/** Characters no feed text may hold: control characters other than tab and line breaks, and non-characters. */
// eslint-disable-next-line no-control-regex
export const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]/g;

const REFERENCE = /&(?:#[\dxX]\w*|[A-Za-z][\w.-]*);/g;
const COMMON: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
  ['&#39;', "'"],
  ['&nbsp;', '\u00A0'],
]);

/**
 * Decodes character references: XML's five, HTML's named ones (feeds use them undeclared), numbers, and those the
 * document declares. A bare or unknown `&` stays as it is.
 */
export function decodeEntities(text: string, declared?: ReadonlyMap<string, string>): string {
  if (!text.includes('&')) return text;
  return text.replace(
    REFERENCE,
    (whole) => COMMON.get(whole) ?? declared?.get(whole.slice(1, -1)) ?? decodeRare(whole),
  );
}

/** A number may name a character that no text may hold. */
function decodeRare(reference: string): string {
  const decoded = decodeHTMLStrict(reference).replace(CONTROL, '');
  return decoded === '\uFFFD' ? '' : decoded;
}

/**
 * The entities a DOCTYPE declares, as literal text. Values that refer to other entities or to outside resources are
 * kept empty: nothing is expanded twice and nothing is fetched.
 */
export function readInternalEntities(
  text: string,
  start: number,
): { entities: Map<string, string>; end: number } {
  const entities = new Map<string, string>();
  const close = text.indexOf('>', start);
  const open = text.indexOf('[', start);
  if (close < 0) return { entities, end: start + 9 };
  if (open < 0 || open > close) return { entities, end: close + 1 };
  const end = /\]\s*>/g;
  end.lastIndex = open;
  const found = end.exec(text);
  if (found === null) return { entities, end: close + 1 };
  const subset = text.slice(open + 1, found.index);
  for (const [, name, quoted] of subset.matchAll(/<!ENTITY\s+([\w.-]+)\s+("[^"]*"|'[^']*'|\w)/g)) {
    if (name === undefined || quoted === undefined || entities.size >= MAX_ENTITIES) continue;
    const value = quoted.length > 1 ? quoted.slice(1, -1) : '';
    const refers = /&(?!#|amp;|lt;|gt;|quot;|apos;)/.test(value) || value.length > MAX_ENTITY_LENGTH;
    entities.set(name, refers ? '' : value);
  }
  return { entities, end: end.lastIndex };
}
