import { FEATURES } from './evidence.ts';
import type { Feature } from './evidence.ts';

/** A logistic regression over the evidence. */
export interface Model {
  readonly bias: number;
  readonly weights: Readonly<Record<Feature, number>>;
}

/** Probability (0..1) that an item with these features belongs to the story. */
export function probability({ bias, weights }: Model, features: Readonly<Record<Feature, number>>): number {
  let logit = bias;
  for (const name of FEATURES) logit += weights[name] * features[name];
  return 1 / (1 + Math.exp(-logit));
}
