import type { RichText, Span, StyledSpan } from '../../src/messages/message.ts';
import { cleanAddress, cleanSpan } from './clean.ts';
import type { Run } from './layout.ts';
import type { Ink, Look } from './look.ts';
import { clockTime } from './times.ts';

/** How spans are turned into runs: the look, the moment, and inks that lie under each span's own. */
export interface Style extends Look {
  readonly now?: Date | undefined;
  readonly inks?: readonly Ink[];
}

const LINE_BREAK = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/u;

/** Cuts a text at its line breaks. */
export function paragraphs(text: RichText): Span[][] {
  const all: Span[][] = [[]];
  for (const span of typeof text === 'string' ? [text] : text) {
    const styled: StyledSpan = typeof span === 'string' ? { text: span } : span;
    styled.text.split(LINE_BREAK).forEach((part, index) => {
      if (index > 0) all.push([]);
      all.at(-1)?.push({ ...styled, text: part });
    });
  }
  return all;
}

/** Untrusted spans of one paragraph as clean runs; where links can't be clicked, the address follows its words. */
export function toRuns(spans: readonly Span[], style: Style): Run[] {
  return spans.flatMap((span) => spanRuns(typeof span === 'string' ? { text: span } : span, style));
}

function spanRuns(span: StyledSpan, style: Style): Run[] {
  const base = style.inks ?? [];
  const inks: Ink[] = [...base];
  if (span.bold) inks.push('bold');
  if (span.italic) inks.push('italic');
  if (span.code) inks.push('cyan');
  const words = cleanSpan(shownText(span, style));
  const address = span.link === undefined ? undefined : cleanAddress(span.link);
  if (address === undefined) return [{ text: words, inks }];
  if (style.hyperlinks) return [{ text: words, inks, address }];
  if (words.trim() === address || words.trim() === span.link) return [{ text: address, inks, whole: true }];
  const around = style.colours ? { open: ' ', close: '' } : { open: ' (', close: ')' };
  return [
    { text: `${words}${around.open}`, inks },
    { text: address, inks: ['dim'], whole: true },
    { text: around.close, inks },
  ];
}

/** Dates from a store that lost their type, or bad ones, fall back to the text. */
function shownText(span: StyledSpan, style: Style): string {
  if (!(span.time instanceof Date) || Number.isNaN(span.time.getTime())) return span.text;
  return clockTime(span.time, style.now, style.timeZone);
}
