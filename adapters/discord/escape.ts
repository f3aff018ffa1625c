// Text from feeds is hostile until proven otherwise. It is cleaned of what cannot be seen (overrides of direction,
// zero-width and tag characters hide a mention from a filter), then every character that Discord reads as markup gets
// a backslash. Discord's own rule is wide: a backslash before anything but a letter, digit or space is dropped.

/** Direction overrides and marks, zero-width characters, soft hyphens, fillers and invisible tag letters. */
// ZWJ, ZWNJ and emoji presentation stay: emoji and several scripts are wrong without them.
const INVISIBLE = /(?!\p{Join_Control}|\uFE0E|\uFE0F)(?:\p{Default_Ignorable_Code_Point}|[\uFFF9-\uFFFB])/gu;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/gu;
const LONE_SURROGATE = /\p{Cs}/gu;
const VISIBLE = /[^\s\p{C}\p{M}\p{Z}\u2800]/u;

/** Text without what a reader cannot see; line breaks stay. Text with nothing to see becomes empty. */
export function clean(text: string): string {
  const cleaned = text
    .replace(/\r\n?|[\u2028\u2029]/gu, '\n')
    .replace(INVISIBLE, '')
    .replace(LONE_SURROGATE, '\uFFFD')
    .replace(CONTROL, ' ');
  return VISIBLE.test(cleaned) ? cleaned : '';
}

/** Cleaned text on one line, for places that show no markup: button labels, menu choices, thread names. */
export function plainLine(text: string, max: number): string {
  return cut(clean(text).replace(/\s+/gu, ' ').trim(), max);
}

/** Marks that start a heading, list, quote or small print when they stand alone before a space. */
const BLOCK_MARK = /(?<=^|\s)(?:(-)(?=\s|$)|(\+)(?=\s|$)|(\d{1,9})([.)])(?=\s|$))/gmu;

/** Cleaned text that Discord shows as it is: no markup, no mention, no link, no timestamp, no emoji code. */
export function escapeMarkdown(text: string): string {
  return clean(text)
    .replace(/[\\`*_~|<>[\]#@]/gu, '\\$&')
    .replace(/:\/\//gu, ':\\//')
    .replace(BLOCK_MARK, (_mark, dash?: string, plus?: string, digits?: string, dot?: string) =>
      digits === undefined ? `\\${dash ?? plus ?? ''}` : `${digits}\\${dot ?? ''}`,
    );
}

/** At most `max` units with "…" in place of the rest; never half a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > max - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
