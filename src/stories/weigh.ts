import type { Frequencies } from './frequencies.ts';
import type { Document, Term } from './text/document.ts';
import type { Lemma } from './text/lemma.ts';
import type { Lexicon } from './text/lexicon.ts';

/** What a document's terms count for, a column for each thing known of them: the same place in all of them is one term. */
export interface Weighed {
  /** Those that have a number. */
  readonly terms: readonly Term[];
  /** Their numbers, see `Vocabulary`. */
  readonly ids: readonly number[];
  /** Inverse document frequencies, in nats. */
  readonly rarities: readonly number[];
  /** Share in the whole document as a vector of length 1, and in its title; 0 for what the title lacks. */
  readonly weights: readonly number[];
  readonly titleWeights: readonly number[];
  /** Length of what crosses languages, terms without a number included. */
  readonly bridgeLength: number;
}

// The title says what an item is about: in the half year it was fitted on, four times the body measured best.
const TITLE = 4;

/** Weighs a document's terms by presence and rarity. Terms that get no number count into the lengths only. */
export function weigh(
  { terms, lang }: Document,
  frequencies: Frequencies,
  numberOf: (lemma: Lemma) => number | undefined,
): Weighed {
  const counts = frequencies.of(lang);
  const numbered: Term[] = [];
  const ids: number[] = [];
  const rarities: number[] = [];
  const weights: number[] = [];
  let [squares, titleSquares, bridgeSquares] = [0, 0, 0];
  for (const term of terms) {
    const id = numberOf(term.lemma);
    const isPair = term.kind === 'pair';
    if (isPair && id === undefined) continue;
    const rarity = counts.rarity(term.lemma);
    // Its words count already: a pair ties an item to a story, and adds nothing to their likeness.
    const product = isPair ? 0 : presence(term) * rarity;
    squares += product * product;
    if (term.title > 0 && !isPair) titleSquares += rarity * rarity;
    if (bridges(term)) bridgeSquares += product * product;
    if (id === undefined) continue;
    numbered.push(term);
    ids.push(id);
    rarities.push(rarity);
    weights.push(product);
  }
  const length = Math.sqrt(squares) || 1;
  const titleLength = Math.sqrt(titleSquares) || 1;
  const titleWeights: number[] = [];
  numbered.forEach((term, at) => {
    weights[at] = (weights[at] ?? 0) / length;
    titleWeights.push(term.title > 0 && term.kind !== 'pair' ? (rarities[at] ?? 0) / titleLength : 0);
  });
  return {
    terms: numbered,
    ids,
    rarities,
    weights,
    titleWeights,
    bridgeLength: Math.sqrt(bridgeSquares) / length,
  };
}

/** Whether it names someone or something; a pair of capitalised words is a name that no gazetteer knows. */
export function isName({ proper, kind }: Term): boolean {
  return proper || kind === 'pair';
}

function presence(term: Term): number {
  return Math.log1p(TITLE * term.title + term.body);
}

/** Whether other languages can share it: a name, a concept, a number. */
export function bridges({ kind, proper }: Term): boolean {
  return kind !== 'word' || proper;
}

// What is taken off the rarity before a term of a kind ties anything: names tie even when the news is full of them,
// common words only when they are rare, countries never.
/** How well a term can tie an item to a story: 0 not at all, a rare name about 8. */
export function strengthOf({ key, kind, proper }: Term, rarity: number, lexicon: Lexicon): number {
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
