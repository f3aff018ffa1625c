import type { Model } from './probability.ts';

/** Weights of the logistic regression; made by `bench/fit-classifier.ts`. */
export const MODEL: Model = {
  bias: -4.391,
  weights: {
    running: 8.682,
    closest: 2.424,
    bridge: 3.614,
    coverage: 2.259,
    titleCoverage: 0.245,
    nameCoverage: -0.115,
    contentCoverage: 2.265,
    rarestAnchor: 4.459,
    actorAction: 1.359,
    actorActionFresh: 0.858,
    facets: -0.178,
    facetMissing: -0.385,
    silence: -1.308,
    silenceSpecific: -5.287,
    quiet: -3.071,
    cross: 2.129,
    crossClosest: -4.362,
    crossBridge: 0.094,
    runningSilence: -4.399,
    otherActor: -1.134,
  },
};
