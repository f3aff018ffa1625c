// Latin, Greek, Cyrillic and Hebrew lie below; what lies above is left to regular expressions.
const TABLED = 0x600;
const IN_WORD = 1;
const UPPER = 2;
const STOP = 4;

const TABLE = Uint8Array.from({ length: TABLED }, (_, code) => {
  const letter = String.fromCharCode(code);
  return (
    (/[\p{L}\p{N}\p{M}]/u.test(letter) ? IN_WORD : 0) |
    (/\p{Lu}/u.test(letter) ? UPPER : 0) |
    (/[.!?:»"]/.test(letter) ? STOP : 0)
  );
});

/** Whether a UTF-16 code is one that `inWord` and `isUpper` know of; of others they say no. */
export function isTabled(code: number): boolean {
  return code < TABLED;
}

/** A letter, digit or mark. */
export function inWord(code: number): boolean {
  return code < TABLED && ((TABLE[code] ?? 0) & IN_WORD) !== 0;
}

export function isUpper(code: number): boolean {
  return code < TABLED && ((TABLE[code] ?? 0) & UPPER) !== 0;
}

/** What ends a sentence, a quotation mark included. */
export function isStop(code: number): boolean {
  return code < TABLED ? ((TABLE[code] ?? 0) & STOP) !== 0 : code === 0x2026 || code === 0x201d;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Dashes, quotation marks and odd spaces: the block of general punctuation, in which no word has a part. */
export function isPunctuation(code: number): boolean {
  return code >= 0x2000 && code <= 0x206f;
}

/** What `\s` matches. */
export function isSpace(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13);
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0xfeff
  );
}

const SPACELESS = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]$/u;
/** Scripts that put no spaces between words start here. */
export const FIRST_SPACELESS = 0xe00;

/** True for a letter of a script that puts no spaces between words. */
export function isSpaceless(form: string): boolean {
  return form.length <= 2 && form.charCodeAt(0) >= FIRST_SPACELESS && SPACELESS.test(form);
}
