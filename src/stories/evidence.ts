import type { Exemplar, Known, Profile, Workshop } from './profile.ts';
import type { Document, Term } from './text/document.ts';
import { isAftermath, isIntrusion, kinship } from './text/facets.ts';
import type { Facet } from './text/facets.ts';
import type { EntityKind, Lexicon } from './text/lexicon.ts';
import { grown } from './vector.ts';
import { bridges, strengthOf, weigh } from './weigh.ts';
import type { Weighed } from './weigh.ts';

/** An item made ready to be compared with stories. */
export interface Subject {
  readonly document: Document;
  readonly weighed: Weighed;
  /** Names in the title of someone or something that acts or fails, as they stand there; countries and places are not. */
  readonly actors: readonly string[];
  /** What it was read with. */
  readonly lexicon: Lexicon;
  /** How many names its title holds. */
  readonly titleNames: number;
  /** Kinship of what it tells of with itself, see `kinship`. */
  readonly facetKinship: number;
  /** It tells of what comes of an intrusion. */
  readonly tellsAftermath: boolean;
}

/** Makes a document ready to be compared. */
export function subjectOf(document: Document, workshop: Workshop): Subject {
  const { lexicon, frequencies, vocabulary } = workshop;
  const actors: string[] = [];
  let titleNames = 0;
  for (const { kind, title, key, surface } of document.terms) {
    if (kind !== 'name' || title === 0) continue;
    titleNames++;
    if (ACTORS.has(lexicon.kindOf(key.slice(2)) ?? 'place')) actors.push(surface);
  }
  let tellsAftermath = false;
  for (const facet of document.facets.keys()) if (isAftermath(facet)) tellsAftermath = true;
  const facetKinship = kinship(document.facets, document.facets);
  const weighed = weigh(document, frequencies, vocabulary.find);
  return { document, weighed, actors, lexicon, titleNames, facetKinship, tellsAftermath };
}

const ACTORS: ReadonlySet<EntityKind> = new Set(['agency', 'company', 'product', 'group', 'malware']);

/** What speaks for and against an item's place in a story: each a number near 0..1, in the order of the weights. */
export const FEATURES = [
  'running',
  'closest',
  'bridge',
  'coverage',
  'titleCoverage',
  'nameCoverage',
  'contentCoverage',
  'rarestAnchor',
  'actorAction',
  'actorActionFresh',
  'facets',
  'facetMissingAnchor',
  'coverageSilence',
  'closestSilence',
  'recurring',
  'aftermath',
  'strangers',
  'dayShared',
  'dayOther',
  'silence',
  'silenceSpecific',
  'quiet',
  'cross',
  'crossClosest',
  'crossBridge',
  'runningSilence',
  'otherActor',
] as const;
export type Feature = (typeof FEATURES)[number];

export interface Evidence {
  readonly features: Readonly<Record<Feature, number>>;
  /** Position of the exemplar that the item resembles most. */
  readonly closest: number;
  /** Likeness to the item that people took out and that it resembles most; 0 when there is none. */
  readonly likeRejected: number;
  /** Cosine of meanings with the story's closest document; null without embeddings on both sides. */
  readonly meaning: number | null;
  /** A shared name or rare word ties the item to the story. */
  readonly anchored: boolean;
  /** Days from the nearest of the story's documents, negative before it; null when either has no date. */
  readonly silentDays: number | null;
}

const DAY = 86_400_000;
// For items and stories without a date: neither fresh nor stale.
const UNKNOWN_DAYS = 1;

/** How the story runs in the stream. */
export interface Pace {
  /** Items since the story's last. */
  readonly quiet: number;
}

/** Weighs an item against a story. */
export function evidenceFor(subject: Subject, profile: Profile, { quiet }: Pace): Evidence {
  const { document } = subject;
  const likeness = compare(subject, profile);
  const { running, bridge, closest, coverage, actor } = likeness;
  const anchor = Math.min(1, likeness.strongest / 7);
  const facets = facetAgreement(subject, profile);
  const silentDays = daysFromNearest(profile.dates, document.at);
  const silence = Math.abs(silentDays ?? UNKNOWN_DAYS);
  const long = Math.log1p(silence) / 5;
  // One document in a language is soon learned, and its words are few: the story is known there by and by.
  const cross = 2 ** -(profile.languages.get(document.lang) ?? 0);
  const days = daysOf(document, profile);
  return {
    closest: likeness.exemplar,
    likeRejected: likenessToRejected(subject, profile),
    meaning: meaningOf(document, profile),
    anchored: likeness.strongest > 0,
    silentDays,
    features: {
      running,
      closest,
      bridge,
      coverage,
      titleCoverage: likeness.titleCoverage,
      nameCoverage: likeness.names,
      contentCoverage: likeness.content,
      rarestAnchor: anchor,
      actorAction: actor * facets,
      actorActionFresh: actor * facets * Math.exp(-silence / 4),
      facets,
      facetMissingAnchor: profile.facets.size > 0 && facets === 0 ? anchor : 0,
      coverageSilence: coverage * long,
      closestSilence: closest * long,
      recurring: facetShare(document.facets, 'outage') * (profile.facets.get('outage') ?? 0) * long,
      aftermath: subject.tellsAftermath ? facets * intrusionShare(profile) * long * coverage : 0,
      strangers: subject.titleNames === 0 ? 0 : 1 - likeness.titleNames / subject.titleNames,
      dayShared: facets * days.dayShared,
      dayOther: days.dayOther,
      silence: long,
      silenceSpecific: long * anchor,
      quiet: Math.log1p(quiet) / 8,
      cross,
      crossClosest: cross * closest,
      crossBridge: cross * bridge,
      runningSilence: running * long,
      otherActor: subject.actors.length > 0 && !likeness.sharesName ? 1 : 0,
    },
  };
}

/** A term of the item that the story holds too. */
export interface Common {
  readonly term: Term;
  /** Where the story has it, see `Known`. */
  readonly place: number;
  /** How much it ties the item to the story; 0 not at all. */
  readonly tie: number;
}

/** What item and story share, in the item's order. */
export function commonTerms(subject: Subject, { known }: Profile): Common[] {
  mark(subject.weighed);
  const common: { readonly place: number; readonly at: number }[] = [];
  for (let place = 0; place < known.ids.length; place++) {
    const at = (places[known.ids[place] ?? 0] ?? 0) - 1;
    if (at >= 0) common.push({ place, at });
  }
  return common
    .toSorted((one, other) => one.at - other.at)
    .flatMap(({ place, at }) => {
      const term = subject.document.terms[at];
      return term === undefined ? [] : [{ term, place, tie: tieOf(subject, at, known, place) }];
    });
}

/** The shared terms that tie the item to the story, strongest first. */
export function sharedTerms(subject: Subject, profile: Profile): Term[] {
  return commonTerms(subject, profile)
    .filter(({ tie }) => tie > 0)
    .toSorted((one, other) => other.tie - one.tie)
    .map(({ term }) => term);
}

function tieOf({ document, weighed, lexicon }: Subject, at: number, known: Known, place: number): number {
  const term = document.terms[at];
  const own = term === undefined ? 0 : strengthOf(term, weighed.rarities[at] ?? 0, lexicon);
  return Math.min(own, known.strength[place] ?? 0) * Math.sqrt(known.share[place] ?? 0);
}

// Where the terms of the item at hand stand among its own, one more than that, by their numbers. A story's terms are gone
// through one after the other: looking each of the item's up in each story takes several times as long.
let places = new Int32Array(1024);
let marked: readonly number[] = [];

function mark({ ids }: Weighed): void {
  if (ids === marked) return;
  for (const id of marked) if (id >= 0) places[id] = 0;
  ids.forEach((id, at) => {
    if (id < 0) return;
    if (id >= places.length) places = grown(places, id);
    places[id] = at + 1;
  });
  marked = ids;
}

/** All that is weighed of the shared terms, in one go: they are few, and the stories many. */
function compare(subject: Subject, { known, exemplars, running, bridge, named }: Profile) {
  mark(subject.weighed);
  const { terms } = subject.document;
  const { weights, rarities, titleLength, bridgeLength } = subject.weighed;
  const whole = new Float64Array(exemplars.length);
  let [names, content, titleCoverage, titleNames] = [0, 0, 0, 0];
  let [runningDot, bridgeDot, strongest, actor] = [0, 0, 0, 0];
  let sharesName = false;
  const { ids, key, name, starts, holders, holderWeights, titleShare } = known;
  for (let place = 0; place < ids.length; place++) {
    const at = (places[ids[place] ?? 0] ?? 0) - 1;
    const term = at < 0 ? undefined : terms[at];
    if (term === undefined) continue;
    const weight = weights[at] ?? 0;
    if (name[place] === 1) names += key[place] ?? 0;
    else content += key[place] ?? 0;
    if (term.title > 0 && term.kind !== 'pair') titleCoverage += ((rarities[at] ?? 0) / titleLength) ** 2;
    if (term.kind === 'name' && term.title > 0) titleNames++;
    const dot = weight * (known.running[place] ?? 0);
    runningDot += dot;
    if (bridges(term)) bridgeDot += dot;
    const end = starts[place + 1] ?? 0;
    for (let held = starts[place] ?? 0; held < end; held++) {
      const holder = holders[held] ?? 0;
      whole[holder] = (whole[holder] ?? 0) + weight * (holderWeights[held] ?? 0);
    }
    const tie = tieOf(subject, at, known, place);
    if (tie === 0) continue;
    strongest = Math.max(strongest, tie);
    if (!term.proper) continue;
    sharesName = true;
    actor = Math.max(actor, Math.sqrt(titleShare[place] ?? 0) * (term.title > 0 ? 1 : 0.5));
  }
  const exemplar = closestOf(whole, exemplars);
  return {
    exemplar,
    closest: whole[exemplar] ?? 0,
    titleCoverage,
    coverage: names + content,
    names: named > 0 ? names / named : 0,
    content: named < 1 ? content / (1 - named) : 0,
    /** Cosines with the story as a whole, and of the part that other languages can share. */
    running: running === 0 ? 0 : runningDot / running,
    bridge: bridgeDot / (bridge * bridgeLength || 1),
    strongest,
    actor,
    sharesName,
    titleNames,
  };
}

function closestOf(likeness: Float64Array, exemplars: readonly Exemplar[]): number {
  let closest = -1;
  for (let at = 0; at < likeness.length; at++) {
    // The definition is a list of names: it is part of the whole, but nothing resembles it.
    if (exemplars[at]?.role === 'definition') continue;
    if (closest < 0 || (likeness[at] ?? 0) > (likeness[closest] ?? 0)) closest = at;
  }
  return closest;
}

function meaningOf({ embedding }: Document, { exemplars }: Profile): number | null {
  if (embedding === null) return null;
  const cosines = exemplars.flatMap(({ document: { embedding: other } }) =>
    other === null ? [] : [embedding.reduce((dot, value, index) => dot + value * (other[index] ?? 0), 0)],
  );
  return cosines.length === 0 ? null : Math.max(...cosines);
}

function likenessToRejected({ weighed }: Subject, { rejected }: Profile): number {
  if (rejected.length === 0) return 0;
  const own = new Map(weighed.ids.map((id, at) => [id, weighed.weights[at] ?? 0]));
  const likeness = rejected.map((one) =>
    one.entries.reduce((dot, { id, weight }) => dot + weight * (own.get(id) ?? 0), 0),
  );
  return Math.max(...likeness);
}

function intrusionShare({ facets }: Profile): number {
  let share = 0;
  for (const [facet, weight] of facets) if (isIntrusion(facet)) share += weight;
  return share;
}

function facetShare(facets: ReadonlyMap<Facet, number>, facet: Facet): number {
  let total = 0;
  for (const weight of facets.values()) total += weight;
  return total === 0 ? 0 : (facets.get(facet) ?? 0) / total;
}

const NO_DAYS = { dayShared: 0, dayOther: 0 };

/** Whether the item names a day of the story, or only others. */
function daysOf(document: Document, profile: Profile) {
  return document.named.length === 0 ? NO_DAYS : namedDays(document, profile);
}

function namedDays({ named }: Document, { days, dates }: Profile) {
  const near = (day: number): boolean => days.has(day) || days.has(day - 1) || days.has(day + 1);
  const dayShared = named.some(near) ? 1 : 0;
  const told = (day: number): boolean => dates.some((date) => Math.abs(date / DAY - day) <= 2);
  return {
    dayShared,
    dayOther: dayShared === 0 && !named.some(told) ? 1 : 0,
  };
}

/** How far item and story tell of the same kind of event: a cosine in which kinds of one family count half for each other. */
function facetAgreement({ document, facetKinship }: Subject, profile: Profile): number {
  const length = Math.sqrt(facetKinship * profile.facetKinship);
  return length === 0 ? 0 : kinship(document.facets, profile.facets) / length;
}

function daysFromNearest(dates: readonly number[], at: number | null): number | null {
  if (at === null) return null;
  let nearest: number | null = null;
  for (const date of dates) {
    const days = (at - date) / DAY;
    if (nearest === null || Math.abs(days) < Math.abs(nearest)) nearest = days;
  }
  return nearest;
}
