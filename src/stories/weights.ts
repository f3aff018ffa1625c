import type { Model } from './probability.ts';

/** Weights of the logistic regression; made by `bench/fit-classifier.ts`. */
export const MODEL: Model = {
  bias: -4.607,
  weights: {
    running: 6.62,
    closest: 1.82,
    bridge: 3.972,
    coverage: 2.106,
    titleCoverage: 0.936,
    nameCoverage: -0.062,
    contentCoverage: 1.854,
    rarestAnchor: 4.62,
    actorAction: 2.866,
    actorActionFresh: -0.734,
    facets: 0.429,
    facetMissingAnchor: -0.454,
    coverageSilence: -0.457,
    closestSilence: -1.332,
    recurring: -5.944,
    strangers: -0.339,
    dayShared: 2.821,
    dayOther: -0.367,
    silence: -0.877,
    silenceSpecific: -5.14,
    quiet: -3.358,
    cross: 1.435,
    crossClosest: -2.772,
    crossBridge: 2.924,
    runningSilence: -1.957,
    otherActor: -1.064,
  },
};
