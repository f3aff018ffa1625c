import { memo } from './memo.ts';
import { stem } from './stems.ts';
import { stopWordsOf } from './stop-words.ts';

/** A folded word as a term of its language. */
export interface WordTerm {
  /** `Term.key`: the stem. */
  readonly key: string;
  /** It says nothing of its own in its language. */
  readonly stop: boolean;
  /** Digits only. */
  readonly digits: boolean;
}

const MAX_CACHED = 20_000;
const languages = new Map<string, (form: string) => WordTerm>();

/** Reads words of a language (ISO 639-1). */
export function wordTermsOf(lang: string): (form: string) => WordTerm {
  const known = languages.get(lang);
  if (known !== undefined) return known;
  const stopWords = stopWordsOf(lang);
  const read = memo(MAX_CACHED, (form): WordTerm => {
    return { key: `w:${stem(form, lang)}`, stop: stopWords.has(form), digits: /^\d+$/.test(form) };
  });
  languages.set(lang, read);
  return read;
}
