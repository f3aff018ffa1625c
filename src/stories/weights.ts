import type { Model } from './probability.ts';

/** Weights of the logistic regression; made by `bench/fit-classifier.ts`. */
export const MODEL: Model = {
  bias: -2.473,
  weights: {
    running: 7.637,
    closest: 3.781,
    bridge: 4.185,
    closestBridge: -0.866,
    coverage: 2.389,
    titleCoverage: 0.922,
    nameCoverage: 0.495,
    contentCoverage: 1.81,
    bothCoverage: -0.511,
    rarestAnchor: 5.245,
    actor: 0.6,
    actorActionFresh: 0.954,
    facets: 0.915,
    facetMissing: -0.777,
    facetForeign: 0.759,
    recent: -2.389,
    silence: -2.315,
    silenceSpecific: -4.769,
    quiet: -4.671,
    age: -0.236,
    cross: 2.272,
    crossClosest: -3.235,
    crossBridge: -0.279,
    runningSilence: -7.264,
    actorIdle: -0.373,
    actorForeign: -0.09,
  },
};
