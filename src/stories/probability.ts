import { FEATURES } from './evidence.ts';
import type { Feature } from './evidence.ts';
import { BIAS, WEIGHTS } from './weights.ts';

/** Probability (0..1) that an item with these features belongs to the story. */
export function probability(features: Readonly<Record<Feature, number>>): number {
  let logit = BIAS;
  for (const name of FEATURES) logit += WEIGHTS[name] * features[name];
  return 1 / (1 + Math.exp(-logit));
}
