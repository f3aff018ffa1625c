import { MAX_URL } from './limits.ts';

// Overrides and isolates turn round the text that follows them; nothing a feed says may do that to our own words.
const BIDI_CONTROLS = /[\u202A-\u202E\u2066-\u2069]/gu;
// Invisible, and so good only for hiding what a text says: zero-width characters, soft hyphens, fillers, tag letters. Joiners
// and emoji presentation stay: Persian and emoji need them.
const INVISIBLE = /(?!\p{Join_Control}|\uFE0E|\uFE0F)(?:\p{Default_Ignorable_Code_Point}|[\uFFF9-\uFFFB])/gu;
const CONTROLS = /(?![\n\t])\p{Cc}/gu;
// Half a character, from text cut in the wrong place; no JSON parser agrees on what to do with it.
const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Untrusted text without characters that hide or turn round what is said. Line ends become `\n`. */
export function clean(text: string): string {
  return text
    .replaceAll(LONE_SURROGATES, '\uFFFD')
    .replaceAll(/\r\n?|[\u2028\u2029]/gu, '\n')
    .replaceAll(BIDI_CONTROLS, '')
    .replaceAll(INVISIBLE, '')
    .replaceAll(CONTROLS, '');
}

/** `clean`, on one line. */
export function cleanLine(text: string): string {
  return clean(text).replaceAll(/\s+/gu, ' ').trim();
}

/** At most `max` UTF-16 units, the last one `…` when something was left out; never half a surrogate pair. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, wholeEnd(text, max - 1)).trimEnd()}…`;
}

/** The nearest place at or before `end` that does not split a surrogate pair. */
function wholeEnd(text: string, end: number): number {
  return /[\uD800-\uDBFF]/u.test(text.charAt(end - 1)) ? end - 1 : end;
}

/** Pieces of at most `max` units, broken at white space where there is some in the last quarter. */
export function pieces(text: string, max: number): string[] {
  const all: string[] = [];
  let rest = text;
  while (rest.length > max) {
    const space = rest.lastIndexOf(' ', max);
    const end = space > max * 0.75 ? space + 1 : wholeEnd(rest, max);
    all.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return rest === '' ? all : [...all, rest];
}

/** The address when it is http(s) and short enough for Slack, as a URL parser writes it; else undefined. */
export function safeLink(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  const web = url.protocol === 'https:' || url.protocol === 'http:';
  return web && url.href.length <= MAX_URL ? url.href : undefined;
}
