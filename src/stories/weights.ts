import type { Model } from './probability.ts';

/** Weights of the logistic regression; made by `bench/fit-classifier.ts`. */
export const MODEL: Model = {
  bias: -4.769,
  weights: {
    running: 5.89,
    closest: 1.59,
    bridge: 3.916,
    coverage: 2.628,
    titleCoverage: 0.96,
    nameCoverage: 0.01,
    contentCoverage: 0.81,
    rarestAnchor: 4.732,
    actorAction: 2.25,
    actorActionFresh: -0.812,
    facets: 1.063,
    facetMissingAnchor: -1.208,
    coverageSilence: -0.543,
    closestSilence: -1.176,
    recurring: -5.164,
    strangers: -0.286,
    dayShared: 2.409,
    dayOther: -0.147,
    silence: -1.372,
    silenceSpecific: -4.244,
    quiet: -3.197,
    cross: 1.306,
    crossClosest: -3.02,
    crossBridge: 1.892,
    runningSilence: -1.985,
    otherActor: -1.04,
  },
};
