import type { Frequencies } from './frequencies.ts';
import type { Document, Term } from './text/document.ts';
import type { Lemma } from './text/lemma.ts';
import type { Lexicon } from './text/lexicon.ts';

/** A term with what it counts for in its document. */
export interface Entry {
  /** Its number, see `Vocabulary`. */
  readonly id: number;
  readonly term: Term;
  /** Share in the whole document as a vector of length 1. */
  readonly weight: number;
  /** Share in the title as a vector of length 1; 0 when the title lacks it. */
  readonly titleWeight: number;
  /** Other languages can share it: a name, a concept, a number. */
  readonly bridges: boolean;
  /** How well it can tie an item to a story: 0 not at all, a rare name about 8. */
  readonly strength: number;
}

export interface Weighed {
  readonly entries: readonly Entry[];
  /** Length of what crosses languages, terms without a number included. */
  readonly bridgeLength: number;
}

// The title says what an item is about: in the half year it was fitted on, four times the body measured best.
const TITLE = 4;

// For the terms of the document at hand; texts are cut before they have as many.
const rarities = new Float64Array(4096);
const products = new Float64Array(4096);

/** Weighs a document's terms by presence and rarity. Terms that get no number count into the lengths only. */
export function weigh(
  { terms, lang }: Document,
  { frequencies, lexicon }: { readonly frequencies: Frequencies; readonly lexicon: Lexicon },
  numberOf: (lemma: Lemma) => number | undefined,
): Weighed {
  let [squares, titleSquares, bridgeSquares] = [0, 0, 0];
  const counts = frequencies.of(lang);
  terms.forEach((term, index) => {
    if (term.kind === 'pair') return;
    const rarity = counts.rarity(term.lemma);
    const product = presence(term) * rarity;
    rarities[index] = rarity;
    products[index] = product;
    squares += product * product;
    if (term.title > 0) titleSquares += rarity * rarity;
    if (bridges(term)) bridgeSquares += product * product;
  });
  const length = Math.sqrt(squares) || 1;
  const titleLength = Math.sqrt(titleSquares) || 1;
  const entries: Entry[] = [];
  terms.forEach((term, index) => {
    const id = numberOf(term.lemma);
    if (id === undefined) return;
    if (term.kind === 'pair') {
      entries.push(pairEntry(id, term, strengthOf(term, counts.rarity(term.lemma), lexicon)));
      return;
    }
    const rarity = rarities[index] ?? 0;
    entries.push({
      id,
      term,
      weight: (products[index] ?? 0) / length,
      titleWeight: term.title > 0 ? rarity / titleLength : 0,
      bridges: bridges(term),
      strength: strengthOf(term, rarity, lexicon),
    });
  });
  return { entries, bridgeLength: Math.sqrt(bridgeSquares) / length };
}

/** Whether it names someone or something; a pair of capitalised words is a name that no gazetteer knows. */
export function isName({ term }: Entry): boolean {
  return term.proper || term.kind === 'pair';
}

// Its words count already: a pair ties an item to a story, and adds nothing to their likeness.
function pairEntry(id: number, term: Term, strength: number): Entry {
  return { id, term, weight: 0, titleWeight: 0, bridges: false, strength };
}

function presence(term: Term): number {
  return Math.log1p(TITLE * term.title + term.body);
}

function bridges({ kind, proper }: Term): boolean {
  return kind !== 'word' || proper;
}

// What is taken off the rarity before a term of a kind ties anything: names tie even when the news is full of them,
// common words only when they are rare, countries never.
function strengthOf({ key, kind, proper }: Term, rarity: number, lexicon: Lexicon): number {
  switch (kind) {
    case 'name': {
      const named = lexicon.kindOf(key.slice(2));
      if (named === 'country' || named === 'country-org') return 0;
      return named === 'place' || named === 'role' ? Math.max(0, rarity - 3) : Math.max(1, rarity - 1);
    }
    case 'code':
      return rarity;
    case 'number':
      return Math.max(0, rarity - 3);
    case 'word':
      return Math.max(0, rarity - (proper ? 2 : 4));
    case 'concept':
      return Math.max(0, rarity - 4.5);
    case 'pair':
      return Math.max(0, rarity - 2);
    default:
      return 0;
  }
}
