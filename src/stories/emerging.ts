import type { Frequencies } from './frequencies.ts';
import { foldNearCopies } from './near-copies.ts';
import type { SeedDocument } from './story.ts';
import type { Document, Term } from './text/document.ts';
import { readDocument } from './text/document.ts';
import type { Lexicon } from './text/lexicon.ts';
import { createVocabulary } from './vector.ts';
import type { Article } from './verdict.ts';
import { strengthOf, weigh } from './weigh.ts';

/** A story that items seem to make up although nobody set it up. Only proposed, never created by itself. */
export interface EmergingStory {
  /** Title of the most typical item. */
  readonly title: string;
  /** Up to three of the most typical items, from different sources. */
  readonly seeds: readonly SeedDocument[];
  /** Names that most of the items share. */
  readonly entities: readonly string[];
  readonly items: readonly Article[];
  readonly sources: number;
  readonly firstAt: Date;
}

export interface EmergingOptions {
  readonly lexicon: Lexicon;
  readonly frequencies: Frequencies;
  readonly now: Date;
}

const HOUR = 3_600_000;
// Older items are no news: what emerges does so within a day.
const WINDOW_HOURS = 24;
// Two sources echo each other; from three on somebody would want to know.
const MIN_SOURCES = 3;
const MIN_ITEMS = 4;
// Likeness of two items of one event; in the half year fitted on, two reports of a fresh event mostly lie between .3 and .6.
const ALIKE_FROM = 0.3;
const MAX_SEEDS = 3;
// A term that more items hold joins nothing: comparing all of them would cost the square of the window.
const MAX_HOLDERS = 60;

/**
 * Finds groups among items that fit no story: alike, of an incident, from several sources, within a day. Near-copies count
 * as one source. Biggest first. Pure.
 */
export function findEmerging(items: readonly Article[], options: EmergingOptions): EmergingStory[] {
  const since = options.now.getTime() - WINDOW_HOURS * HOUR;
  // Oldest first: of near-copies the first to appear stands for all.
  const fresh = items
    .filter(({ date }) => date !== undefined && date.getTime() >= since && date <= options.now)
    .toSorted((one, other) => (one.date?.getTime() ?? 0) - (other.date?.getTime() ?? 0));
  const originals = foldNearCopies(fresh);
  const vocabulary = createVocabulary();
  const read = originals.flatMap(([article]) => {
    if (article === undefined) return [];
    const document = readDocument(article, options.lexicon);
    const { weights, rarities } = weigh(document, options.frequencies, vocabulary.idOf);
    const weighed = document.terms.map((term, at) => ({
      term,
      weight: weights[at] ?? 0,
      strength: strengthOf(term, rarities[at] ?? 0, options.lexicon),
    }));
    return [{ article, document, terms: weighed }];
  });
  return groupsOf(read)
    .map((group) => propose(group))
    .filter((story) => story !== null)
    .toSorted((one, other) => other.sources - one.sources || other.items.length - one.items.length);
}

interface Read {
  readonly article: Article;
  readonly document: Document;
  readonly terms: readonly { readonly term: Term; readonly weight: number; readonly strength: number }[];
}

/** Each item goes to the group of the item it resembles most, if it resembles one enough. */
function groupsOf(items: readonly Read[]): Read[][] {
  const holders = holdersOf(items);
  const groupOf: Read[][] = [];
  items.forEach((item, index) => {
    const likeness = new Map<number, number>();
    for (const { term, weight } of item.terms)
      for (const other of holders.get(term.key) ?? [])
        if (other.index < index)
          likeness.set(other.index, (likeness.get(other.index) ?? 0) + weight * other.weight);
    const [closest, similarity] = [...likeness].toSorted((one, other) => other[1] - one[1])[0] ?? [-1, 0];
    const group = similarity >= ALIKE_FROM ? (groupOf[closest] ?? []) : [];
    group.push(item);
    groupOf[index] = group;
  });
  return [...new Set(groupOf)];
}

function holdersOf(items: readonly Read[]): Map<string, { index: number; weight: number }[]> {
  const holders = new Map<string, { index: number; weight: number }[]>();
  items.forEach(({ terms }, index) => {
    for (const { term, weight } of terms) {
      const known = holders.get(term.key) ?? [];
      if (known.length < MAX_HOLDERS) known.push({ index, weight });
      holders.set(term.key, known);
    }
  });
  return holders;
}

function propose(group: readonly Read[]): EmergingStory | null {
  const sources = new Set(group.flatMap(({ article }) => article.source ?? []));
  // Politics and sport burst every day; what is proposed must be an incident.
  const incidents = group.filter(({ document }) => document.facets.size > 0);
  const firstAt = Math.min(...group.map(({ document }) => document.at ?? Infinity));
  if (group.length < MIN_ITEMS || sources.size < MIN_SOURCES || incidents.length < group.length / 2)
    return null;
  const typical = group
    .map((item) => ({ item, weight: typicality(item, group) }))
    .toSorted((one, other) => other.weight - one.weight)
    .map(({ item }) => item);
  const seeds = firstOfEachSource(typical).slice(0, MAX_SEEDS);
  return {
    title: typical[0]?.article.title ?? '',
    seeds: seeds.map(({ article }) => ({
      title: article.title,
      text: article.text,
      lang: article.lang,
      date: article.date,
    })),
    entities: sharedNames(group),
    // What a person starts the story from comes first.
    items: [...new Set([...seeds, ...typical])].map(({ article }) => article),
    sources: sources.size,
    firstAt: new Date(firstAt),
  };
}

function typicality({ terms }: Read, group: readonly Read[]): number {
  const own = new Map(terms.map(({ term, weight }) => [term.key, weight]));
  return group.reduce(
    (sum, other) =>
      sum + other.terms.reduce((dot, { term, weight }) => dot + weight * (own.get(term.key) ?? 0), 0),
    0,
  );
}

function firstOfEachSource(items: readonly Read[]): Read[] {
  const seen = new Set<string>();
  return items.filter(({ article }) => {
    const source = article.source ?? article.id;
    if (seen.has(source)) return false;
    seen.add(source);
    return true;
  });
}

function sharedNames(group: readonly Read[]): string[] {
  const counts = new Map<string, { count: number; surface: string; proper: boolean }>();
  for (const { terms } of group)
    for (const { term, strength } of terms) {
      if (strength === 0) continue;
      const known = counts.get(term.key) ?? { count: 0, surface: term.surface, proper: false };
      // One that opens its title in one item may stand within the title of another: there the capital tells.
      const better = term.proper && !known.proper ? term.surface : known.surface;
      counts.set(term.key, { count: known.count + 1, surface: better, proper: known.proper || term.proper });
    }
  return [...counts.values()]
    .filter(({ count, proper }) => proper && count > group.length / 2)
    .map(({ surface }) => surface);
}
