import { createFind, type Find } from './find.ts';
import { decodeEntities } from './entities.ts';

// HTML to text in one pass without a tree: linear in the input, so that neither 100 kB titles nor 100,000 nested
// elements cost more than they are long.

const BREAKS = new Set(
  (
    'address article aside blockquote br dd div dl dt fieldset figcaption figure footer form h1 h2 ' +
    'h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul option caption title'
  ).split(' '),
);
const SILENT = new Set('script style head noscript template svg math iframe object textarea'.split(' '));
const CELLS = new Set(['td', 'th']);

/** Every element of HTML that turns up in titles: other things in angle brackets are text (`List<String>`). */
const TAG =
  /<\/?(?:a|abbr|acronym|article|b|bdi|bdo|big|blockquote|body|br|center|cite|code|col|dd|del|dfn|div|dl|dt|em|figure|font|h[1-6]|head|header|hr|html|i|img|ins|kbd|label|li|link|mark|meta|nobr|ol|p|pre|q|ruby|rt|rp|s|samp|script|section|small|source|span|strike|strong|style|sub|sup|table|tbody|td|tfoot|th|thead|time|tr|tt|u|ul|var|video|wbr|iframe|embed|object|audio|picture|figcaption|noscript|button|input|form|svg)(?=[\s/>])[^<>]*>|<!--/i;

/** Whether a text holds HTML markup (not merely something in angle brackets). */
export function looksLikeHtml(text: string): boolean {
  return text.includes('<') && TAG.test(text);
}

/** The readable text of an HTML fragment, paragraphs on lines of their own. */
export function htmlToText(html: string): string {
  if (!html.includes('<')) return plainText(decodeEntities(html));
  const pieces: string[] = [];
  const find = createFind(html);
  let at = 0;
  while (at < html.length) {
    const start = html.indexOf('<', at);
    if (start < 0) {
      pieces.push(spaced(html.slice(at)));
      break;
    }
    if (start > at) pieces.push(spaced(html.slice(at, start)));
    at = readMarkup(html, start, pieces, find);
  }
  return plainText(decodeEntities(pieces.join('')));
}

/** Line breaks of the source mean nothing in HTML. */
function spaced(text: string): string {
  return text.includes('\n') ? text.replaceAll('\n', ' ') : text;
}

const NAME = /<\/?([a-z][\w:-]*)/iy;

/** Reads what starts with the “<” at that index, adds what it means for the text, and returns the index behind it. */
function readMarkup(html: string, start: number, pieces: string[], find: Find): number {
  NAME.lastIndex = start;
  const name = NAME.exec(html)?.[1]?.toLowerCase();
  if (name === undefined) {
    if (html.startsWith('<!--', start)) return commentEnd(html, start, find);
    if (/[!?]/.test(html.charAt(start + 1))) return behind(html, '>', start);
    pieces.push('<');
    return start + 1;
  }
  const end = tagEnd(html, NAME.lastIndex);
  if (BREAKS.has(name)) pieces.push('\n');
  else if (CELLS.has(name)) pieces.push(' ');
  if (!SILENT.has(name) || html.charAt(start + 1) === '/' || html.charAt(end - 2) === '/') return end;
  // An element that is never closed hides nothing, or half an article would be gone.
  const closing = find(`</${name}`, end);
  return closing < 0 ? end : closing;
}

/** A comment that is never closed ends with its tag, or the rest of the text would be gone. */
function commentEnd(html: string, start: number, find: Find): number {
  const end = find('-->', start + 4);
  return end < 0 ? behind(html, '>', start + 4) : end + 3;
}

function behind(html: string, end: string, from: number): number {
  const at = html.indexOf(end, from);
  return at < 0 ? html.length : at + end.length;
}

/** Index behind the “>” that ends a tag: the first that does not stand in a quoted attribute. */
function tagEnd(html: string, from: number): number {
  const end = html.indexOf('>', from);
  if (end < 0) return html.length;
  const open = openQuote(html, from, end);
  if (open === '') return end + 1;
  const close = html.indexOf(open, end);
  const next = close < 0 ? -1 : html.indexOf('>', close);
  return next < 0 ? end + 1 : next + 1;
}

function openQuote(html: string, from: number, to: number): string {
  let open = '';
  for (let at = from; at < to; at += 1) {
    const char = html.charAt(at);
    if (open === '' ? char === '"' || char === "'" : char === open) open = open === '' ? char : '';
  }
  return open;
}

/** One line of clean text from a title, which may hold markup and be escaped once too often. */
export function titleText(text: string, html: boolean): string {
  let title = html && looksLikeHtml(text) ? htmlToText(text) : text;
  if (html && title.includes('&')) {
    title = decodeEntities(title);
    if (looksLikeHtml(title)) title = htmlToText(title);
  }
  return oneLine(title);
}

/** The text without line breaks and runs of spaces. */
export function oneLine(text: string): string {
  return text.replace(UNEVEN, ' ').trim();
}

/** The text of a summary or content: HTML by rule, and unescaped once more when it was escaped twice. */
export function contentText(html: string): string {
  if (looksLikeHtml(html)) return htmlToText(html);
  const decoded = decodeEntities(html);
  return looksLikeHtml(decoded) ? htmlToText(decoded) : plainText(decoded);
}

/** Characters that show nothing: soft hyphen, zero-width space, a stray byte order mark. */
const INVISIBLE = /[\u00AD\u200B\uFEFF]/g;
/** Whitespace that is not already a single space. */
const UNEVEN = /[^\S ]\s*| \s+/g;

/** Text that is no HTML, without empty lines, uneven spaces and characters that show nothing. */
export function plainText(text: string): string {
  const lines: string[] = [];
  for (const line of text.replace(INVISIBLE, '').split('\n')) {
    const clean = line.replace(UNEVEN, ' ').trim();
    if (clean !== '') lines.push(clean);
  }
  return lines.join('\n');
}
