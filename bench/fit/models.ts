import { FEATURES } from '../../src/stories/evidence.ts';
import type { Feature } from '../../src/stories/evidence.ts';
import type { Model } from '../../src/stories/probability.ts';
import { MODEL } from '../../src/stories/weights.ts';
import { fitLogistic } from './regression.ts';
import type { Pair } from './run.ts';

/** The weights that a story is rated with. */
export type ModelOf = (storyId: string) => Model;

const FOLDS = 5;

/** Fits weights to recorded comparisons. */
export function modelFor(pairs: readonly Pair[]): Model {
  const solution = fitLogistic(pairs, FEATURES.length);
  const weights: Record<Feature, number> = { ...MODEL.weights };
  FEATURES.forEach((name, index) => {
    weights[name] = rounded(solution[index]);
  });
  return { bias: rounded(solution.at(-1)), weights };
}

/** For every story weights that were fitted without it and a fifth of the others. */
export function blindModels(pairs: readonly Pair[]): ModelOf {
  // In the order in which they come: stories added to our own set leave the folds of all others as they were.
  const ids = [...new Set(pairs.map(({ story }) => story))];
  const foldOf = new Map(ids.map((id, index) => [id, index % FOLDS]));
  const models = Array.from({ length: FOLDS }, (_, fold) =>
    modelFor(pairs.filter(({ story }) => foldOf.get(story) !== fold)),
  );
  return (id) => models[foldOf.get(id) ?? 0] ?? MODEL;
}

function rounded(value: number | undefined): number {
  return Math.round((value ?? 0) * 1000) / 1000;
}
