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

// CVE numbers, dotted acronyms, numbers with separators, then words. No flag `i`: with `u` it takes five times as long.
const WORD =
  /[Cc][Vv][Ee]-\d{4}-\d{4,}|(?:\p{Lu}\.){2,}\p{Lu}?|\d{1,3}(?:[.,\u00a0\u202f]\d{3})+(?!\d)|\d+[.,]\d+|[\p{L}\p{N}\p{M}]+(?:&\p{L}+)?/gu;

const SPACELESS = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]$/u;
const SPACELESS_RUN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]+/gu;
const FIRST_SPACELESS = 0xe00;

/** True for a letter of a script that puts no spaces between words. */
export function isSpaceless(form: string): boolean {
  return form.length <= 2 && form.charCodeAt(0) >= FIRST_SPACELESS && SPACELESS.test(form);
}

/** Splits a text into words. Web addresses are left out; hyphens, slashes and apostrophes part words. */
export function tokenize(text: string): Token[] {
  const clean = text.includes('://') ? text.replaceAll(/\bhttps?:\/\/\S+/g, ' . ') : text;
  const tokens: Token[] = [];
  let end = 0;
  for (const match of clean.matchAll(WORD)) {
    const written = match[0];
    const start = match.index;
    const opens = end === 0 || endsSentence(clean, end, start);
    end = start + written.length;
    if (written.length === 1 && isElision(clean, start)) continue;
    // Scripts without spaces go letter by letter.
    if (written.charCodeAt(0) >= FIRST_SPACELESS || written.charCodeAt(written.length - 1) >= FIRST_SPACELESS)
      for (const [part] of written.matchAll(SPACELESS_RUN)) tokens.push(tokenOf(part, opens));
    else tokens.push(tokenOf(written, opens));
  }
  return tokens;
}

function tokenOf(written: string, opens: boolean): Token {
  const raw =
    written.includes('.') && !isDigit(written.charCodeAt(0)) ? written.replaceAll('.', '') : written;
  return { form: fold(raw), raw, capital: isCapital(raw), opens };
}

function isCapital(raw: string): boolean {
  const first = raw.charCodeAt(0);
  if (first >= 65 && first <= 90) return true;
  if (first > 127 && raw.charAt(0) !== raw.charAt(0).toLowerCase()) return true;
  for (let at = 0; at < raw.length; at++) if (isDigit(raw.charCodeAt(at))) return true;
  return false;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Whether a sentence ends between two words: a stop, or a quotation mark, with a space behind. */
function endsSentence(text: string, from: number, to: number): boolean {
  if (to - from < 2) return false;
  return /[.!?:…»”"]\s/.test(text.slice(from, to));
}

/** What an apostrophe parts from its word: `l'`, `d'`, `'s`. */
function isElision(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (
    code >= 97 && code <= 122 && (isApostrophe(text.charAt(at - 1)) || isApostrophe(text.charAt(at + 1)))
  );
}

function isApostrophe(letter: string): boolean {
  return letter === "'" || letter === '’';
}
