import { fold } from './fold.ts';
import type { Lemma } from './lemma.ts';
import { isDigit, isSpaceless } from './letters.ts';
import type { Standing } from './phrases.ts';

/**
 * `count`: digits alone or an ordinal; `number`: anything else that begins with a digit; `code`: a CVE number; `sign`: a
 * letter of a script without spaces; `letter`: any other that stands alone.
 */
export type TokenKind = 'word' | 'letter' | 'sign' | 'count' | 'number' | 'code';

/** One word of a text. Texts share these objects. */
export interface Token {
  /** Folded: lower case, no accents. */
  readonly form: string;
  /** Its first three letters. */
  readonly start: string;
  /** As it stands in the text. */
  readonly raw: string;
  readonly kind: TokenKind;
  /** The first letter is a capital, or a digit stands in it. */
  readonly capital: boolean;
  /** Written as only names are: with a digit or a capital within, as `3CX` and `BeyondTrust`. */
  readonly odd: boolean;
  /** The word opens a sentence, so that its capital says nothing. */
  readonly opens: boolean;
  /** Its stem, as the language took it that read it last, see `Words`. */
  stem: Lemma | null;
  stemmedBy: number;
  /** What names and concepts have of it, by the collection that asked last. */
  names: Standing | null;
  english: Standing | null;
  own: Standing | null;
}

interface Kept extends Token {
  /** Its letters in the text, dots of initials included. */
  readonly written: string;
}

// News repeats its words, so most of reading is meeting them again. A word has one of two places, given by its letters, and
// moves out when others come that have the same: so the table never grows, and a word is found without cutting it out of
// its text. The one that came last is looked at first. What is known of a word hangs on its token, for the time goes into
// fetching from memory what is scattered there.
// A power of two.
const SLOTS = 65_536;
const table: (Kept | undefined)[] = Array.from({ length: SLOTS });

/** Where a word stands in a text, from `start` to `stop`, and whether it opens a sentence. */
export interface Span {
  readonly start: number;
  readonly stop: number;
  readonly opens: boolean;
}

// For the text at hand: the slot of each word, and how long the word is that stands there.
let slots = new Int32Array(256);
let lengths = new Int32Array(256);

/** The tokens of words whose letters, as UTF-16 codes, stand in `codes`. */
export function tokensAt(codes: Uint16Array, spans: readonly Span[]): Token[] {
  if (spans.length > slots.length) {
    slots = new Int32Array(2 * spans.length);
    lengths = new Int32Array(2 * spans.length);
  }
  spans.forEach((span, at) => {
    slots[at] = slotOf(codes, span);
  });
  // Nothing but fetching, so that the processor fetches several at a time: most of the time goes into waiting for them.
  for (let at = 0; at < spans.length; at++) lengths[at] = table[slots[at] ?? 0]?.written.length ?? 0;
  return spans.map((span, at) => {
    const slot = slots[at] ?? 0;
    const first = table[slot];
    if (isWritten(first, codes, span)) return first;
    const second = table[slot ^ 1];
    table[slot ^ 1] = first;
    return (table[slot] = isWritten(second, codes, span)
      ? second
      : tokenOf(lettersOf(codes, span), span.opens));
  });
}

function slotOf(codes: Uint16Array, { start, stop, opens }: Span): number {
  let hash = opens ? 1 : 0;
  for (let at = start; at < stop; at++) hash = (Math.imul(hash, 31) + (codes[at] ?? 0)) | 0;
  // Both halves count: the last letters alone set the lower bits.
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}

function isWritten(known: Kept | undefined, codes: Uint16Array, { start, stop, opens }: Span): known is Kept {
  if (known === undefined || known.opens !== opens || known.written.length !== stop - start) return false;
  const { written } = known;
  for (let at = 0; at < written.length; at++) if (written.charCodeAt(at) !== codes[start + at]) return false;
  return true;
}

/** Letter by letter: a longer string that is cut out of a text keeps the whole text alive. */
function lettersOf(codes: Uint16Array, { start, stop }: Span): string {
  let letters = '';
  for (let at = start; at < stop; at++) letters += String.fromCharCode(codes[at] ?? 0);
  return letters;
}

function tokenOf(written: string, opens: boolean): Kept {
  const raw =
    written.includes('.') && !isDigit(written.charCodeAt(0)) ? written.replaceAll('.', '') : written;
  const capital = isCapital(raw);
  const odd = capital && /\d|\p{Ll}\p{Lu}/u.test(raw);
  const form = fold(raw);
  return {
    written,
    opens,
    capital,
    kind: kindOf(form),
    names: null,
    english: null,
    own: null,
    stemmedBy: 0,
    stem: null,
    form,
    raw,
    start: form.slice(0, 3),
    odd,
  };
}

const COUNT = /^\d+(?:st|nd|rd|th|er|e|eme|de|ste|os|as)?$/;

function kindOf(form: string): TokenKind {
  if (isDigit(form.charCodeAt(0))) return COUNT.test(form) ? 'count' : 'number';
  if (form.startsWith('cve-')) return 'code';
  if (isSpaceless(form)) return 'sign';
  return form.length > 1 ? 'word' : 'letter';
}

function isCapital(raw: string): boolean {
  const first = raw.charCodeAt(0);
  if (first >= 65 && first <= 90) return true;
  if (first > 127 && raw.charAt(0) !== raw.charAt(0).toLowerCase()) return true;
  for (let at = 0; at < raw.length; at++) if (isDigit(raw.charCodeAt(at))) return true;
  return false;
}
