import { inWord, isDigit, isPunctuation, isSpace, isTabled, isUpper } from './letters.ts';
import { tokenAt } from './token-table.ts';
import type { Token } from './token-table.ts';

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

/**
 * Splits a text into words, the first `limit` of them. Web addresses are left out; hyphens, slashes and apostrophes part
 * words.
 */
export function tokenize(text: string, limit = Infinity): Token[] {
  const clean = text.includes('://') ? text.replaceAll(/\bhttps?:\/\/\S+/g, ' . ') : text;
  const tokens: Token[] = [];
  let end = 0;
  while (tokens.length < limit) {
    let start = nextStart(clean, end);
    let stop = plainEnd(clean, start);
    if (stop < 0) {
      WORD.lastIndex = start;
      const match = WORD.exec(clean);
      if (match === null) break;
      start = match.index;
      stop = start + match[0].length;
    }
    const opens = end === 0 || endsSentence(clean, end, start);
    end = stop;
    if (stop - start === 1 && isElision(clean, start)) continue;
    // Scripts without spaces go letter by letter.
    if (clean.charCodeAt(start) >= FIRST_SPACELESS || clean.charCodeAt(stop - 1) >= FIRST_SPACELESS)
      for (const [part] of clean.slice(start, stop).matchAll(SPACELESS_RUN))
        tokens.push(tokenAt(part, 0, part.length, opens));
    else tokens.push(tokenAt(clean, start, stop, opens));
  }
  return tokens.length > limit ? tokens.slice(0, limit) : tokens;
}

/** The first position from `from` on where a word may start. */
function nextStart(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isTabled(code) ? inWord(code) : !isPunctuation(code)) break;
  }
  return at;
}

/**
 * The end of a word of letters, which most are. -1 where only the pattern can tell: at digits, initials, `CV`, `&`, rarer
 * scripts and the end of the text. Letter by letter this takes a fifth of the pattern's time.
 */
function plainEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  const second = text.charCodeAt(start + 1);
  if (!inWord(first) || isDigit(first)) return -1;
  if (second === DOT && isUpper(first)) return -1;
  if ((first | LOWER) === C && (second | LOWER) === V) return -1;
  let at = start + 1;
  while (inWord(text.charCodeAt(at))) at++;
  if (at === text.length) return at;
  const behind = text.charCodeAt(at);
  return behind === AMPERSAND || !(isTabled(behind) || isPunctuation(behind)) ? -1 : at;
}

const DOT = 46;
const AMPERSAND = 38;
const C = 99;
const V = 118;
const LOWER = 32;

/** Whether a sentence ends between two words: a stop, or a quotation mark, with a space behind. */
function endsSentence(text: string, from: number, to: number): boolean {
  for (let at = from; at < to - 1; at++)
    if (STOPS.includes(text.charAt(at)) && isSpace(text.charCodeAt(at + 1))) return true;
  return false;
}

const STOPS = '.!?:…»”"';

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
