import type { Model } from './probability.ts';

/** Weights of the logistic regression; made by `bench/fit-classifier.ts`. */
export const MODEL: Model = {
  bias: -5.334,
  weights: {
    running: 8.051,
    closest: 2.232,
    bridge: 5.083,
    coverage: 2.376,
    titleCoverage: 0.667,
    nameCoverage: 0.562,
    contentCoverage: 2.198,
    rarestAnchor: 4.554,
    actorAction: 1.077,
    actorActionFresh: 2.47,
    facets: 0.413,
    facetMissing: -0.539,
    silence: -1.026,
    silenceSpecific: -6.167,
    quiet: -3.116,
    cross: 1.84,
    crossClosest: -4.515,
    crossBridge: 1.678,
    runningSilence: -5.313,
    otherActor: -1,
  },
};
