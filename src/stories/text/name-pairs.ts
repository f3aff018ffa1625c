import type { Lemma } from './lemma.ts';
import type { Token } from './token-table.ts';
import type { Words } from './words.ts';

/** Two words in a row that are written like a name: `Western Digital`, `Royal Mail`. */
export interface NamePair {
  readonly lemma: Lemma;
  readonly start: number;
}

/**
 * Names that no gazetteer knows. Each word of such a name may be common (`Western`, `Digital`), the two together are not.
 * `taken`: not 0 for the words of names that are known already.
 */
export function namePairs(tokens: readonly Token[], taken: Uint8Array, words: Words): NamePair[] {
  const pairs: NamePair[] = [];
  for (let start = 0; start + 1 < tokens.length; start++) {
    const first = tokens[start];
    const second = tokens[start + 1];
    if (first === undefined || second === undefined || !second.capital || !first.capital || second.opens)
      continue;
    if (taken[start] !== 0 || taken[start + 1] !== 0) continue;
    if (isContent(first, words) && isContent(second, words))
      pairs.push({ lemma: words.lemma(`p:${first.form} ${second.form}`), start });
  }
  return pairs;
}

function isContent(token: Token, words: Words): boolean {
  const { kind } = token;
  return kind !== 'letter' && kind !== 'count' && kind !== 'number' && words.stemOf(token) !== null;
}
