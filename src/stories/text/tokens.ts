import { fold } from './fold.ts';

/** One word of a text. */
export interface Token {
  /** Folded: lower case, no accents. */
  readonly form: string;
  /** As it stands in the text. */
  readonly raw: string;
  /** The first letter is a capital, or a digit stands in it. */
  readonly capital: boolean;
  /** The word opens a sentence, so that its capital says nothing. */
  readonly opens: boolean;
}

// Dotted acronyms, CVE numbers, numbers with separators, then words; the scripts written without spaces go letter by letter.
const WORD =
  /(?:\p{Lu}\.){2,}\p{Lu}?|CVE-\d{4}-\d{4,}|\d{1,3}(?:[.,\u00a0\u202f]\d{3})+(?!\d)|\d+[.,]\d+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}\p{M}])+(?:&\p{L}+)?/giu;

const SPACELESS = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]$/u;

/** True for a letter of a script that puts no spaces between words. */
export function isSpaceless(form: string): boolean {
  return form.length <= 2 && form.charCodeAt(0) > 0xe00 && SPACELESS.test(form);
}

/** Splits a text into words. Web addresses are left out; hyphens, slashes and apostrophes part words. */
export function tokenize(text: string): Token[] {
  const clean = text.includes('://') ? text.replaceAll(/\bhttps?:\/\/\S+/g, ' . ') : text;
  const tokens: Token[] = [];
  let end = 0;
  for (const match of clean.matchAll(WORD)) {
    const written = match[0];
    const opens = end === 0 || /[.!?:…»”"]\s/.test(clean.slice(end, match.index));
    end = match.index + written.length;
    if (written.length === 1 && isElision(clean, match.index)) continue;
    const raw = /^(?:\p{Lu}\.)+/u.test(written) ? written.replaceAll('.', '') : written;
    tokens.push({ form: fold(raw), raw, capital: /^\p{Lu}|\d/u.test(raw), opens });
  }
  return tokens;
}

/** What an apostrophe parts from its word: `l'`, `d'`, `'s`. */
function isElision(text: string, at: number): boolean {
  return /[a-z]/.test(text[at] ?? '') && (/['’]/.test(text[at - 1] ?? '') || /['’]/.test(text[at + 1] ?? ''));
}
