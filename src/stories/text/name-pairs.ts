import type { Lemma } from './lemma.ts';
import { lemmaOf } from './lemma.ts';
import type { Token } from './token-table.ts';
import type { WordTerm } from './word-terms.ts';

/** Two words in a row that are written like a name: `Western Digital`, `Royal Mail`. */
export interface NamePair {
  readonly lemma: Lemma;
  readonly start: number;
}

/**
 * Names that no gazetteer knows. Each word of such a name may be common (`Western`, `Digital`), the two together are not.
 * `taken`: not 0 for the words of names that are known already.
 */
export function namePairs(
  tokens: readonly Token[],
  taken: Uint8Array,
  wordTerm: (token: Token) => WordTerm,
): NamePair[] {
  const pairs: NamePair[] = [];
  for (let start = 0; start + 1 < tokens.length; start++) {
    const first = tokens[start];
    const second = tokens[start + 1];
    if (first === undefined || second === undefined || !second.capital || !first.capital || second.opens)
      continue;
    if (taken[start] !== 0 || taken[start + 1] !== 0) continue;
    if (isWord(first, wordTerm) && isWord(second, wordTerm))
      pairs.push({ lemma: lemmaOf(`p:${first.form} ${second.form}`), start });
  }
  return pairs;
}

function isWord(token: Token, wordTerm: (token: Token) => WordTerm): boolean {
  const first = token.form.charCodeAt(0);
  return token.form.length > 1 && !(first >= 48 && first <= 57) && !wordTerm(token).stop;
}
