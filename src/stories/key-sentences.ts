import type { Update } from './assignment.ts';
import type { Fold } from './fold.ts';

export interface KeySentence {
  readonly text: string;
  readonly from: Update;
}

const SHORTEST = 40;
const LONGEST = 260;
/** Words of this length carry meaning in the languages we meet; shorter ones are mostly grammar. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’-]{3,}/gu;
/** Two sentences that share more of their words say the same. */
const SAME = 0.5;

/**
 * Picks the sentences that say most of what all reports say: each sentence is scored by how many reports use its words
 * (centroid summarisation after Radev et al., 2004), one a report, no two alike.
 */
export function keySentences(folds: readonly Fold[], limit: number): readonly KeySentence[] {
  const reports = folds.map(({ first }) => first);
  const used = new Map<string, number>();
  for (const { item } of reports) {
    for (const word of wordsOf(`${item.title} ${item.text}`)) used.set(word, (used.get(word) ?? 0) + 1);
  }
  const ranked = reports
    .flatMap((update) =>
      sentencesOf(update.item.text).map((text) => ({ text, from: update, words: wordsOf(text) })),
    )
    .map((sentence) => ({ ...sentence, score: score(sentence.words, used) }))
    .toSorted((a, b) => b.score - a.score);

  const chosen: (typeof ranked)[number][] = [];
  for (const sentence of ranked) {
    if (chosen.length === limit) break;
    const told = chosen.some(
      (other) => other.from === sentence.from || overlap(other.words, sentence.words) > SAME,
    );
    if (!told) chosen.push(sentence);
  }
  return chosen.map(({ text, from }) => ({ text, from }));
}

export function sentencesOf(text: string): string[] {
  const segments = new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(text.slice(0, 4000));
  return [...segments]
    .map(({ segment }) => segment.trim())
    .filter((sentence) => sentence.length >= SHORTEST && sentence.length <= LONGEST);
}

const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().match(WORD));

function score(words: ReadonlySet<string>, used: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const word of words) sum += Math.min(used.get(word) ?? 0, 12) - 1;
  return sum / Math.sqrt(words.size || 1);
}

function overlap(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  const shared = [...left].filter((word) => right.has(word)).length;
  return shared / (Math.min(left.size, right.size) || 1);
}
