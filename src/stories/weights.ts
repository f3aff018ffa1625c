import type { Model } from './probability.ts';

/** Weights of the logistic regression; made by `bench/fit-classifier.ts`. */
export const MODEL: Model = {
  bias: -4.573,
  weights: {
    running: 7.071,
    closest: 2.144,
    bridge: 4.044,
    coverage: 1.473,
    titleCoverage: 0.651,
    nameCoverage: -0.072,
    contentCoverage: 2.376,
    rarestAnchor: 4.72,
    actorAction: 2.854,
    actorActionFresh: -0.546,
    facets: 0.26,
    facetMissingAnchor: -0.359,
    coverageSilence: -0.731,
    closestSilence: -1.277,
    recurring: -5.745,
    strangers: -0.345,
    dayShared: 2.886,
    dayOther: -0.411,
    silence: -0.662,
    silenceSpecific: -5.251,
    quiet: -3.321,
    cross: 1.15,
    crossClosest: -2.467,
    crossBridge: 2.919,
    runningSilence: -2.079,
    otherActor: -1.172,
  },
};
