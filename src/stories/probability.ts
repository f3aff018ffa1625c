import { FEATURES } from './evidence.ts';
import type { Evidence, Feature } from './evidence.ts';

/** A logistic regression over the evidence. */
export interface Model {
  readonly bias: number;
  readonly weights: Readonly<Record<Feature, number>>;
}

// Sentence models put two reports of one event at .7 and more, of different events about one actor near .5. No model comes
// with the program, so these two are set by hand, small enough to tip the doubtful cases only.
const MEANING_WEIGHT = 5;
const NEUTRAL_MEANING = 0.55;

/** Probability (0..1) that an item with this evidence belongs to the story. */
export function probability(
  { bias, weights }: Model,
  { features, meaning }: Pick<Evidence, 'features' | 'meaning'>,
): number {
  let logit = bias;
  for (const name of FEATURES) logit += weights[name] * features[name];
  if (meaning !== null) logit += MEANING_WEIGHT * (meaning - NEUTRAL_MEANING);
  return 1 / (1 + Math.exp(-logit));
}
