import type { Lemma, Tally } from './text/lemma.ts';

/** How many articles hold a term, by language: what makes a term rare. */
export interface Frequencies {
  observe(lemmas: readonly Lemma[], lang: string): void;
  /** Inverse document frequency of a term in a language, in nats; at least 0.1. */
  rarity(lemma: Lemma, lang: string): number;
}

/** Shares of articles that hold a term, from news at large: what a fresh install goes by. */
export interface Background {
  /** Names and concepts, over all languages, by `Term.key`. */
  readonly shares: ReadonlyMap<string, number>;
  /** Words, by language and `Term.key`. */
  readonly words: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** For trackers that start from nothing. */
export const NO_BACKGROUND: Background = { shares: new Map(), words: new Map() };

// How many articles the background counts for. Past a few hundred of its own the stream speaks for itself.
const BACKGROUND_ARTICLES = 300;
// What a term is taken for that neither stream nor background knows: rare where the common words are known,
// else perhaps a common word.
const UNKNOWN_SHARE = 1 / 3000;
const UNCOUNTED_SHARE = 1 / 500;
// Words that came once are most of the table; they go first when it is full.
const MAX_TERMS = 400_000;

/** What was counted of one language's words, or of all that is the same in every language. */
interface Table {
  readonly counts: Map<string, Tally>;
  readonly prior: ReadonlyMap<string, number>;
  /** What a term that the background lacks is taken for. */
  readonly unknown: number;
  articles: number;
}

/** Creates empty statistics over a background. */
export function createFrequencies(background: Background): Frequencies {
  const everywhere: Table = {
    counts: new Map(),
    prior: background.shares,
    unknown: UNKNOWN_SHARE,
    articles: 0,
  };
  const words = new Map<string, Table>();
  const wordsOf = (lang: string): Table => {
    const known = words.get(lang);
    if (known !== undefined) return known;
    const prior = background.words.get(lang);
    const unknown = prior === undefined ? UNCOUNTED_SHARE : UNKNOWN_SHARE;
    const table: Table = { counts: new Map(), prior: prior ?? new Map(), unknown, articles: 0 };
    words.set(lang, table);
    return table;
  };

  return {
    observe(lemmas, lang) {
      const own = wordsOf(lang);
      own.articles++;
      everywhere.articles++;
      for (const lemma of lemmas) {
        const { key } = lemma;
        const { counts, prior, unknown } = isWord(key) ? own : everywhere;
        const tally = tallyOf(lemma, counts);
        if (tally === undefined)
          counts.set(key, { table: counts, articles: 1, prior: prior.get(key) ?? unknown });
        else tally.articles++;
      }
      for (const { counts } of [own, everywhere]) if (counts.size > MAX_TERMS) forgetRare(counts);
    },
    rarity(lemma, lang) {
      const { key } = lemma;
      const { counts, prior, unknown, articles } = isWord(key) ? wordsOf(lang) : everywhere;
      const tally = tallyOf(lemma, counts);
      const expected = (tally?.prior ?? prior.get(key) ?? unknown) * BACKGROUND_ARTICLES;
      const share = ((tally?.articles ?? 0) + expected) / (articles + BACKGROUND_ARTICLES);
      return Math.max(0.1, -Math.log(Math.min(1, share)));
    },
  };
}

function tallyOf(lemma: Lemma, counts: ReadonlyMap<string, Tally>): Tally | undefined {
  if (lemma.tally?.table === counts) return lemma.tally;
  const known = counts.get(lemma.key);
  if (known !== undefined) lemma.tally = known;
  return known;
}

const WORD = 119;
const COLON = 58;

function isWord(key: string): boolean {
  return key.charCodeAt(0) === WORD && key.charCodeAt(1) === COLON;
}

/** The key of a term in the background file: a word with its language before a slash, anything else as it is. */
export function countedKey(key: string, lang: string): string {
  return isWord(key) ? `${lang}/${key.slice(2)}` : key;
}

/**
 * Reads the background from the texts of lexicon files: of those whose first column is `term`, the lines of a counted key
 * and, tab separated, articles in 100,000. Other files are left alone.
 */
export function parseBackground(files: readonly string[]): Background {
  const shares = new Map<string, number>();
  const words = new Map<string, Map<string, number>>();
  for (const file of files) {
    if (!file.startsWith('term\t')) continue;
    for (const line of file.split(/\r?\n/).slice(1)) {
      const [counted, count] = line.split('\t');
      if (!counted || !(Number(count) > 0)) continue;
      const share = Number(count) / 100_000;
      const [, lang, word] = /^([a-z]{2,3})\/(.+)$/.exec(counted) ?? [];
      if (lang === undefined) shares.set(counted, share);
      else words.set(lang, (words.get(lang) ?? new Map<string, number>()).set(`w:${word ?? ''}`, share));
    }
  }
  return { shares, words };
}

function forgetRare(counts: Map<string, Tally>): void {
  for (const [key, tally] of counts)
    if (tally.articles === 1) {
      counts.delete(key);
      tally.table = null;
    }
}
