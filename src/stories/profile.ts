import type { Frequencies } from './frequencies.ts';
import type { Document } from './text/document.ts';
import { readDocument } from './text/document.ts';
import type { Facet } from './text/facets.ts';
import type { Lexicon } from './text/lexicon.ts';
import type { TrackedStory } from './tracker.ts';
import type { Sum, Vocabulary } from './vector.ts';
import { heaviestOf, sumOf } from './vector.ts';
import type { Article } from './verdict.ts';
import { weigh } from './weigh.ts';
import type { Entry } from './weigh.ts';

/**
 * `definition`: title, aliases and entities of the story. Only what the classifier `learned` by itself makes room for
 * newer items; the others never fade.
 */
export type Role = 'definition' | 'seed' | 'confirmed' | 'learned';

/** A seed or member as the profile keeps it. */
export interface Exemplar {
  readonly document: Document;
  readonly role: Role;
  readonly entries: readonly Entry[];
}

/** What a story's documents hold of one term. */
export interface Known {
  /** Share of the documents that hold it, and that hold it in the title; among lasting ones where that is more. */
  readonly share: number;
  readonly titleShare: number;
  /** The least strength it has in them: a word may be rare in one language and common in another. */
  readonly strength: number;
  /** Its weight in the sum of the documents. */
  readonly running: number;
  /** Its share among the heaviest terms; 0 when it is none of them. */
  readonly key: number;
  /** One of the heaviest terms that names someone or something. */
  readonly name: boolean;
  /** The exemplars that hold it, by position, with its weight there. */
  readonly holders: readonly Holder[];
}

export interface Holder {
  readonly exemplar: number;
  readonly weight: number;
  readonly titled: boolean;
  /** 1 when it is said in the title or the lead, less when only further down or implied. */
  readonly presence: number;
}

/** What is known of a story. */
export interface Profile {
  readonly id: string;
  readonly story: TrackedStory;
  readonly exemplars: readonly Exemplar[];
  readonly terms: ReadonlyMap<number, Known>;
  /** Length of the sum of its documents, and of what crosses languages in it. */
  readonly running: number;
  readonly bridge: number;
  /** What names of someone or something make up among the heaviest terms. */
  readonly named: number;
  /** Shares of what happened, summing to 1; empty when the texts say nothing of it. */
  readonly facets: ReadonlyMap<Facet, number>;
  readonly startedAt: number | null;
  /** Dates of its documents, oldest first. */
  readonly dates: readonly number[];
  /** Days on which it happened: the first of its documents', and those that its lasting documents name; since 1970. */
  readonly days: ReadonlySet<number>;
  /** Years of its documents, and those that the titles of its lasting documents name. */
  readonly years: ReadonlySet<number>;
  readonly languages: ReadonlySet<string>;
  /** Items that people took out. */
  readonly rejected: readonly Exemplar[];
}

/** What profiles are built with. */
export interface Workshop {
  readonly lexicon: Lexicon;
  readonly vocabulary: Vocabulary;
  readonly frequencies: Frequencies;
}

const DAY = 86_400_000;
const KEY_TERMS = 24;
const MAX_LEARNED = 30;

/** Builds a story's profile from all that is known of it. */
export function buildProfile(story: TrackedStory, workshop: Workshop): Profile {
  const read = (article: Article, role: Role): Exemplar =>
    exemplarOf(readDocument(article, workshop.lexicon), role, workshop);
  const exemplars = [
    ...definitionOf(story).map((article) => read(article, 'definition')),
    ...story.seeds.map((seed, index) =>
      read(
        {
          ...seed,
          id: `${story.id}#${String(index)}`,
          embedding: story.seedEmbeddings?.[index] ?? undefined,
        },
        'seed',
      ),
    ),
    ...story.members.map(({ article, state }) => read(article, state === 'auto' ? 'learned' : 'confirmed')),
  ];
  return assemble(
    story,
    exemplars,
    story.rejected.map((article) => read(article, 'confirmed')),
  );
}

/** The profile with one more member. */
export function withMember(profile: Profile, document: Document, workshop: Workshop): Profile {
  if (profile.exemplars.some((exemplar) => exemplar.document.id === document.id)) return profile;
  const exemplars = [...profile.exemplars, exemplarOf(document, 'learned', workshop)];
  const learned = exemplars.filter(({ role }) => role === 'learned');
  const dropped = new Set(learned.slice(0, Math.max(0, learned.length - MAX_LEARNED)));
  return assemble(
    profile.story,
    exemplars.filter((exemplar) => !dropped.has(exemplar)),
    profile.rejected,
  );
}

/** Title, aliases and entities of a story, as one text. */
function definitionOf({ id, title, aliases, entities }: TrackedStory): Article[] {
  const names = [title, ...aliases].filter((name) => name !== '');
  if (names.length + entities.length === 0) return [];
  return [{ id: `${id}#definition`, title: names.join(' · '), text: entities.join('. '), lang: 'en' }];
}

function exemplarOf(document: Document, role: Role, workshop: Workshop): Exemplar {
  const { find, idOf } = workshop.vocabulary;
  const names = new Set<string>();
  for (const { key, kind, proper } of document.terms) if (kind === 'pair' && !proper) names.add(key);
  const numberOf = (key: string): number | undefined => (names.has(key) ? find(key) : idOf(key));
  return { document, role, entries: weigh(document, workshop, numberOf).entries };
}

function assemble(
  story: TrackedStory,
  exemplars: readonly Exemplar[],
  rejected: readonly Exemplar[],
): Profile {
  const seeds = sumOf(exemplars.filter(isLasting).map(({ entries }) => entries));
  const running = sumOf(exemplars.map(({ entries }) => entries));
  const keyTerms = heaviest(seeds, running);
  const keyNames = namesAmong(keyTerms, exemplars);
  const dates = exemplars.flatMap(({ document }) => (document.at === null ? [] : [document.at]));
  return {
    id: story.id,
    story,
    exemplars,
    terms: knownTerms(exemplars, { running, keyTerms, keyNames }),
    running: running.length,
    bridge: sumOf(exemplars.map(({ entries }) => entries.filter(({ bridges }) => bridges))).length,
    named: [...keyNames].reduce((sum, id) => sum + (keyTerms.get(id) ?? 0), 0),
    facets: facetsOf(exemplars),
    days: daysOf(story, exemplars, dates),
    years: new Set([
      ...dates.map((date) => new Date(date).getUTCFullYear()),
      ...exemplars.filter(isLasting).flatMap(({ document }) => document.years),
    ]),
    startedAt: startOf(story, dates),
    dates: dates.toSorted((one, other) => one - other),
    languages: new Set(
      exemplars.filter(({ role }) => role !== 'definition').map(({ document }) => document.lang),
    ),
    rejected,
  };
}

function startOf({ startedAt }: TrackedStory, dates: readonly number[]): number | null {
  return startedAt?.getTime() ?? (dates.length > 0 ? Math.min(...dates) : null);
}

/** The day it began, and those that its lasting documents name. */
function daysOf(story: TrackedStory, exemplars: readonly Exemplar[], dates: readonly number[]) {
  const first = startOf(story, dates);
  const named = exemplars.filter(isLasting).flatMap(({ document }) => document.named);
  return new Set(first === null ? named : [Math.floor(first / DAY), ...named]);
}

function isLasting({ role }: Exemplar): boolean {
  return role !== 'learned';
}

interface Heaviest {
  readonly running: Sum;
  readonly keyTerms: ReadonlyMap<number, number>;
  readonly keyNames: ReadonlySet<number>;
}

function knownTerms(
  exemplars: readonly Exemplar[],
  { running, keyTerms, keyNames }: Heaviest,
): Map<number, Known> {
  const holders = new Map<number, Holder[]>();
  const strengths = new Map<number, number>();
  exemplars.forEach(({ entries }, exemplar) => {
    for (const { id, term, weight, titleWeight, strength } of entries) {
      const titled = term.kind === 'pair' ? term.title : titleWeight;
      strengths.set(id, Math.min(strength, strengths.get(id) ?? strength));
      const known = holders.get(id);
      const holder = { exemplar, weight, titled: titled > 0, presence: Math.min(1, term.title + term.body) };
      if (known === undefined) holders.set(id, [holder]);
      else known.push(holder);
    }
  });
  const all = exemplars.length || 1;
  const lasting = exemplars.filter(isLasting).length || 1;
  const shareOf = (held: readonly Holder[]): number => {
    let [sum, kept] = [0, 0];
    for (const { exemplar, presence } of held) {
      sum += presence;
      if (exemplars[exemplar]?.role !== 'learned') kept += presence;
    }
    return Math.max(sum / all, kept / lasting);
  };
  return new Map(
    [...holders].map(([id, held]) => [
      id,
      {
        holders: held,
        strength: strengths.get(id) ?? 0,
        running: running.weights.get(id) ?? 0,
        key: keyTerms.get(id) ?? 0,
        name: keyNames.has(id),
        share: shareOf(held),
        titleShare: shareOf(held.filter(({ titled }) => titled)),
      },
    ]),
  );
}

function heaviest(seeds: Sum, running: Sum): Map<number, number> {
  // Seeds count double: what a story is about is what a person said it is.
  const sum = new Map(running.weights);
  for (const [id, weight] of seeds.weights) sum.set(id, (sum.get(id) ?? 0) + weight);
  const top = heaviestOf(sum, (weight) => weight, KEY_TERMS);
  const total = top.reduce((all, [, weight]) => all + weight, 0) || 1;
  return new Map(top.map(([id, weight]) => [id, weight / total]));
}

function facetsOf(exemplars: readonly Exemplar[]): Map<Facet, number> {
  const shares = new Map<Facet, number>();
  for (const { document } of exemplars)
    for (const [facet, weight] of document.facets) shares.set(facet, (shares.get(facet) ?? 0) + weight);
  const total = [...shares.values()].reduce((all, weight) => all + weight, 0) || 1;
  for (const [facet, weight] of shares) shares.set(facet, weight / total);
  return shares;
}

function namesAmong(keyTerms: ReadonlyMap<number, number>, exemplars: readonly Exemplar[]): Set<number> {
  const names = new Set<number>();
  for (const { entries } of exemplars)
    for (const { id, term } of entries) if (term.proper && keyTerms.has(id)) names.add(id);
  return names;
}
