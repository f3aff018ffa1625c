import type { RichText, Span, StyledSpan } from '../../src/messages/message.ts';
import { otherHost } from '../../src/messages/link-text.ts';
import { clean, cut, escapeMarkdown } from './escape.ts';

/** A link's text is a headline at most; longer ones are attacks or mistakes. */
const MAX_LINK_TEXT = 300;
/** Longer addresses would eat the embed; they lose the link and keep the text. */
const MAX_LINK = 1000;
/** Longest stretch that is never broken over two embeds. */
const MAX_WORD = 100;

/**
 * Rich text as pieces of Discord Markdown. Each piece is whole in itself (a word, a link, a bold phrase): text may be
 * cut or split between pieces, never inside one.
 */
export function markdownPieces(text: RichText): string[] {
  const spans: readonly Span[] = typeof text === 'string' ? [text] : text;
  return spans.flatMap((span) => (typeof span === 'string' ? words(span) : styled(span)));
}

/** Rich text as Markdown, at most `max` units. */
export function markdown(text: RichText, max: number): string {
  return fit(markdownPieces(text), max);
}

/** As many whole pieces as fit into `max` units, with "…" for the rest. */
export function fit(pieces: readonly string[], max: number): string {
  const whole = pieces.join('').trim();
  if (whole.length <= max) return whole;
  let kept = '';
  for (const piece of pieces) {
    if (kept.length + piece.length > max - 1) break;
    kept += piece;
  }
  return `${kept.trim()}…`;
}

/** All pieces, in chunks of at most `max` units. */
export function chunks(pieces: readonly string[], max: number): string[] {
  const done: string[] = [];
  let current = '';
  for (const piece of pieces) {
    if (current.length + piece.length > max) {
      done.push(current.trim());
      current = '';
    }
    current += piece;
  }
  return [...done, current.trim()].filter((chunk) => chunk !== '');
}

/** An address that may be linked: http(s), no spaces or brackets that would end a Markdown link; otherwise undefined. */
export function safeLink(link: string | undefined): string | undefined {
  if (!link || !URL.canParse(link)) return undefined;
  const url = new URL(link);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  const href = url.href.replace(
    /[()<>\\`*|[\]]/gu,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return href.length <= MAX_LINK ? href : undefined;
}

function words(text: string): string[] {
  // Between two styled spans white space alone is a part of the sentence; cleaned, it would be nothing to see.
  if (/^[^\S\u2800]+$/u.test(text)) return [' '];
  // Escaped before it is split, so that marks which count only at the start of a line are seen there; split where no
  // backslash is parted from what it escapes.
  return escapeMarkdown(text).match(new RegExp(String.raw`\s+|(?:\\.|\S){1,${MAX_WORD}}`, 'gsu')) ?? [];
}

function styled(span: StyledSpan): string[] {
  if (span.time && !Number.isNaN(span.time.getTime()))
    return [`<t:${Math.floor(span.time.getTime() / 1000)}:R>`];
  const link = safeLink(span.link);
  if (!link && !span.bold && !span.italic && !span.code) return words(span.text);
  const text = cut(clean(span.text).replace(/\s+/gu, ' '), MAX_LINK_TEXT);
  const body = text.trim();
  if (body === '') return [' '];
  const marked = emphasised(span, body);
  const shown = link ? linked(marked, body, link) : marked;
  return [`${text.startsWith(' ') ? ' ' : ''}${shown}${text.endsWith(' ') ? ' ' : ''}`];
}

function emphasised(span: StyledSpan, text: string): string {
  const mark = `${span.bold ? '**' : ''}${span.italic ? '*' : ''}`;
  // Backslashes do nothing inside code, so the one character that ends it is swapped for its twin.
  const inner = span.code ? `\`${text.replaceAll('`', 'ˋ')}\`` : escapeMarkdown(text);
  return `${mark}${inner}${mark}`;
}

/** A link whose text names another site shows where it really goes. */
function linked(marked: string, text: string, link: string): string {
  const host = otherHost(text, link);
  if (host === undefined) return `[${marked}](${link})`;
  return `${marked} ([${escapeMarkdown(host)}](${link}))`;
}
