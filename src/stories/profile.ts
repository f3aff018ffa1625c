import type { Frequencies } from './frequencies.ts';
import type { Document, Term } from './text/document.ts';
import { readDocument } from './text/document.ts';
import type { Facet } from './text/facets.ts';
import type { Lexicon } from './text/lexicon.ts';
import type { TrackedStory } from './tracker.ts';
import type { Article } from './verdict.ts';
import type { Sum, Vector, Vocabulary } from './vector.ts';
import { addTo, lengthOf, titleVectorOf, vectorOf } from './vector.ts';

/**
 * `definition`: title, aliases and entities of the story. Only what the classifier `learned` by itself makes room for
 * newer items; the others never fade.
 */
export type Role = 'definition' | 'seed' | 'confirmed' | 'learned';

/** A seed or member as the profile keeps it. */
export interface Exemplar {
  readonly id: string;
  readonly title: string;
  readonly lang: string;
  readonly at: number | null;
  readonly role: Role;
  readonly vector: Vector;
  readonly titleVector: Vector;
  readonly facets: ReadonlyMap<Facet, number>;
  /** Terms that can tie an item to the story, with their rarity. */
  readonly anchors: ReadonlyMap<number, number>;
}

/** A term that can tie an item to a story. */
export interface Anchor {
  readonly rarity: number;
  /** Share of the story's documents that hold it. */
  readonly share: number;
}

/** What is known of a story. */
export interface Profile {
  readonly id: string;
  readonly story: TrackedStory;
  readonly exemplars: readonly Exemplar[];
  readonly seedSum: Sum;
  readonly seedLength: number;
  readonly runningSum: Sum;
  readonly runningLength: number;
  /** The heaviest terms, their shares summing to 1. */
  readonly keyTerms: ReadonlyMap<number, number>;
  readonly anchors: ReadonlyMap<number, Anchor>;
  /** Shares of what happened, summing to 1; empty when the texts say nothing of it. */
  readonly facets: ReadonlyMap<Facet, number>;
  readonly startedAt: number | null;
  readonly lastAt: number | null;
  readonly languages: ReadonlySet<string>;
  readonly rejected: readonly Vector[];
}

/** What profiles are built with. */
export interface Workshop {
  readonly lexicon: Lexicon;
  readonly vocabulary: Vocabulary;
  readonly frequencies: Frequencies;
}

const KEY_TERMS = 24;
const MAX_LEARNED = 30;
const MIN_ANCHOR_RARITY = 3.5;

/** Builds a story's profile from all that is known of it. */
export function buildProfile(story: TrackedStory, workshop: Workshop): Profile {
  const read = (article: Article, role: Role): Exemplar =>
    exemplarOf(readDocument(article, workshop.lexicon), role, workshop);
  const exemplars = [
    ...definitionOf(story).map((article) => read(article, 'definition')),
    ...story.seeds.map((seed, index) => read({ ...seed, id: `${story.id}#${String(index)}` }, 'seed')),
    ...story.members.map(({ article, state }) => read(article, state === 'auto' ? 'learned' : 'confirmed')),
  ];
  return assemble(
    story,
    exemplars,
    story.rejected.map((article) => read(article, 'confirmed').vector),
  );
}

/** The profile with one more member. */
export function withMember(profile: Profile, document: Document, workshop: Workshop): Profile {
  if (profile.exemplars.some(({ id }) => id === document.id)) return profile;
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

function exemplarOf(
  document: Document,
  role: Role,
  { lexicon, vocabulary, frequencies }: Workshop,
): Exemplar {
  const { id, title, lang, at, facets, terms } = document;
  const anchors = new Map<number, number>();
  for (const term of terms) {
    const rarity = frequencies.rarity(term.key, lang);
    if (canAnchor(term, rarity, lexicon)) anchors.set(vocabulary.idOf(term.key), rarity);
  }
  return {
    id,
    title,
    lang,
    at,
    role,
    facets,
    anchors,
    vector: vectorOf(document, vocabulary.idOf, frequencies),
    titleVector: titleVectorOf(document, vocabulary.idOf, frequencies),
  };
}

/** Whether a term can tie an item to a story: a name other than a country's, a code, a large number, or a rare word. */
export function canAnchor({ key, kind }: Term, rarity: number, lexicon: Lexicon): boolean {
  if (kind === 'name') {
    const named = lexicon.kindOf(key.slice(2));
    return named !== 'country' && named !== 'place';
  }
  return kind === 'code' || (kind !== 'concept' && rarity >= MIN_ANCHOR_RARITY);
}

function assemble(story: TrackedStory, exemplars: readonly Exemplar[], rejected: readonly Vector[]): Profile {
  const seedSum: Sum = new Map();
  const runningSum: Sum = new Map();
  for (const { vector, role } of exemplars) {
    if (role !== 'learned') addTo(seedSum, vector, 1);
    addTo(runningSum, vector, 1);
  }
  const dates = exemplars.flatMap(({ at }) => (at === null ? [] : [at]));
  const keyTerms = heaviest(seedSum, runningSum);
  return {
    id: story.id,
    story,
    exemplars,
    rejected,
    seedSum,
    seedLength: lengthOf(seedSum),
    runningSum,
    runningLength: lengthOf(runningSum),
    keyTerms,
    anchors: anchorsOf(exemplars),
    facets: facetsOf(exemplars),
    startedAt: story.startedAt?.getTime() ?? (dates.length > 0 ? Math.min(...dates) : null),
    lastAt: dates.length > 0 ? Math.max(...dates) : null,
    languages: new Set(exemplars.map(({ lang }) => lang)),
  };
}

function heaviest(seedSum: Sum, runningSum: Sum): Map<number, number> {
  // Seeds count double: what a story is about is what a person said it is.
  const sum = new Map(runningSum);
  for (const [id, weight] of seedSum) sum.set(id, (sum.get(id) ?? 0) + weight);
  const top = [...sum].toSorted((one, other) => other[1] - one[1]).slice(0, KEY_TERMS);
  const total = top.reduce((all, [, weight]) => all + weight, 0) || 1;
  return new Map(top.map(([id, weight]) => [id, weight / total]));
}

function anchorsOf(exemplars: readonly Exemplar[]): Map<number, Anchor> {
  const anchors = new Map<number, Anchor>();
  for (const exemplar of exemplars)
    for (const [id, rarity] of exemplar.anchors) {
      const share = (anchors.get(id)?.share ?? 0) + 1 / exemplars.length;
      anchors.set(id, { rarity, share });
    }
  return anchors;
}

function facetsOf(exemplars: readonly Exemplar[]): Map<Facet, number> {
  const shares = new Map<Facet, number>();
  for (const { facets } of exemplars)
    for (const [facet, weight] of facets) shares.set(facet, (shares.get(facet) ?? 0) + weight);
  const total = [...shares.values()].reduce((all, weight) => all + weight, 0) || 1;
  for (const [facet, weight] of shares) shares.set(facet, weight / total);
  return shares;
}
