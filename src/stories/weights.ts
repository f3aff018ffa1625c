import type { Model } from './probability.ts';

/** Weights of the logistic regression; made by `bench/fit-classifier.ts`. */
export const MODEL: Model = {
  bias: -1.826,
  weights: {
    running: 6.086,
    closest: 3.606,
    bridge: 3.202,
    closestBridge: -1.051,
    coverage: 1.215,
    titleCoverage: -0.025,
    nameCoverage: 0.662,
    contentCoverage: 3.473,
    bothCoverage: -0.415,
    rarestAnchor: 4.927,
    actor: 0.536,
    actorActionFresh: 0.201,
    facets: 1.229,
    facetMissing: -0.611,
    facetForeign: 0.321,
    recent: -2.491,
    silence: -2.172,
    silenceSpecific: -4.758,
    quiet: -4.134,
    age: -1.89,
    cross: 1.744,
    crossClosest: -2.585,
    crossBridge: -0.418,
    runningSilence: -3.76,
    actorIdle: -0.331,
    actorForeign: 0.284,
  },
};
