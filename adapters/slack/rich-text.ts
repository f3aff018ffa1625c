import type { types } from '@slack/bolt';
import type { RichText, Span, StyledSpan } from '../../src/messages/message.ts';
import { otherHost } from '../../src/messages/link-text.ts';
import { batches } from './batches.ts';
import { MAX_TEXT } from './limits.ts';
import { clean, cut, pieces, safeLink } from './text.ts';

// Rich text carries untrusted words as data: Slack reads no markup, mention or link in it, so nothing is escaped.

type Piece = types.RichTextText | types.RichTextLink | types.RichTextDate;

const DATE_FORMAT = '{date_short_pretty}, {time}';

/** A list item or a link is cut here: longer ones are a feed's mistake, not something to read. */
const MAX_ITEM = 1_000;

const length = (piece: Piece): number =>
  piece.type === 'date'
    ? DATE_FORMAT.length + (piece.fallback?.length ?? 0)
    : (piece.text?.length ?? 0) + (piece.type === 'link' ? piece.url.length : 0);

const sectionLength = (section: { readonly elements: readonly Piece[] }): number =>
  section.elements.reduce((sum, piece) => sum + length(piece), 0);

/** One paragraph as rich text blocks, each within Slack's text limit. No blocks when nothing visible is left. */
export function paragraph(text: RichText): types.RichTextBlock[] {
  const spans = typeof text === 'string' ? [text] : text;
  const all = spans.flatMap(toPieces);
  if (!all.some(visible)) return [];
  return batches(all, length).map((elements) => ({
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements }],
  }));
}

/** A bulleted list as rich text blocks. */
export function bullets(items: readonly RichText[]): types.RichTextBlock[] {
  const sections = items.flatMap((item) => {
    const elements = shorten((typeof item === 'string' ? [item] : item).flatMap(toPieces));
    return elements.some(visible) ? [{ type: 'rich_text_section' as const, elements }] : [];
  });
  return batches(sections, sectionLength).map((elements) => ({
    type: 'rich_text',
    elements: [{ type: 'rich_text_list', style: 'bullet', elements }],
  }));
}

function toPieces(span: Span): Piece[] {
  if (typeof span === 'string') return pieces(clean(span), MAX_TEXT).map((text) => ({ type: 'text', text }));
  const text = clean(span.text);
  const url = safeLink(span.link);
  const style = styleOf(span);
  if (span.time !== undefined) {
    const timestamp = Math.floor(span.time.getTime() / 1000);
    const fallback = cut(text, MAX_ITEM) || span.time.toISOString();
    return [{ type: 'date', timestamp, format: DATE_FORMAT, fallback, ...(url && { url }), ...style }];
  }
  if (url !== undefined && text.trim() !== '') {
    const host = otherHost(text, url);
    if (host === undefined) return [{ type: 'link', url, text: cut(text, MAX_ITEM), ...style }];
    return [
      { type: 'text', text: `${cut(text, MAX_ITEM)} (`, ...style },
      { type: 'link', url, text: host },
      { type: 'text', text: ')' },
    ];
  }
  return pieces(text, MAX_TEXT).map((part) => ({ type: 'text', text: part, ...style }));
}

type Style = Pick<types.RichTextStyleable, 'style'>;

function styleOf({ bold, italic, code }: StyledSpan): Style {
  if (!bold && !italic && !code) return {};
  return { style: { ...(bold && { bold }), ...(italic && { italic }), ...(code && { code }) } };
}

const visible = (piece: Piece): boolean => piece.type === 'date' || (piece.text ?? '').trim() !== '';

/** The pieces that fit into one list item, the first that does not cut short. */
function shorten(all: readonly Piece[]): Piece[] {
  const kept: Piece[] = [];
  let used = 0;
  for (const piece of all) {
    const room = MAX_ITEM - used;
    used += piece.type === 'date' ? DATE_FORMAT.length : (piece.text?.length ?? 0);
    if (used <= MAX_ITEM) {
      kept.push(piece);
      continue;
    }
    if (piece.type === 'text' && room > 1) kept.push({ ...piece, text: cut(piece.text, room) });
    break;
  }
  return kept;
}
