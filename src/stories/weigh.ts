import type { Frequencies } from './frequencies.ts';
import type { Document, Term } from './text/document.ts';
import type { Lexicon } from './text/lexicon.ts';

/** A term with what it counts for in its document. */
export interface WeighedTerm {
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

// The title says what an item is about: in the half year it was fitted on, four times the body measured best.
const TITLE = 4;

/** Weighs a document's terms by presence and rarity. */
export function weigh(document: Document, frequencies: Frequencies, lexicon: Lexicon): WeighedTerm[] {
  const rarities = document.terms.map((term) => frequencies.rarity(term.key, document.lang));
  const raw = document.terms.map((term, index) => presence(term) * (rarities[index] ?? 0));
  const length = lengthOf(raw) || 1;
  const titleLength = lengthOf(rarities.filter((_, index) => (document.terms[index]?.title ?? 0) > 0)) || 1;
  return document.terms.map((term, index) => {
    const rarity = rarities[index] ?? 0;
    return {
      term,
      weight: (raw[index] ?? 0) / length,
      titleWeight: term.title > 0 ? rarity / titleLength : 0,
      bridges: term.kind !== 'word' || term.proper,
      strength: strengthOf(term, rarity, lexicon),
    };
  });
}

function presence(term: Term): number {
  return Math.log1p(TITLE * term.title + term.body);
}

function lengthOf(weights: readonly number[]): number {
  let squares = 0;
  for (const weight of weights) squares += weight * weight;
  return Math.sqrt(squares);
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
    default:
      return 0;
  }
}

/** Length of the part of a document that other languages can share: names, concepts, numbers. */
export function bridgeLengthOf(terms: readonly WeighedTerm[]): number {
  return Math.sqrt(terms.reduce((sum, { weight, bridges }) => (bridges ? sum + weight * weight : sum), 0));
}
