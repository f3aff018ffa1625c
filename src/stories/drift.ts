import type { Background } from './frequencies.ts';
import { createFrequencies } from './frequencies.ts';
import { buildProfile } from './profile.ts';
import type { Lexicon } from './text/lexicon.ts';
import type { TrackedStory } from './tracker.ts';
import { cosineWith, createVocabulary, sumOf } from './vector.ts';
import type { Sum } from './vector.ts';

/** How far what a story took in by itself has moved from what people put there. */
export interface Drift {
  /** Items that the classifier took in by itself. */
  readonly learned: number;
  /** 0: the latest of them are like the seeds; 1: they have nothing in common. 0 without learned items. */
  readonly distance: number;
  /** Titles of learned items that resemble no seed and no confirmed item, newest last. */
  readonly astray: readonly string[];
}

// The latest items show where a story is heading.
const LATEST = 10;
// Of the items of a story in the half year fitted on, nine in ten resemble a seed or a confirmed item more than this.
const ASTRAY_BELOW = 0.05;

/** Measures a story's drift. Pure. */
export function driftOf(
  story: TrackedStory,
  { lexicon, background }: { readonly lexicon: Lexicon; readonly background: Background },
): Drift {
  const profile = buildProfile(story, {
    lexicon,
    frequencies: createFrequencies(background),
    vocabulary: createVocabulary(),
  });
  const learned = profile.exemplars.filter(({ role }) => role === 'learned');
  const lasting = profile.exemplars.filter(({ role }) => role !== 'learned');
  const latest = sumOf(learned.slice(-LATEST).map(({ entries }) => entries));
  const seeds = sumOf(lasting.map(({ entries }) => entries));
  return {
    learned: learned.length,
    distance: learned.length === 0 ? 0 : 1 - likeness(seeds, latest),
    astray: learned
      .filter(({ entries }) => cosineWith(seeds, entries) < ASTRAY_BELOW)
      .map(({ document }) => document.title),
  };
}

/** Cosine of two centroids. */
function likeness(seeds: Sum, latest: Sum): number {
  let dot = 0;
  for (const [id, weight] of seeds.weights) dot += weight * (latest.weights.get(id) ?? 0);
  return dot / (seeds.length * latest.length || 1);
}
