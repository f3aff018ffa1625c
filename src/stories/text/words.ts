import type { Lemma } from './lemma.ts';
import { lemmaOf } from './lemma.ts';
import { stem } from './stems.ts';
import { stopWordsOf } from './stop-words.ts';
import type { Token } from './token-table.ts';

/** The terms of a language's texts. Each key has one lemma. */
export interface Words {
  /** The stem of a word; null for one that says nothing of its own. A token remembers it: most are of one language only. */
  stemOf(token: Token): Lemma | null;
  lemma(key: string): Lemma;
}

// More than the news of a day in ten languages holds. Rare names are countless: when it is full all begin anew.
const MAX_KEPT = 65_536;

const languages = new Map<string, Words>();
let kept = 0;
let made = 0;

/** The words of a language (ISO 639-1), to be asked for anew with each text: what two of them give is not to be mixed. */
export function wordsOf(lang: string): Words {
  if (kept > MAX_KEPT) {
    languages.clear();
    kept = 0;
  }
  const known = languages.get(lang);
  if (known !== undefined) return known;
  const words = createWords(lang);
  languages.set(lang, words);
  return words;
}

function createWords(lang: string): Words {
  const number = ++made;
  const stopWords = stopWordsOf(lang);
  const lemmas = new Map<string, Lemma>();

  function lemma(key: string): Lemma {
    const known = lemmas.get(key);
    if (known !== undefined) return known;
    const added = lemmaOf(key);
    lemmas.set(key, added);
    kept++;
    return added;
  }

  return {
    lemma,
    stemOf(token) {
      if (token.stemmedBy === number) return token.stem;
      token.stemmedBy = number;
      return (token.stem = stopWords.has(token.form) ? null : lemma(`w:${stem(token.form, lang)}`));
    },
  };
}
