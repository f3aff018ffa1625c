import type { Article } from '../verdict.ts';
import type { Facet } from './facets.ts';
import { languageOf } from './languages.ts';
import type { Lexicon } from './lexicon.ts';
import { numberAt } from './numbers.ts';
import type { Found } from './phrases.ts';
import { stem } from './stems.ts';
import { stopWordsOf } from './stop-words.ts';
import type { Token } from './tokens.ts';
import { isSpaceless, tokenize } from './tokens.ts';

export type TermKind = 'name' | 'concept' | 'word' | 'number' | 'code';

/** Something a text speaks of, the same across languages where lexicon or spelling allow. */
export interface Term {
  /** Unique: a letter for the kind, a colon, the term. */
  readonly key: string;
  readonly kind: TermKind;
  /** Times in the title, and in the body. */
  title: number;
  body: number;
  /** As it stands in the text where it comes first. */
  readonly surface: string;
  /** Written like a name: a capital within a sentence, or digits within a word. */
  proper: boolean;
}

/** An article as the classifier reads it. */
export interface Document {
  readonly id: string;
  readonly title: string;
  readonly lang: string;
  /** Milliseconds since 1970; null when the item has no date. */
  readonly at: number | null;
  readonly terms: readonly Term[];
  /** What happened, with the weight it has in the text (title 2, body 1). */
  readonly facets: ReadonlyMap<Facet, number>;
  /** Its meaning as a vector of length 1; null without embeddings. */
  readonly embedding: readonly number[] | null;
}

// News tells its subject first; what a long text says later is background that belongs to other stories as well.
const BODY_TOKENS = 240;
// Enough for as many words of any language.
const BODY_LETTERS = 3000;

// What happened stands at the top; a long text goes on to lawsuits, share prices and elections. A feed's lead has about
// fifty words: past that a word counts for little, so that a whole article and a lead stay comparable.
const LEAD_TOKENS = 70;
const PAST_LEAD = 0.15;

/** Reads an article: language, terms, facets. Pure. */
export function readDocument(article: Article, lexicon: Lexicon): Document {
  const { title, body } = fieldsOf(article);
  const lang = languageOf(article.lang, `${title} ${body}`);
  const terms = new Map<string, Term>();
  const facets = new Map<Facet, number>();
  for (const [field, text] of [
    ['title', title],
    ['body', body],
  ] as const) {
    const tokens = tokenize(text.slice(0, BODY_LETTERS)).slice(0, BODY_TOKENS);
    readField({ field, tokens, lang, lexicon, terms, facets });
  }
  return {
    id: article.id,
    title,
    lang,
    at: article.date?.getTime() ?? null,
    terms: [...terms.values()],
    facets,
    embedding: article.embedding ?? null,
  };
}

function fieldsOf({ title, text }: Article): { title: string; body: string } {
  if (title.trim() !== '') return { title, body: text };
  const cut = /[.!?。]\s|\n/.exec(text)?.index ?? Math.min(text.length, 150);
  return { title: text.slice(0, cut), body: text.slice(cut) };
}

interface Field {
  readonly field: 'title' | 'body';
  readonly tokens: readonly Token[];
  readonly lang: string;
  readonly lexicon: Lexicon;
  readonly terms: Map<string, Term>;
  readonly facets: Map<Facet, number>;
}

function readField(field: Field): void {
  const { tokens, lang, lexicon } = field;
  const names = lexicon.names(tokens);
  const taken = new Set<number>();
  for (const found of names) addName(field, found);
  for (const found of names) take(taken, found);
  for (const found of lexicon.concepts(tokens, lang)) {
    // `Treasury` within `US Treasury` is the treasury all the same; but `Dark Storm` is no weather.
    if (names.some((name) => contains(name, found))) {
      imply(field, { kind: 'concept', id: found.id, surface: surfaceOf(field, found), proper: false });
      continue;
    }
    add(field, {
      kind: 'concept',
      id: found.id,
      surface: surfaceOf(field, found),
      proper: false,
      at: found.start,
    });
    // Within one language the word itself tells more than the concept: `breach` is not `hack`.
    if (found.length === 1) implyWord(field, found.start, false);
    if (found.start < LEAD_TOKENS) addFacets(field, lexicon.facetsOf(found.id));
    take(taken, found);
  }
  addWords(field, taken);
}

function take(taken: Set<number>, { start, length }: Found): void {
  for (let at = start; at < start + length; at++) taken.add(at);
}

function addFacets({ field, facets }: Field, happened: readonly Facet[]): void {
  for (const facet of happened) facets.set(facet, (facets.get(facet) ?? 0) + (field === 'title' ? 2 : 1));
}

function addName(field: Field, found: Found): void {
  const surface = surfaceOf(field, found);
  add(field, { kind: 'name', id: found.id, surface, proper: true, at: found.start });
  // Outlook speaks of Microsoft too.
  const owner = field.lexicon.ownerOf(found.id);
  if (owner !== undefined) imply(field, { kind: 'name', id: owner, surface, proper: true });
  if (found.length === 1) return;
  // Headlines shorten: after `US Treasury Department` comes `Treasury`.
  for (let at = found.start; at < found.start + found.length; at++) implyWord(field, at, true);
}

function implyWord(field: Field, at: number, proper: boolean): void {
  const { form, raw } = field.tokens[at] ?? { form: '', raw: '' };
  if (form.length < 3 || isSpaceless(form) || stopWordsOf(field.lang).has(form)) return;
  imply(field, { kind: 'word', id: stem(form, field.lang), surface: raw, proper });
}

function addWords(field: Field, taken: ReadonlySet<number>): void {
  const { tokens, lang } = field;
  const stopWords = stopWordsOf(lang);
  const shouting = isHeadlineCase(tokens);
  tokens.forEach((token, index) => {
    if (taken.has(index)) return;
    const number = numberAt(tokens, index);
    if (number !== null)
      add(field, { kind: 'number', id: String(number), surface: token.raw, proper: false, at: index });
    else if (token.form.startsWith('cve-'))
      add(field, { kind: 'code', id: token.form, surface: token.raw, proper: true, at: index });
    else if (isSpaceless(token.form)) addPair(field, index);
    else if (token.form.length > 1 && !/^\d+$/.test(token.form) && !stopWords.has(token.form)) {
      const proper = token.capital && (/\d|\p{Ll}\p{Lu}/u.test(token.raw) || (!token.opens && !shouting));
      add(field, { kind: 'word', id: stem(token.form, lang), surface: token.raw, proper, at: index });
    }
  });
}

// Chinese, Japanese and Thai come letter by letter: pairs of letters are the usual stand-in for words.
function addPair(field: Field, index: number): void {
  const [first, second] = [field.tokens[index], field.tokens[index + 1]];
  if (first === undefined || second === undefined || !isSpaceless(second.form)) return;
  add(field, {
    kind: 'word',
    id: first.form + second.form,
    surface: first.raw + second.raw,
    proper: false,
    at: index,
  });
}

const LETTER: Readonly<Record<TermKind, string>> = {
  name: 'e',
  concept: 'c',
  word: 'w',
  number: 'n',
  code: 'v',
};

interface Said {
  readonly kind: TermKind;
  readonly id: string;
  readonly surface: string;
  readonly proper: boolean;
  /** Position of its first token. */
  readonly at: number;
}

function add({ field, terms }: Field, { kind, id, surface, proper, at }: Said): void {
  const key = `${LETTER[kind]}:${id}`;
  const term = terms.get(key) ?? { key, kind, title: 0, body: 0, surface, proper };
  terms.set(key, term);
  term[field] += at < LEAD_TOKENS ? 1 : PAST_LEAD;
  if (proper) term.proper = true;
}

// What a name only implies counts less than what is said.
const IMPLIED = 0.5;

function imply({ terms }: Field, { kind, id, surface, proper }: Omit<Said, 'at'>): void {
  const key = `${LETTER[kind]}:${id}`;
  if (!terms.has(key)) terms.set(key, { key, kind, title: 0, body: IMPLIED, surface, proper });
}

function contains(outer: Found, inner: Found): boolean {
  return outer.start <= inner.start && outer.start + outer.length >= inner.start + inner.length;
}

function surfaceOf({ tokens }: Field, { start, length }: Found): string {
  return tokens
    .slice(start, start + length)
    .map((token) => token.raw)
    .join(tokens[start] !== undefined && isSpaceless(tokens[start].form) ? '' : ' ');
}

/** English headlines capitalise most words: there a capital marks no name. */
function isHeadlineCase(tokens: readonly Token[]): boolean {
  const words = tokens.filter((token) => token.form.length > 3);
  return words.length > 2 && words.filter((token) => token.capital).length > words.length * 0.6;
}
