import type { RichText, Span } from '../../src/messages/message.ts';
import { otherHost } from '../../src/messages/link-text.ts';
import { clean, cleanLine, cut, safeLink } from './text.ts';

// Only section fields and context blocks are written in mrkdwn, because they take no rich text.

/** Slack's markup characters and look-alikes that mean nothing to it: mrkdwn has no way to escape them. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '*': '∗',
  _: '＿',
  '~': '∼',
  '`': 'ˋ',
};

/** Untrusted text that mrkdwn shows as it is: no mention, no link, no emphasis, no emoji code, no quote. */
function neutral(text: string): string {
  return escapeEntities(text)
    .replaceAll(/[*_~`]/gu, (mark) => LOOKALIKES[mark] ?? '')
    .replaceAll(/:(?=[\w+-]+:)/gu, '∶');
}

/** The three characters Slack reads as control characters in any text that is not plain_text or rich text. */
export function escapeEntities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Spans as mrkdwn of at most `max` characters. What does not fit is left out span by span, never half a link. */
export function mrkdwn(text: RichText, max: number): string {
  const spans = typeof text === 'string' ? [text] : text;
  let all = '';
  for (const span of spans) {
    const whole = spanMrkdwn(span);
    if (all.length + whole.length < max) {
      all += whole;
      continue;
    }
    // Escaping makes a character at most five ("&amp;"), so a fifth of the room always fits.
    const room = Math.floor((max - all.length - 1) / 5);
    const plain = clean(typeof span === 'string' ? span : span.text);
    return room > 1 ? `${all}${neutral(cut(plain, room))}` : `${all}…`;
  }
  return all;
}

function spanMrkdwn(span: Span): string {
  if (typeof span === 'string') return neutral(clean(span));
  const url = safeLink(span.link);
  const text = url === undefined ? clean(span.text) : cleanLine(span.text);
  if (span.time !== undefined) return dateToken(span.time, text);
  const shown = neutral(text);
  if (url === undefined || shown === '') return emphasise(shown, span);
  const host = otherHost(text, url);
  const to = (words: string): string => `<${linkTarget(url)}|${inToken(words)}>`;
  return host === undefined ? emphasise(to(shown), span) : `${emphasise(shown, span)} (${to(neutral(host))})`;
}

function emphasise(text: string, style: { bold?: boolean; italic?: boolean; code?: boolean }): string {
  // Marks only work tight around the words, and not around nothing.
  const [, before = '', words = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/u.exec(text) ?? [];
  if (words === '') return text;
  const marks = `${style.bold ? '*' : ''}${style.italic ? '_' : ''}${style.code ? '`' : ''}`;
  return `${before}${marks}${words}${Array.from(marks).toReversed().join('')}${after}`;
}

/** Words after the `|` of a `<…|…>`, which ends at the next one. */
const inToken = (text: string): string => text.replaceAll('|', '¦');

/** A URL inside `<…|…>`: the parser has left no space, and these three would end it early. */
function linkTarget(url: string): string {
  return escapeEntities(url.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E'));
}

function dateToken(time: Date, fallback: string): string {
  const shown = inToken(neutral(fallback)) || time.toISOString();
  return `<!date^${Math.floor(time.getTime() / 1000)}^{date_short_pretty}, {time}|${shown}>`;
}
