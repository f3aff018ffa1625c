import {
  FIRST_SPACELESS,
  inWord,
  isDigit,
  isPunctuation,
  isSpace,
  isStop,
  isTabled,
  isUpper,
} from './letters.ts';
import { tokensAt } from './token-table.ts';
import type { Span, Token } from './token-table.ts';

// CVE numbers, dotted acronyms, numbers with separators, then words. No flag `i`: with `u` it takes five times as long.
const WORD =
  /[Cc][Vv][Ee]-\d{4}-\d{4,}|(?:\p{Lu}\.){2,}\p{Lu}?|\d{1,3}(?:[.,\u00a0\u202f]\d{3})+(?!\d)|\d+[.,]\d+|[\p{L}\p{N}\p{M}]+(?:&\p{L}+)?/gu;

const SPACELESS_RUN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]+/gu;

/**
 * Splits a text into words, the first `limit` of them. Web addresses are left out; hyphens, slashes and apostrophes part
 * words.
 */
export function tokenize(text: string, limit = Infinity): Token[] {
  const clean = text.includes('://') ? text.replaceAll(/\bhttps?:\/\/\S+/g, ' . ') : text;
  const codes = codesOf(clean);
  const spans: Span[] = [];
  let end = 0;
  while (spans.length < limit) {
    let start = nextStart(codes, end, clean.length);
    let stop = plainEnd(codes, start, clean.length);
    if (stop < 0) {
      WORD.lastIndex = start;
      const match = WORD.exec(clean);
      if (match === null) break;
      start = match.index;
      stop = start + match[0].length;
    }
    const opens = end === 0 || endsSentence(codes, end, start);
    end = stop;
    if (stop - start === 1 && isElision(codes, start)) continue;
    // Scripts without spaces go letter by letter.
    if ((codes[start] ?? 0) >= FIRST_SPACELESS || (codes[stop - 1] ?? 0) >= FIRST_SPACELESS)
      for (const { 0: part, index } of clean.slice(start, stop).matchAll(SPACELESS_RUN))
        spans.push({ start: start + index, stop: start + index + part.length, opens });
    else spans.push({ start, stop, opens });
  }
  return tokensAt(codes, spans.length > limit ? spans.slice(0, limit) : spans);
}

// The letters of the text at hand: read from here they take a fifth of the time they take from the string.
let letters = new Uint16Array(4096);

function codesOf(text: string): Uint16Array {
  // One place more than there are letters: behind the last stands a 0.
  if (text.length >= letters.length) letters = new Uint16Array(2 * text.length);
  for (let at = 0; at < text.length; at++) letters[at] = text.charCodeAt(at);
  letters[text.length] = 0;
  return letters;
}

/** The first position from `from` on where a word may start. */
function nextStart(codes: Uint16Array, from: number, length: number): number {
  let at = from;
  for (; at < length; at++) {
    const code = codes[at] ?? 0;
    if (isTabled(code) ? inWord(code) : !isPunctuation(code)) break;
  }
  return at;
}

/**
 * The end of a word of letters, which most are. -1 where only the pattern can tell: at digits, initials, `CV`, `&`, rarer
 * scripts and the end of the text. Letter by letter this takes a fifth of the pattern's time.
 */
function plainEnd(codes: Uint16Array, start: number, length: number): number {
  const first = codes[start] ?? 0;
  const second = codes[start + 1] ?? 0;
  if (start >= length || !inWord(first) || isDigit(first)) return -1;
  if (second === DOT && isUpper(first)) return -1;
  if ((first | LOWER) === C && (second | LOWER) === V) return -1;
  let at = start + 1;
  while (inWord(codes[at] ?? 0)) at++;
  if (at === length) return at;
  const behind = codes[at] ?? 0;
  return behind === AMPERSAND || !(isTabled(behind) || isPunctuation(behind)) ? -1 : at;
}

const DOT = 46;
const AMPERSAND = 38;
const C = 99;
const V = 118;
const LOWER = 32;

/** Whether a sentence ends between two words: a stop, or a quotation mark, with a space behind. */
function endsSentence(codes: Uint16Array, from: number, to: number): boolean {
  for (let at = from; at < to - 1; at++)
    if (isStop(codes[at] ?? 0) && isSpace(codes[at + 1] ?? 0)) return true;
  return false;
}

/** What an apostrophe parts from its word: `l'`, `d'`, `'s`. */
function isElision(codes: Uint16Array, at: number): boolean {
  const code = codes[at] ?? 0;
  return code >= 97 && code <= 122 && (isApostrophe(codes[at - 1]) || isApostrophe(codes[at + 1]));
}

function isApostrophe(code: number | undefined): boolean {
  return code === 39 || code === 0x2019;
}
