import type { Lemma } from './lemma.ts';
import { lemmaOf } from './lemma.ts';
import { isDigit } from './letters.ts';
import { stem } from './stems.ts';
import { stopWordsOf } from './stop-words.ts';
import type { Token } from './token-table.ts';

/** A word as a term of its language: its stem. */
export interface WordTerm extends Lemma {
  readonly lang: string;
  /** It says nothing of its own in its language. */
  readonly stop: boolean;
  /** A small number or an ordinal. */
  readonly digits: boolean;
}

const COUNTING = /^\d+(?:st|nd|rd|th|er|e|eme|de|ste|os|as)?$/;

const languages = new Map<string, (token: Token) => WordTerm>();

/** Reads words of a language (ISO 639-1). A token remembers the last reading: most words are of one language only. */
export function wordTermsOf(lang: string): (token: Token) => WordTerm {
  const known = languages.get(lang);
  if (known !== undefined) return known;
  const stopWords = stopWordsOf(lang);
  const read = (token: Token): WordTerm => {
    if (token.term?.lang === lang) return token.term;
    const { form } = token;
    return (token.term = {
      lang,
      ...lemmaOf(`w:${stem(form, lang)}`),
      stop: stopWords.has(form),
      digits: isDigit(form.charCodeAt(0)) && COUNTING.test(form),
    });
  };
  languages.set(lang, read);
  return read;
}
