import type { Feature } from './evidence.ts';

/** Weights of the logistic regression; made by `bench/fit-classifier.ts`. */
export const WEIGHTS: Readonly<Record<Feature, number>> = {
  seeds: 3,
  running: 2,
  closest: 6,
  closestTitle: 2,
  coverage: 3,
  anchors: 3,
  rarestAnchor: 1.5,
  titleAnchors: 1.5,
  facets: 1.5,
  facetMissing: -0.7,
  recent: 1,
  silence: -1,
  age: -0.2,
  cross: 0.5,
  crossClosest: 3,
  crossCoverage: 1,
};
export const BIAS = -7.8;
