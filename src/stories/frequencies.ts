/** How many articles hold a term, by language: what makes a term rare. */
export interface Frequencies {
  observe(keys: readonly string[], lang: string): void;
  /** Inverse document frequency of a term in a language, in nats; at least 0.1. */
  rarity(key: string, lang: string): number;
  /** Articles seen so far. */
  seen(): number;
}

/** Share of articles that hold a term, from news at large: what a fresh install goes by. Keys as in `Term.key`. */
export type Background = ReadonlyMap<string, number>;

// How many articles the background counts for. Past a few hundred of its own the stream speaks for itself.
const BACKGROUND_ARTICLES = 300;
// A term that neither stream nor background knows: as rare as one in this many articles.
const UNKNOWN_SHARE = 1 / 3000;
// Words that came once are most of the table; they go first when it is full.
const MAX_TERMS = 400_000;

/** Creates empty statistics over a background. */
export function createFrequencies(background: Background): Frequencies {
  const counts = new Map<string, number>();
  const articles = new Map<string, number>();
  let total = 0;
  return {
    observe(keys, lang) {
      total++;
      articles.set(lang, (articles.get(lang) ?? 0) + 1);
      for (const key of keys) {
        const counted = keyIn(key, lang);
        counts.set(counted, (counts.get(counted) ?? 0) + 1);
      }
      if (counts.size > MAX_TERMS) forgetRare(counts);
    },
    rarity(key, lang) {
      const prior = background.get(key) ?? UNKNOWN_SHARE;
      const seen = isWord(key) ? (articles.get(lang) ?? 0) : total;
      const share =
        ((counts.get(keyIn(key, lang)) ?? 0) + prior * BACKGROUND_ARTICLES) / (seen + BACKGROUND_ARTICLES);
      return Math.max(0.1, -Math.log(Math.min(1, share)));
    },
    seen: () => total,
  };
}

function isWord(key: string): boolean {
  return key.startsWith('w:');
}

// Names, concepts and numbers are the same in every language; a word is common or rare in its own.
function keyIn(key: string, lang: string): string {
  return isWord(key) ? `${lang}${key}` : key;
}

function forgetRare(counts: Map<string, number>): void {
  for (const [key, count] of counts) if (count === 1) counts.delete(key);
}
