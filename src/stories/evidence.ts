import type { Known, Profile, Workshop } from './profile.ts';
import type { Document } from './text/document.ts';
import { FAMILY_OF } from './text/facets.ts';
import type { Facet } from './text/facets.ts';
import type { EntityKind, Lexicon } from './text/lexicon.ts';
import { weigh } from './weigh.ts';
import type { Entry } from './weigh.ts';

/** An item made ready to be compared with stories. */
export interface Subject {
  readonly document: Document;
  /** The terms that some story holds. */
  readonly entries: readonly Entry[];
  /** Names in the title of someone or something that acts or fails, as they stand there; countries and places are not. */
  readonly actors: readonly string[];
  /** Length of what crosses languages, terms that no story holds included. */
  readonly bridgeLength: number;
}

/** Makes a document ready to be compared. */
export function subjectOf(document: Document, workshop: Workshop): Subject {
  const { entries, bridgeLength } = weigh(document, workshop, workshop.vocabulary.find);
  return { document, entries, bridgeLength, actors: actorsIn(document, workshop.lexicon) };
}

function actorsIn({ terms }: Document, lexicon: Lexicon): string[] {
  return terms.flatMap(({ kind, title, key, surface }) =>
    kind === 'name' && title > 0 && ACTORS.has(lexicon.kindOf(key.slice(2)) ?? 'place') ? [surface] : [],
  );
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
  /** Shared terms that tie the item to the story, strongest first. */
  readonly shared: readonly Entry[];
  /** All shared terms. */
  readonly common: readonly Common[];
  /** Days from the nearest of the story's documents, negative before it; null when either has no date. */
  readonly silentDays: number | null;
}

// How much kinds of event of one family count for each other.
const KIN = 0.5;
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
  const common = commonTerms(subject, profile);
  const likeness = likenessTo(common, profile);
  const running = runningCosine(common, profile);
  const bridge = bridgeTo(common, subject, profile);
  const anchors = anchorsIn(common);
  const facets = facetAgreement(document.facets, profile.facets);
  const silentDays = daysFromNearest(profile.dates, document.at);
  const silence = Math.abs(silentDays ?? UNKNOWN_DAYS);
  const cross = profile.languages.has(document.lang) ? 0 : 1;
  const days = daysOf(document, profile);
  return {
    closest: likeness.exemplar,
    likeRejected: likenessToRejected(subject, profile),
    meaning: meaningOf(document, profile),
    shared: anchors.shared,
    common,
    silentDays,
    features: {
      running,
      closest: likeness.closest,
      bridge,
      coverage: likeness.coverage,
      titleCoverage: likeness.titleCoverage,
      nameCoverage: likeness.names,
      contentCoverage: likeness.content,
      rarestAnchor: Math.min(1, anchors.strongest / 7),
      actorAction: anchors.actor * facets,
      actorActionFresh: anchors.actor * facets * Math.exp(-silence / 4),
      facets,
      facetMissingAnchor: profile.facets.size > 0 && facets === 0 ? Math.min(1, anchors.strongest / 7) : 0,
      coverageSilence: (likeness.coverage * Math.log1p(silence)) / 5,
      closestSilence: (likeness.closest * Math.log1p(silence)) / 5,
      recurring:
        (facetShare(document.facets, 'outage') * (profile.facets.get('outage') ?? 0) * Math.log1p(silence)) /
        5,
      strangers: strangersIn(subject, profile),
      dayShared: facets * days.dayShared,
      dayOther: days.dayOther,
      silence: Math.log1p(silence) / 5,
      silenceSpecific: (Math.log1p(silence) / 5) * Math.min(1, anchors.strongest / 7),
      quiet: Math.log1p(quiet) / 8,
      cross,
      crossClosest: cross * likeness.closest,
      crossBridge: cross * bridge,
      runningSilence: (running * Math.log1p(silence)) / 5,
      otherActor: subject.actors.length > 0 && !anchors.shared.some(({ term }) => term.proper) ? 1 : 0,
    },
  };
}

/** A term of the item that the story holds too. */
export interface Common {
  readonly entry: Entry;
  readonly known: Known;
}

/** Looked up once: all that is weighed lies in these, and they are few. */
function commonTerms({ entries }: Subject, { terms }: Profile): Common[] {
  const common: Common[] = [];
  for (const entry of entries) {
    const known = terms.get(entry.id);
    if (known !== undefined) common.push({ entry, known });
  }
  return common;
}

function likenessTo(common: readonly Common[], { exemplars, named }: Profile) {
  const whole = new Float64Array(exemplars.length);
  let names = 0;
  let content = 0;
  let titleCoverage = 0;
  for (const { entry, known } of common) {
    if (known.name) names += known.key;
    else content += known.key;
    titleCoverage += entry.titleWeight * entry.titleWeight;
    for (const holder of known.holders) {
      whole[holder.exemplar] = (whole[holder.exemplar] ?? 0) + entry.weight * holder.weight;
    }
  }
  let exemplar = -1;
  for (let at = 0; at < whole.length; at++) {
    // The definition is a list of names: it is part of the whole, but nothing resembles it.
    if (exemplars[at]?.role === 'definition') continue;
    if (exemplar < 0 || (whole[at] ?? 0) > (whole[exemplar] ?? 0)) exemplar = at;
  }
  return {
    exemplar,
    closest: whole[exemplar] ?? 0,
    titleCoverage,
    coverage: names + content,
    names: named > 0 ? names / named : 0,
    content: named < 1 ? content / (1 - named) : 0,
  };
}

function meaningOf({ embedding }: Document, { exemplars }: Profile): number | null {
  if (embedding === null) return null;
  const cosines = exemplars.flatMap(({ document: { embedding: other } }) =>
    other === null ? [] : [embedding.reduce((dot, value, index) => dot + value * (other[index] ?? 0), 0)],
  );
  return cosines.length === 0 ? null : Math.max(...cosines);
}

function likenessToRejected({ entries }: Subject, { rejected }: Profile): number {
  if (rejected.length === 0) return 0;
  const own = new Map(entries.map(({ id, weight }) => [id, weight]));
  const likeness = rejected.map((one) =>
    one.entries.reduce((dot, { id, weight }) => dot + weight * (own.get(id) ?? 0), 0),
  );
  return Math.max(...likeness);
}

/** Cosine with the story as a whole. */
function runningCosine(common: readonly Common[], { running: length }: Profile): number {
  if (length === 0) return 0;
  let dot = 0;
  for (const { entry, known } of common) dot += known.running * entry.weight;
  return dot / length;
}

function anchorsIn(common: readonly Common[]) {
  const found: { entry: Entry; weight: number }[] = [];
  let strongest = 0;
  let actor = 0;
  for (const { entry, known } of common) {
    const strength = Math.min(entry.strength, known.strength);
    if (strength === 0) continue;
    const weight = strength * Math.sqrt(known.share);
    found.push({ entry, weight });
    strongest = Math.max(strongest, weight);
    if (entry.term.proper)
      actor = Math.max(actor, Math.sqrt(known.titleShare) * (entry.term.title > 0 ? 1 : 0.5));
  }
  const shared = found.toSorted((one, other) => other.weight - one.weight).map(({ entry }) => entry);
  return { shared, strongest, actor };
}

/** Cosine of the part that other languages can share. */
function bridgeTo(common: readonly Common[], { bridgeLength }: Subject, { bridge }: Profile): number {
  let dot = 0;
  for (const { entry, known } of common) if (entry.bridges) dot += entry.weight * known.running;
  return dot / (bridge * bridgeLength || 1);
}

function facetShare(facets: ReadonlyMap<Facet, number>, facet: Facet): number {
  let total = 0;
  for (const weight of facets.values()) total += weight;
  return total === 0 ? 0 : (facets.get(facet) ?? 0) / total;
}

/** Part of the names in the title that the story does not know. */
function strangersIn({ document, entries }: Subject, { terms }: Profile): number {
  const titled = document.terms.filter(({ kind, title }) => kind === 'name' && title > 0).length;
  if (titled === 0) return 0;
  let known = 0;
  for (const { id, term } of entries) if (term.kind === 'name' && term.title > 0 && terms.has(id)) known++;
  return 1 - known / titled;
}

/** Whether the item names a day of the story, or only others. */
function daysOf({ named }: Document, { days, dates }: Profile) {
  const none = { dayShared: 0, dayOther: 0 };
  if (named.length === 0) return none;
  const near = (day: number): boolean => days.has(day) || days.has(day - 1) || days.has(day + 1);
  const dayShared = named.some(near) ? 1 : 0;
  const told = (day: number): boolean => dates.some((date) => Math.abs(date / DAY - day) <= 2);
  return {
    dayShared,
    dayOther: dayShared === 0 && !named.some(told) ? 1 : 0,
  };
}

/** How far item and story tell of the same kind of event: a cosine in which kinds of one family count half for each other. */
function facetAgreement(item: ReadonlyMap<Facet, number>, story: ReadonlyMap<Facet, number>): number {
  const length = Math.sqrt(kinship(item, item) * kinship(story, story));
  return length === 0 ? 0 : kinship(item, story) / length;
}

function kinship(one: ReadonlyMap<Facet, number>, other: ReadonlyMap<Facet, number>): number {
  let sum = 0;
  for (const [facet, weight] of one) {
    const family = FAMILY_OF.get(facet);
    for (const [next, theirs] of other) {
      if (facet === next) sum += weight * theirs;
      else if (family !== undefined && family === FAMILY_OF.get(next)) sum += KIN * weight * theirs;
    }
  }
  return sum;
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
