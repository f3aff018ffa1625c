import type { Article } from '../verdict.ts';
import { daysIn, yearsIn } from './days.ts';
import { facetsTogether, isIntrusion } from './facets.ts';
import type { Facet } from './facets.ts';
import { languageOf } from './languages.ts';
import type { Lemma } from './lemma.ts';
import type { Lexicon } from './lexicon.ts';
import { namePairs } from './name-pairs.ts';
import { numberAt } from './numbers.ts';
import type { Found } from './phrases.ts';
import type { Token } from './token-table.ts';
import { tokenize } from './tokens.ts';
import type { Words } from './words.ts';
import { wordsOf } from './words.ts';

export type TermKind = 'name' | 'concept' | 'word' | 'number' | 'code' | 'pair';

/** Something a text speaks of, the same across languages where lexicon or spelling allow. */
export interface Term {
  readonly lemma: Lemma;
  /** `Lemma.key`. */
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
  /** Days that it names, since 1970. */
  readonly named: readonly number[];
  /** Years that its title names. */
  readonly years: readonly number[];
  /** Its meaning as a vector of length 1; null without embeddings. */
  readonly embedding: readonly number[] | null;
}

// News tells its subject first; what a long text says later is background that belongs to other stories as well.
const BODY_TOKENS = 240;
const BY_CONCEPT = 255;
// Enough for as many words of any language.
const BODY_LETTERS = 3000;

// What happened stands at the top; a long text goes on to lawsuits, share prices and elections. A feed's lead has about
// fifty words: past that a word counts for little, so that a whole article and a lead stay comparable.
const LEAD_TOKENS = 70;
const PAST_LEAD = 0.15;

// How many texts were read: by it a lemma tells that the text at hand has it already.
let readings = 0;

/** Reads an article: language, terms, facets. Same article, same document. */
export function readDocument(article: Article, lexicon: Lexicon): Document {
  const { title, body } = fieldsOf(article);
  const lang = languageOf(article.lang, `${title} ${body}`);
  const terms: Term[] = [];
  const facets = new Map<Facet, number>();
  const words = wordsOf(lang);
  readings++;
  const at = article.date?.getTime() ?? null;
  const [first, rest] = [tokensOf(title), tokensOf(body)];
  for (const [field, tokens] of [
    ['title', first],
    ['body', rest],
  ] as const)
    readField({ field, tokens, shouting: isHeadlineCase(tokens), lang, lexicon, terms, facets, words });
  return {
    id: article.id,
    title,
    lang,
    at,
    years: yearsIn(first),
    named: [...daysIn(first, at), ...daysIn(rest, at)],
    terms,
    facets,
    embedding: article.embedding ?? null,
  };
}

function fieldsOf({ title, text }: Article): { title: string; body: string } {
  if (title.trim() !== '') return { title, body: text };
  const cut = /[.!?。]\s|\n/.exec(text)?.index ?? Math.min(text.length, 150);
  return { title: text.slice(0, cut), body: text.slice(cut) };
}

function tokensOf(text: string): Token[] {
  return tokenize(text.slice(0, BODY_LETTERS), BODY_TOKENS);
}

interface Field {
  readonly field: 'title' | 'body';
  readonly tokens: readonly Token[];
  /** Most words have a capital: there it marks no name. */
  readonly shouting: boolean;
  readonly lang: string;
  readonly lexicon: Lexicon;
  readonly terms: Term[];
  readonly facets: Map<Facet, number>;
  readonly words: Words;
}

function readField(field: Field): void {
  const { tokens, lang, lexicon } = field;
  // By position: one more than where the name starts that has taken the word, BY_CONCEPT for what a concept has taken.
  const taken = new Uint8Array(tokens.length);
  for (const found of lexicon.names(tokens)) {
    addName(field, found);
    taken.fill(found.start + 1, found.start, found.start + found.length);
    // `Outlook down!`: anywhere else the word is about share prices, or part of a verb.
    const next = found.start + found.length;
    if (field.field === 'title' && next === tokens.length - 1 && tokens[next]?.form === 'down')
      addFacets(field, ['outage']);
  }
  addPairs(field, taken);
  const said: string[] = [];
  for (const { meaning, start, length } of lexicon.concepts(tokens, lang)) {
    const { id, facets } = meaning;
    const concept = { kind: 'concept', lemma: meaning, proper: false, start, length } as const;
    // `Treasury` within `US Treasury` is the treasury all the same, and `Clop ransomware` is malware; but `Dark Storm`
    // is no weather.
    if (isWithinName(taken, start, length)) {
      imply(field, concept);
      if (start < LEAD_TOKENS) addFacets(field, facets.filter(isIntrusion));
      continue;
    }
    add(field, concept);
    // Within one language the word itself tells more than the concept: `breach` is not `hack`.
    if (length === 1) implyWord(field, start, false);
    if (start < LEAD_TOKENS) {
      addFacets(field, facets);
      said.push(id);
    }
    taken.fill(BY_CONCEPT, start, start + length);
  }
  addFacets(field, facetsTogether(said));
  addWords(field, taken);
}

function addFacets({ field, facets }: Field, happened: readonly Facet[]): void {
  for (const facet of happened) facets.set(facet, (facets.get(facet) ?? 0) + (field === 'title' ? 2 : 1));
}

function addName(field: Field, { meaning, start, length }: Found): void {
  add(field, { kind: 'name', lemma: meaning, proper: true, start, length });
  // Outlook speaks of Microsoft too.
  const owner = field.lexicon.ownerOf(meaning.id);
  if (owner !== undefined) imply(field, { kind: 'name', lemma: owner, proper: true, start, length });
  if (length === 1) return;
  // Headlines shorten: after `US Treasury Department` comes `Treasury`.
  for (let at = start; at < start + length; at++) implyWord(field, at, true);
}

// In a headline where every word has a capital two in a row may be anything: such a pair can meet a name, not be one.
function addPairs(field: Field, taken: Uint8Array): void {
  const proper = !field.shouting;
  for (const { lemma, start } of namePairs(field.tokens, taken, field.words))
    add(field, { kind: 'pair', lemma, proper, start, length: 2 });
}

function implyWord(field: Field, at: number, proper: boolean): void {
  const token = field.tokens[at];
  if (token === undefined || token.form.length < 3) return;
  const lemma = field.words.stemOf(token);
  if (lemma !== null) imply(field, { kind: 'word', lemma, proper, start: at, length: 1 });
}

function addWords(field: Field, taken: Uint8Array): void {
  field.tokens.forEach((token, start) => {
    if (taken[start] !== 0) return;
    switch (token.kind) {
      case 'word':
        addWord(field, token, start);
        break;
      case 'sign':
        addSigns(field, start);
        break;
      case 'code':
        add(field, {
          kind: 'code',
          lemma: field.words.lemma(`v:${token.form}`),
          proper: true,
          start,
          length: 1,
        });
        break;
      case 'count':
      case 'number':
        addNumber(field, token, start);
        break;
      case 'letter':
    }
  });
}

function addWord(field: Field, token: Token, start: number): void {
  const lemma = field.words.stemOf(token);
  if (lemma === null) return;
  const proper = token.capital && (token.odd || (!token.opens && !field.shouting));
  add(field, { kind: 'word', lemma, proper, start, length: 1 });
}

function addNumber(field: Field, token: Token, start: number): void {
  const number = numberAt(field.tokens, start);
  if (number !== null) {
    const lemma = field.words.lemma(`n:${String(number)}`);
    add(field, { kind: 'number', lemma, proper: false, start, length: 1 });
  } else if (token.kind === 'number') addWord(field, token, start);
}

// Chinese, Japanese and Thai come letter by letter: pairs of letters are the usual stand-in for words.
function addSigns(field: Field, start: number): void {
  const [first, second] = [field.tokens[start], field.tokens[start + 1]];
  if (first === undefined || second?.kind !== 'sign') return;
  const lemma = field.words.lemma(`w:${first.form}${second.form}`);
  add(field, { kind: 'word', lemma, proper: false, start, length: 2 });
}

interface Said {
  readonly kind: TermKind;
  readonly lemma: Lemma;
  readonly proper: boolean;
  /** Position of its first token, and how many it has. */
  readonly start: number;
  readonly length: number;
}

function add(field: Field, said: Said): void {
  const term = knownTerm(field, said) ?? newTerm(field, said, 0);
  const d = said.start < LEAD_TOKENS ? 1 : PAST_LEAD;
  if (field.field === 'title') term.title += d;
  else term.body += d;
  if (said.proper) term.proper = true;
}

// What a name only implies counts less than what is said.
const IMPLIED = 0.5;

function imply(field: Field, said: Said): void {
  if (knownTerm(field, said) === undefined) newTerm(field, said, IMPLIED);
}

function knownTerm({ terms }: Field, { lemma }: Said): Term | undefined {
  return lemma.readIn === readings ? terms[lemma.term] : undefined;
}

function newTerm(field: Field, said: Said, body: number): Term {
  const { kind, lemma, proper } = said;
  const { key } = lemma;
  const term: Term = { lemma, key, kind, title: 0, body, surface: surfaceOf(field, said), proper };
  lemma.readIn = readings;
  lemma.term = field.terms.push(term) - 1;
  return term;
}

function isWithinName(taken: Uint8Array, start: number, length: number): boolean {
  const name = taken[start];
  return name !== 0 && name !== BY_CONCEPT && name === taken[start + length - 1];
}

function surfaceOf({ tokens }: Field, { start, length }: Said): string {
  const first = tokens[start];
  if (length === 1 || first === undefined) return first?.raw ?? '';
  return tokens
    .slice(start, start + length)
    .map((token) => token.raw)
    .join(first.kind === 'sign' ? '' : ' ');
}

/** English headlines capitalise most words. */
function isHeadlineCase(tokens: readonly Token[]): boolean {
  let [words, capitals] = [0, 0];
  for (const { form, capital } of tokens) {
    if (form.length <= 3) continue;
    words++;
    if (capital) capitals++;
  }
  return words > 2 && capitals > words * 0.6;
}
