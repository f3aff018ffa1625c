import type { Frequencies } from './frequencies.ts';
import { canAnchor } from './profile.ts';
import type { Profile } from './profile.ts';
import type { Document, Term } from './text/document.ts';
import type { Facet } from './text/facets.ts';
import type { Lexicon } from './text/lexicon.ts';
import type { Vector, Vocabulary } from './vector.ts';
import { cosine, cosineWith, spreadOut, titleVectorOf, vectorOf } from './vector.ts';

/** An item made ready to be compared with stories. */
export interface Subject {
  readonly document: Document;
  readonly vector: Vector;
  readonly spread: ReadonlyMap<number, number>;
  readonly titleSpread: ReadonlyMap<number, number>;
  /** Terms that some story holds, by number. */
  readonly terms: ReadonlyMap<number, Term>;
  /** Rarity of the terms that can tie the item to a story. */
  readonly anchors: ReadonlyMap<number, number>;
}

/** Makes a document ready to be compared. */
export function subjectOf(
  document: Document,
  {
    vocabulary,
    frequencies,
    lexicon,
  }: { vocabulary: Vocabulary; frequencies: Frequencies; lexicon: Lexicon },
): Subject {
  const terms = new Map<number, Term>();
  const anchors = new Map<number, number>();
  for (const term of document.terms) {
    const id = vocabulary.find(term.key);
    if (id === undefined) continue;
    terms.set(id, term);
    const rarity = frequencies.rarity(term.key, document.lang);
    if (canAnchor(term, rarity, lexicon)) anchors.set(id, rarity);
  }
  const vector = vectorOf(document, vocabulary.find, frequencies);
  return {
    document,
    vector,
    spread: spreadOut(vector),
    titleSpread: spreadOut(titleVectorOf(document, vocabulary.find, frequencies)),
    terms,
    anchors,
  };
}

/** What speaks for and against an item's place in a story: each a number near 0..1, in the order of the weights. */
export const FEATURES = [
  'seeds',
  'running',
  'closest',
  'closestTitle',
  'coverage',
  'anchors',
  'rarestAnchor',
  'titleAnchors',
  'facets',
  'facetMissing',
  'recent',
  'silence',
  'age',
  'cross',
  'crossClosest',
  'crossCoverage',
] as const;
export type Feature = (typeof FEATURES)[number];

export interface Evidence {
  readonly features: Readonly<Record<Feature, number>>;
  /** Position of the exemplar that the item resembles most. */
  readonly closest: number;
  /** Shared terms that tie the item to the story, heaviest first. */
  readonly shared: readonly number[];
  /** Days since the story's last item; null when either has no date. */
  readonly silentDays: number | null;
}

const DAY = 86_400_000;

/** Weighs an item against a story. */
export function evidenceFor(subject: Subject, profile: Profile): Evidence {
  const { document, vector } = subject;
  const best = closestOf(subject, profile);
  const shared = sharedAnchors(subject, profile);
  const facets = facetAgreement(document.facets, profile.facets);
  const silentDays = daysBetween(profile.lastAt, document.at);
  const age = daysBetween(profile.startedAt, document.at) ?? 3;
  const cross = profile.languages.has(document.lang) ? 0 : 1;
  const coverage = coverageOf(subject, profile);
  const silence = Math.abs(silentDays ?? 3);
  return {
    closest: best.index,
    shared: shared.ids,
    silentDays,
    features: {
      seeds: cosineWith(profile.seedSum, profile.seedLength, vector),
      running: cosineWith(profile.runningSum, profile.runningLength, vector),
      closest: best.similarity,
      closestTitle: best.title,
      coverage,
      anchors: Math.min(1, shared.mass / 20),
      rarestAnchor: shared.rarest / 10,
      titleAnchors: Math.min(1, shared.titleMass / 10),
      facets,
      facetMissing: profile.facets.size > 0 && facets === 0 ? 1 : 0,
      recent: Math.exp(-silence / 15),
      silence: Math.log1p(silence) / 5,
      age: Math.log1p(Math.max(0, age)) / 5,
      cross,
      crossClosest: cross * best.similarity,
      crossCoverage: cross * coverage,
    },
  };
}

function closestOf(
  { spread: own, titleSpread }: Subject,
  { exemplars }: Profile,
): { index: number; similarity: number; title: number } {
  let index = -1;
  let similarity = 0;
  let title = 0;
  exemplars.forEach((exemplar, position) => {
    if (exemplar.role === 'definition') return;
    const found = cosine(own, exemplar.vector);
    if (found > similarity || index < 0) {
      similarity = found;
      index = position;
    }
    title = Math.max(title, cosine(titleSpread, exemplar.titleVector));
  });
  return { index, similarity, title };
}

function sharedAnchors({ anchors, terms }: Subject, profile: Profile) {
  const found: { id: number; weight: number }[] = [];
  let mass = 0;
  let titleMass = 0;
  let rarest = 0;
  for (const [id, rarity] of anchors) {
    const anchor = profile.anchors.get(id);
    if (anchor === undefined) continue;
    const weight = rarity * Math.sqrt(anchor.share);
    found.push({ id, weight });
    mass += weight;
    if ((terms.get(id)?.title ?? 0) > 0) titleMass += weight;
    rarest = Math.max(rarest, weight);
  }
  const ids = found.toSorted((one, other) => other.weight - one.weight).map(({ id }) => id);
  return { ids, mass, titleMass, rarest };
}

function coverageOf({ terms }: Subject, { keyTerms }: Profile): number {
  let covered = 0;
  for (const [id, share] of keyTerms) if (terms.has(id)) covered += share;
  return covered;
}

/** Cosine of what happened in the item and in the story. */
function facetAgreement(item: ReadonlyMap<Facet, number>, story: ReadonlyMap<Facet, number>): number {
  let dot = 0;
  for (const [facet, weight] of item) dot += weight * (story.get(facet) ?? 0);
  const length = Math.hypot(...item.values()) * Math.hypot(...story.values());
  return length === 0 ? 0 : dot / length;
}

function daysBetween(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : (to - from) / DAY;
}
