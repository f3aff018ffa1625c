import { Parser } from 'htmlparser2';
import { CONTROL, decodeEntities } from './entities.ts';

// HTML to text by events: linear in the input and without a tree, so that neither 100 kB titles nor 100,000 nested
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
  if (!html.includes('<')) return tidy(decodeEntities(html));
  const pieces: string[] = [];
  let silent = 0;
  const parser = new Parser(
    {
      onopentagname(name) {
        if (SILENT.has(name)) silent += 1;
        if (BREAKS.has(name)) pieces.push('\n');
        else if (CELLS.has(name)) pieces.push(' ');
      },
      ontext(text) {
        if (silent === 0) pieces.push(text.includes('\n') ? text.replaceAll('\n', ' ') : text);
      },
      onclosetag(name) {
        if (SILENT.has(name) && silent > 0) silent -= 1;
        if (BREAKS.has(name)) pieces.push('\n');
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return tidy(pieces.join(''));
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

/** The text without line breaks, runs of spaces and control characters. */
export function oneLine(text: string): string {
  return text.replace(CONTROL, '').replace(/\s+/g, ' ').trim();
}

/** The text of a summary or content: HTML by rule, and unescaped once more when it was escaped twice. */
export function contentText(html: string): string {
  if (looksLikeHtml(html)) return htmlToText(html);
  const decoded = decodeEntities(html);
  return looksLikeHtml(decoded) ? htmlToText(decoded) : tidy(decoded);
}

function tidy(text: string): string {
  return text
    .replace(CONTROL, '')
    .replace(/[\u00AD\u200B\uFEFF]/g, '')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}
