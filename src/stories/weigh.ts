import type { Frequencies } from './frequencies.ts';
import type { Document, Term } from './text/document.ts';
import type { Lemma } from './text/lemma.ts';
import type { Lexicon } from './text/lexicon.ts';

/** What a document's terms count for, a column for each thing known of them, in the order of the terms. */
export interface Weighed {
  /** Their numbers, see `Vocabulary`; -1 for terms without one. */
  readonly ids: readonly number[];
  /** Inverse document frequencies, in nats. */
  readonly rarities: readonly number[];
  /** Share in the whole document as a vector of length 1. */
  readonly weights: readonly number[];
  /** Length of the title, in the same unit as the rarities. */
  readonly titleLength: number;
  /** Length of what crosses languages. */
  readonly bridgeLength: number;
}

// The title says what an item is about: in the half year it was fitted on, four times the body measured best.
const TITLE = 4;

/** Weighs a document's terms by presence and rarity. */
export function weigh(
  { terms, lang }: Document,
  frequencies: Frequencies,
  numberOf: (lemma: Lemma) => number | undefined,
): Weighed {
  const counts = frequencies.of(lang);
  const ids = terms.map(({ lemma }) => numberOf(lemma) ?? -1);
  const rarities = terms.map(({ lemma, kind }, at) =>
    // Pairs are countless: where no story holds one, nobody asks how rare it is.
    kind === 'pair' && (ids[at] ?? -1) < 0 ? 0 : counts.rarity(lemma),
  );
  let [squares, titleSquares, bridgeSquares] = [0, 0, 0];
  const products = terms.map((term, at) => {
    // Its words count already: a pair ties an item to a story, and adds nothing to their likeness.
    if (term.kind === 'pair') return 0;
    const rarity = rarities[at] ?? 0;
    const product = presence(term) * rarity;
    squares += product * product;
    if (term.title > 0) titleSquares += rarity * rarity;
    if (bridges(term)) bridgeSquares += product * product;
    return product;
  });
  const length = Math.sqrt(squares) || 1;
  return {
    ids,
    rarities,
    weights: products.map((product) => product / length),
    titleLength: Math.sqrt(titleSquares) || 1,
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
