import { stem } from './stems.ts';
import { stopWordsOf } from './stop-words.ts';
import { tokenMemo } from './token-table.ts';
import type { Token } from './token-table.ts';

/** A word as a term of its language. */
export interface WordTerm {
  /** `Term.key`: the stem. */
  readonly key: string;
  /** It says nothing of its own in its language. */
  readonly stop: boolean;
  /** A small number or an ordinal. */
  readonly digits: boolean;
}

const COUNTING = /^\d+(?:st|nd|rd|th|er|e|eme|de|ste|os|as)?$/;

const languages = new Map<string, (token: Token) => WordTerm>();

/** Reads words of a language (ISO 639-1). */
export function wordTermsOf(lang: string): (token: Token) => WordTerm {
  const known = languages.get(lang);
  if (known !== undefined) return known;
  const stopWords = stopWordsOf(lang);
  const read = tokenMemo(({ form }): WordTerm => ({
    key: `w:${stem(form, lang)}`,
    stop: stopWords.has(form),
    digits: COUNTING.test(form),
  }));
  languages.set(lang, read);
  return read;
}
