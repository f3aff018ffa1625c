import type { Frequencies } from './frequencies.ts';
import type { Document } from './text/document.ts';
import { readDocument } from './text/document.ts';
import type { Facet } from './text/facets.ts';
import { kinship } from './text/facets.ts';
import type { Lemma } from './text/lemma.ts';
import type { Lexicon } from './text/lexicon.ts';
import type { TrackedStory } from './tracker.ts';
import type { Vocabulary, Weight } from './vector.ts';
import { grown, heaviestOf, lengthOf } from './vector.ts';
import type { Article } from './verdict.ts';
import { bridges, strengthOf, weigh } from './weigh.ts';

/**
 * `definition`: title, aliases and entities of the story. Only what the classifier `learned` by itself makes room for
 * newer items; the others never fade.
 */
export type Role = 'definition' | 'seed' | 'confirmed' | 'learned';

/** What a profile keeps of a document's text. */
export type Told = Omit<Document, 'terms'>;

/** A seed or member as the profile keeps it. */
export interface Exemplar {
  readonly document: Told;
  readonly role: Role;
  readonly entries: readonly Held[];
}

/** A term as an exemplar holds it. */
export interface Held extends Weight {
  readonly titled: boolean;
  /** 1 when it is said in the title or the lead, less when only further down or implied. */
  readonly presence: number;
  readonly bridges: boolean;
  readonly proper: boolean;
  readonly strength: number;
}

/** What a story's documents hold, a column for each thing known of a term: the same place in all of them is one term. */
export interface Known {
  /** Numbers of the terms, see `Vocabulary`. */
  readonly ids: Int32Array;
  /** Share of the documents that hold it, and that hold it in the title; among lasting ones where that is more. */
  readonly share: Float64Array;
  readonly titleShare: Float64Array;
  /** The least strength it has in them: a word may be rare in one language and common in another. */
  readonly strength: Float64Array;
  /** Its weight in the sum of the documents. */
  readonly running: Float64Array;
  /** Its share among the heaviest terms; 0 when it is none of them. */
  readonly key: Float64Array;
  /** 1 for one of the heaviest terms that names someone or something. */
  readonly name: Uint8Array;
  /** The exemplars that hold it stand from `starts[place]` to `starts[place + 1]` in the two columns behind. */
  readonly starts: Int32Array;
  readonly holders: Int32Array;
  readonly holderWeights: Float64Array;
}

/** What is known of a story. */
export interface Profile {
  readonly id: string;
  readonly story: TrackedStory;
  readonly exemplars: readonly Exemplar[];
  readonly known: Known;
  /** Length of the sum of its documents, and of what crosses languages in it. */
  readonly running: number;
  readonly bridge: number;
  /** What names of someone or something make up among the heaviest terms. */
  readonly named: number;
  /** Shares of what happened, summing to 1; empty when the texts say nothing of it. */
  readonly facets: ReadonlyMap<Facet, number>;
  /** Its kinship with itself, see `kinship`. */
  readonly facetKinship: number;
  readonly startedAt: number | null;
  /** Dates of its documents, oldest first. */
  readonly dates: readonly number[];
  /** Days on which it happened: the first of its documents', and those that its lasting documents name; since 1970. */
  readonly days: ReadonlySet<number>;
  /** Years of its documents, and those that the titles of its lasting documents name. */
  readonly years: ReadonlySet<number>;
  /** How many of its documents are in a language. */
  readonly languages: ReadonlyMap<string, number>;
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
  const names = new Set<Lemma>();
  for (const { lemma, kind, proper } of document.terms) if (kind === 'pair' && !proper) names.add(lemma);
  const numberOf = (lemma: Lemma): number | undefined => (names.has(lemma) ? find(lemma) : idOf(lemma));
  const { terms: _, ...told } = document;
  const { ids, weights, rarities } = weigh(document, workshop.frequencies, numberOf);
  const entries: Held[] = [];
  document.terms.forEach((term, at) => {
    const id = ids[at] ?? -1;
    if (id < 0) return;
    entries.push({
      id,
      weight: weights[at] ?? 0,
      titled: term.title > 0,
      presence: Math.min(1, term.title + term.body),
      bridges: bridges(term),
      proper: term.proper,
      strength: strengthOf(term, rarities[at] ?? 0, workshop.lexicon),
    });
  });
  return { document: told, role, entries };
}

function assemble(
  story: TrackedStory,
  exemplars: readonly Exemplar[],
  rejected: readonly Exemplar[],
): Profile {
  const { known, bridge } = knownOf(exemplars);
  const dates = exemplars.flatMap(({ document }) => (document.at === null ? [] : [document.at]));
  const facets = facetsOf(exemplars);
  return {
    id: story.id,
    story,
    exemplars,
    known,
    running: lengthOf(known.running),
    bridge: lengthOf(bridge),
    named: namedIn(known),
    facets,
    facetKinship: kinship(facets, facets),
    days: daysOf(story, exemplars, dates),
    years: new Set([
      ...dates.map((date) => new Date(date).getUTCFullYear()),
      ...exemplars.filter(isLasting).flatMap(({ document }) => document.years),
    ]),
    startedAt: startOf(story, dates),
    dates: dates.toSorted((one, other) => one - other),
    languages: languagesOf(exemplars),
    rejected,
  };
}

function namedIn({ key, name }: Known): number {
  let named = 0;
  for (let place = 0; place < key.length; place++) if (name[place] === 1) named += key[place] ?? 0;
  return named;
}

function languagesOf(exemplars: readonly Exemplar[]): Map<string, number> {
  const languages = new Map<string, number>();
  for (const { role, document } of exemplars)
    if (role !== 'definition') languages.set(document.lang, (languages.get(document.lang) ?? 0) + 1);
  return languages;
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

/** All that is known of the terms, and the sums of what crosses languages. */
function knownOf(exemplars: readonly Exemplar[]): { known: Known; bridge: Float64Array } {
  const ids = placesOf(exemplars);
  const column = (): Float64Array => new Float64Array(ids.length);
  const [running, seeds, bridge, share, titleShare] = [column(), column(), column(), column(), column()];
  const [lastingShare, lastingTitleShare] = [column(), column()];
  const strength = column().fill(Infinity);
  const name = new Uint8Array(ids.length);
  const starts = new Int32Array(ids.length + 1);
  const all = exemplars.length || 1;
  const lasting = exemplars.filter(isLasting).length || 1;
  for (const exemplar of exemplars) {
    const lasts = isLasting(exemplar);
    for (const held of exemplar.entries) {
      const place = placeOf(held.id);
      const { weight, presence, titled } = held;
      starts[place + 1] = (starts[place + 1] ?? 0) + 1;
      strength[place] = Math.min(strength[place] ?? 0, held.strength);
      if (held.proper) name[place] = 1;
      add(running, place, weight);
      if (held.bridges) add(bridge, place, weight);
      add(share, place, presence);
      if (titled) add(titleShare, place, presence);
      if (!lasts) continue;
      add(seeds, place, weight);
      add(lastingShare, place, presence);
      if (titled) add(lastingTitleShare, place, presence);
    }
  }
  for (let place = 0; place < ids.length; place++) {
    starts[place + 1] = (starts[place + 1] ?? 0) + (starts[place] ?? 0);
    share[place] = Math.max((share[place] ?? 0) / all, (lastingShare[place] ?? 0) / lasting);
    titleShare[place] = Math.max((titleShare[place] ?? 0) / all, (lastingTitleShare[place] ?? 0) / lasting);
  }
  const key = heaviest(running, seeds);
  for (let place = 0; place < ids.length; place++) if (key[place] === 0) name[place] = 0;
  const known = {
    ids,
    share,
    titleShare,
    strength,
    running,
    key,
    name,
    starts,
    ...holdersOf(exemplars, starts),
  };
  return { known, bridge };
}

function add(column: Float64Array, place: number, amount: number): void {
  column[place] = (column[place] ?? 0) + amount;
}

// Where a term stands among those of the story at hand, by its number: texts of stories share a few thousand numbers, so that
// looking up takes a step.
let places = new Int32Array(1024);

/** Numbers of all terms in the order in which they come; from then on `placeOf` tells where each stands. */
function placesOf(exemplars: readonly Exemplar[]): Int32Array {
  const ids: number[] = [];
  for (const { entries } of exemplars)
    for (const { id } of entries) {
      if (id >= places.length) places = grown(places, id);
      if (ids[placeOf(id)] === id) continue;
      places[id] = ids.length;
      ids.push(id);
    }
  return new Int32Array(ids);
}

function placeOf(id: number): number {
  return places[id] ?? 0;
}

/** The exemplars of each term, and the weights that it has in them. */
function holdersOf(exemplars: readonly Exemplar[], starts: Int32Array) {
  const holders = new Int32Array(starts.at(-1) ?? 0);
  const holderWeights = new Float64Array(holders.length);
  const next = starts.slice();
  exemplars.forEach(({ entries }, exemplar) => {
    for (const { id, weight } of entries) {
      const place = placeOf(id);
      const at = next[place] ?? 0;
      next[place] = at + 1;
      holders[at] = exemplar;
      holderWeights[at] = weight;
    }
  });
  return { holders, holderWeights };
}

/** What each of the heaviest terms makes up among them; 0 for the others. */
function heaviest(running: Float64Array, seeds: Float64Array): Float64Array {
  // Seeds count double: what a story is about is what a person said it is.
  const sum = running.slice();
  for (let place = 0; place < sum.length; place++) add(sum, place, seeds[place] ?? 0);
  const top = heaviestOf(sum, KEY_TERMS);
  const total = top.reduce((all, place) => all + (sum[place] ?? 0), 0) || 1;
  const key = new Float64Array(sum.length);
  for (const place of top) key[place] = (sum[place] ?? 0) / total;
  return key;
}

function facetsOf(exemplars: readonly Exemplar[]): Map<Facet, number> {
  const shares = new Map<Facet, number>();
  for (const { document } of exemplars)
    for (const [facet, weight] of document.facets) shares.set(facet, (shares.get(facet) ?? 0) + weight);
  const total = [...shares.values()].reduce((all, weight) => all + weight, 0) || 1;
  for (const [facet, weight] of shares) shares.set(facet, weight / total);
  return shares;
}
