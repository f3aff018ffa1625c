/** How many articles hold a term, by language: what makes a term rare. */
export interface Frequencies {
  observe(keys: readonly string[], lang: string): void;
  /** Inverse document frequency of a term in a language, in nats; at least 0.1. */
  rarity(key: string, lang: string): number;
}

/** Shares of articles that hold a term, from news at large: what a fresh install goes by. */
export interface Background {
  /** By `countedKey`. */
  readonly shares: ReadonlyMap<string, number>;
  /** Languages whose words are counted in it. */
  readonly languages: ReadonlySet<string>;
}

/** For trackers that start from nothing. */
export const NO_BACKGROUND: Background = { shares: new Map(), languages: new Set() };

// How many articles the background counts for. Past a few hundred of its own the stream speaks for itself.
const BACKGROUND_ARTICLES = 300;
// What a term is taken for that neither stream nor background knows: rare where the common words are known,
// else perhaps a common word.
const UNKNOWN_SHARE = 1 / 3000;
const UNCOUNTED_SHARE = 1 / 500;
// Words that came once are most of the table; they go first when it is full.
const MAX_TERMS = 400_000;

/** Creates empty statistics over a background. */
export function createFrequencies(background: Background): Frequencies {
  const counts = new Map<string, number>();
  const articles = new Map<string, number>();
  let total = 0;

  function priorOf(counted: string, word: boolean, lang: string): number {
    const share = background.shares.get(counted);
    if (share !== undefined) return share;
    return !word || background.languages.has(lang) ? UNKNOWN_SHARE : UNCOUNTED_SHARE;
  }

  return {
    observe(keys, lang) {
      total++;
      articles.set(lang, (articles.get(lang) ?? 0) + 1);
      for (const key of keys) {
        const counted = countedKey(key, lang);
        counts.set(counted, (counts.get(counted) ?? 0) + 1);
      }
      if (counts.size > MAX_TERMS) forgetRare(counts);
    },
    rarity(key, lang) {
      const counted = countedKey(key, lang);
      const word = counted !== key;
      const seen = word ? (articles.get(lang) ?? 0) : total;
      const expected = priorOf(counted, word, lang) * BACKGROUND_ARTICLES;
      const share = ((counts.get(counted) ?? 0) + expected) / (seen + BACKGROUND_ARTICLES);
      return Math.max(0.1, -Math.log(Math.min(1, share)));
    },
  };
}

/** The key a term is counted under: names, concepts and numbers are one in every language, a word is common in its own. */
export function countedKey(key: string, lang: string): string {
  return key.startsWith('w:') ? `${lang}/${key.slice(2)}` : key;
}

/**
 * Reads the background from the texts of lexicon files: of those whose first column is `term`, the lines of a counted key
 * and, tab separated, articles in 100,000. Other files are left alone.
 */
export function parseBackground(files: readonly string[]): Background {
  const shares = new Map<string, number>();
  for (const file of files) {
    if (!file.startsWith('term\t')) continue;
    for (const line of file.split(/\r?\n/).slice(1)) {
      const [key, count] = line.split('\t');
      if (key && Number(count) > 0) shares.set(key, Number(count) / 100_000);
    }
  }
  const languages = [...shares.keys()].flatMap((key) => /^[a-z]{2,3}(?=\/)/.exec(key) ?? []);
  return { shares, languages: new Set(languages) };
}

function forgetRare(counts: Map<string, number>): void {
  for (const [key, count] of counts) if (count === 1) counts.delete(key);
}
