import type { Lemma } from './text/lemma.ts';

/** How many articles hold a term: what makes a term rare. */
export interface Frequencies {
  /** For articles in a language: words are counted in each by itself, names and concepts over all. */
  of(lang: string): Counts;
}

export interface Counts {
  /** Counts an article by what it holds. */
  observe(lemmas: readonly Lemma[]): void;
  /** Inverse document frequency of a term, in nats; at least 0.1. */
  rarity(lemma: Lemma): number;
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
  /** By which lemmas know it; another after some were forgotten. */
  number: number;
  readonly places: Map<string, number>;
  /** Articles that held a term, and those of the background that would. */
  counts: number[];
  /** Out of how many. */
  articles: number;
  /** Of the background's articles, those that hold a term. */
  readonly expected: (key: string) => number;
}

let tables = 0;

function createTable(shares: ReadonlyMap<string, number> | undefined, unknown: number): Table {
  return {
    number: ++tables,
    places: new Map(),
    counts: [],
    articles: BACKGROUND_ARTICLES,
    expected: (key) => (shares?.get(key) ?? unknown) * BACKGROUND_ARTICLES,
  };
}

/** Creates empty statistics over a background. */
export function createFrequencies(background: Background): Frequencies {
  const everywhere = createTable(background.shares, UNKNOWN_SHARE);
  const languages = new Map<string, Counts>();
  return {
    of(lang) {
      const known = languages.get(lang);
      if (known !== undefined) return known;
      const shares = background.words.get(lang);
      const own = createTable(shares, shares === undefined ? UNCOUNTED_SHARE : UNKNOWN_SHARE);
      const counts = createCounts(own, everywhere);
      languages.set(lang, counts);
      return counts;
    },
  };
}

function createCounts(own: Table, everywhere: Table): Counts {
  const tableOf = (lemma: Lemma): Table => {
    if (lemma.countedIn === own.number) return own;
    return lemma.countedIn !== everywhere.number && isWord(lemma.key) ? own : everywhere;
  };
  return {
    observe(lemmas) {
      own.articles++;
      everywhere.articles++;
      for (const lemma of lemmas) countIn(tableOf(lemma), lemma);
      for (const table of [own, everywhere]) if (table.places.size > MAX_TERMS) forgetRare(table);
    },
    rarity(lemma) {
      const table = tableOf(lemma);
      const place = placeOf(lemma, table);
      const count = place === undefined ? table.expected(lemma.key) : (table.counts[place] ?? 0);
      return Math.max(0.1, -Math.log(Math.min(1, count / table.articles)));
    },
  };
}

function placeOf(lemma: Lemma, table: Table): number | undefined {
  if (lemma.countedIn === table.number) return lemma.count;
  const place = table.places.get(lemma.key);
  if (place !== undefined) remember(lemma, table, place);
  return place;
}

function remember(lemma: Lemma, table: Table, place: number): void {
  lemma.countedIn = table.number;
  lemma.count = place;
}

function countIn(table: Table, lemma: Lemma): void {
  const { counts, places } = table;
  const place = placeOf(lemma, table);
  if (place !== undefined) {
    counts[place] = (counts[place] ?? 0) + 1;
    return;
  }
  remember(lemma, table, counts.length);
  places.set(lemma.key, counts.length);
  counts.push(table.expected(lemma.key) + 1);
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

function forgetRare(table: Table): void {
  const { places, counts, expected } = table;
  const kept: number[] = [];
  for (const [key, place] of places) {
    const count = counts[place] ?? 0;
    // Half an article more: sums of fractions are not exact.
    if (count < expected(key) + 1.5) places.delete(key);
    else places.set(key, kept.push(count) - 1);
  }
  table.counts = kept;
  table.number = ++tables;
}
