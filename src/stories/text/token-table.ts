import { fold } from './fold.ts';
import { isDigit } from './letters.ts';

/** One word of a text. Texts share these objects. */
export interface Token {
  /** Folded: lower case, no accents. */
  readonly form: string;
  /** As it stands in the text. */
  readonly raw: string;
  /** The first letter is a capital, or a digit stands in it. */
  readonly capital: boolean;
  /** Written as only names are: with a digit or a capital within, as `3CX` and `BeyondTrust`. */
  readonly odd: boolean;
  /** The word opens a sentence, so that its capital says nothing. */
  readonly opens: boolean;
  /** Where it is kept; see `tokenMemo`. */
  readonly slot: number;
}

// News repeats its words, so most of reading is meeting them again. A word has one place, given by its letters, and moves
// out when another comes that has the same: so the table never grows, a word is found without cutting it out of its text,
// and the memory that is touched stays small enough for a processor's cache. A power of two.
const SLOTS = 32768;
const writings: string[] = Array.from({ length: SLOTS }, () => '');
const within: (Token | undefined)[] = Array.from({ length: SLOTS });
const opening: (Token | undefined)[] = Array.from({ length: SLOTS });

/** The token of `text` from `start` to `stop`. */
export function tokenAt(text: string, start: number, stop: number, opens: boolean): Token {
  let hash = 0;
  for (let at = start; at < stop; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  // Both halves count: the last letters alone set the lower bits.
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  if (!isWritten(writings[slot] ?? '', text, start, stop)) {
    writings[slot] = copyOf(text.slice(start, stop));
    within[slot] = undefined;
    opening[slot] = undefined;
  }
  const tokens = opens ? opening : within;
  return (tokens[slot] ??= tokenOf(writings[slot] ?? '', opens, slot));
}

function isWritten(written: string, text: string, start: number, stop: number): boolean {
  const length = stop - start;
  if (written.length !== length) return false;
  for (let at = 0; at < length; at++)
    if (written.charCodeAt(at) !== text.charCodeAt(start + at)) return false;
  return true;
}

// A longer string that is cut out of a text keeps the whole text alive.
const LONGEST_COPIED = 12;

function copyOf(cut: string): string {
  return cut.length <= LONGEST_COPIED ? cut : cut.split('').join('');
}

function tokenOf(written: string, opens: boolean, slot: number): Token {
  const raw =
    written.includes('.') && !isDigit(written.charCodeAt(0)) ? written.replaceAll('.', '') : written;
  const capital = isCapital(raw);
  return { form: fold(raw), raw, capital, odd: capital && /\d|\p{Ll}\p{Lu}/u.test(raw), opens, slot };
}

function isCapital(raw: string): boolean {
  const first = raw.charCodeAt(0);
  if (first >= 65 && first <= 90) return true;
  if (first > 127 && raw.charAt(0) !== raw.charAt(0).toLowerCase()) return true;
  for (let at = 0; at < raw.length; at++) if (isDigit(raw.charCodeAt(at))) return true;
  return false;
}

/** Remembers what a pure function says of words, for as long as the words are kept. */
export function tokenMemo<Value>(make: (token: Token) => Value): (token: Token) => Value {
  const tokens: (Token | undefined)[] = Array.from({ length: SLOTS });
  const values: (Value | undefined)[] = Array.from({ length: SLOTS });
  return (token) => {
    const { slot } = token;
    const known = tokens[slot] === token ? values[slot] : undefined;
    if (known !== undefined) return known;
    const value = make(token);
    tokens[slot] = token;
    values[slot] = value;
    return value;
  };
}
