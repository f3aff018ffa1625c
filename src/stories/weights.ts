import type { Model } from './probability.ts';

/** Weights of the logistic regression; made by `bench/fit-classifier.ts`. */
export const MODEL: Model = {
  bias: -4.651,
  weights: {
    running: 6.855,
    closest: 0.338,
    bridge: 3.619,
    coverage: 2.388,
    titleCoverage: 1.028,
    nameCoverage: -0.188,
    contentCoverage: 1.36,
    rarestAnchor: 4.472,
    actorAction: 2.829,
    actorActionFresh: -1.066,
    facets: 0.923,
    facetMissingAnchor: 0.329,
    coverageSilence: -0.279,
    closestSilence: -0.944,
    recurring: -5.805,
    strangers: -0.359,
    dayShared: 2.487,
    dayOther: -0.199,
    silence: -1.051,
    silenceSpecific: -4.572,
    quiet: -3.329,
    cross: 1.273,
    crossClosest: -2.488,
    crossBridge: 2.227,
    runningSilence: -1.812,
    otherActor: -1.029,
  },
};
