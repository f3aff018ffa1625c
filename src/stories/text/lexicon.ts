import type { Facet } from './facets.ts';
import { FACETS, facetsOfConcept } from './facets.ts';
import { lemmaOf } from './lemma.ts';
import type { Found, Meaning, Phrases } from './phrases.ts';
import { createPhrases } from './phrases.ts';
import type { Token } from './token-table.ts';

const ENTITY_KINDS = [
  'agency',
  'company',
  'product',
  'person',
  'group',
  'country',
  'country-org',
  'place',
  'malware',
  'role',
] as const;
export type EntityKind = (typeof ENTITY_KINDS)[number];

/** What the classifier knows of words: concepts that join languages, and names with their aliases. */
export interface Lexicon {
  /** Concepts in the tokens, read in that language; where it has no column, and for what it leaves over, in English. */
  concepts(tokens: readonly Token[], lang: string): Found[];
  /** Names of the gazetteer, in any language. */
  names(tokens: readonly Token[]): Found[];
  kindOf(name: string): EntityKind | undefined;
  /** The owner of a product or the parent of an agency. */
  ownerOf(name: string): Meaning | undefined;
}

/**
 * Reads the texts of lexicon files, tab separated with a header line, in any order. Files whose first column is `concept`
 * have a column per language (ISO 639-1) with forms separated by `|`, and optionally `facet`; files whose first column is
 * `id` have `kind`, `aliases` and optionally `of`; others are left alone. Throws an Error that names the line when a row
 * has no id or an unknown kind.
 */
export function parseLexicon(files: readonly string[]): Lexicon {
  const byLanguage = new Map<string, Phrases>();
  const concepts = new Map<string, Meaning>();
  for (const row of rowsOf(files, 'concept')) addConcept(row, byLanguage, concepts);

  const names = createPhrases('names');
  const known = new Map<string, { meaning: Meaning; kind: EntityKind; of: string }>();
  for (const row of rowsOf(files, 'id')) {
    const id = idOf(row, 'id');
    const meaning = known.get(id)?.meaning ?? { id, facets: NO_FACETS, ...lemmaOf(`e:${id}`) };
    for (const form of formsOf(row.cells.get('aliases'))) names.add(form, meaning);
    known.set(id, { meaning, kind: kindOf(row), of: row.cells.get('of') ?? '' });
  }

  return {
    concepts: (tokens, lang) => findConcepts(tokens, byLanguage.get(lang), byLanguage.get('en')),
    names: (tokens) => names.find(tokens),
    kindOf: (name) => known.get(name)?.kind,
    ownerOf: (name) => known.get(known.get(name)?.of ?? '')?.meaning,
  };
}

const NO_FACETS: readonly Facet[] = [];

interface Row {
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
}

/** Row by row: all rows at once would be a heap of garbage several times as big as the lexicon. */
function* rowsOf(files: readonly string[], firstColumn: string): Generator<Row> {
  for (const file of files) {
    const [head, ...lines] = file.split(/\r?\n/);
    const columns = (head ?? '').split('\t').map((name) => name.trim());
    if (columns[0] !== firstColumn) continue;
    for (const [index, text] of lines.entries()) {
      if (text.trim() === '' || text.startsWith('#')) continue;
      const cells = text.split('\t').map((cell) => cell.trim());
      yield { line: index + 2, cells: new Map(columns.map((name, column) => [name, cells[column] ?? ''])) };
    }
  }
}

function addConcept(row: Row, byLanguage: Map<string, Phrases>, concepts: Map<string, Meaning>): void {
  const id = idOf(row, 'concept');
  const concept = concepts.get(id) ?? { id, facets: facetsOfConcept(id), ...lemmaOf(`c:${id}`) };
  concepts.set(id, concept);
  const told = formsOf(row.cells.get('facet'));
  const named = FACETS.filter((facet) => told.includes(facet));
  if (named.length > 0) concept.facets = named;
  for (const [column, cell] of row.cells) {
    if (/^[a-z]{2}$/.test(column)) {
      const phrases = byLanguage.get(column) ?? createPhrases(column === 'en' ? 'english' : 'own');
      byLanguage.set(column, phrases);
      for (const form of formsOf(cell)) phrases.add(form, concept);
    }
  }
}

function findConcepts(
  tokens: readonly Token[],
  own: Phrases | undefined,
  english: Phrases | undefined,
): Found[] {
  const found = own?.find(tokens) ?? [];
  if (english === undefined || own === english) return found;
  // Names of attacks and products stay English in other languages' news, poor translations leave whole words over.
  const covered = new Uint8Array(tokens.length);
  for (const { start, length } of found) covered.fill(1, start, start + length);
  const rest = english.find(tokens).filter(({ start, length }) => {
    for (let at = start; at < start + length; at++) if (covered[at] === 1) return false;
    return length > 1 || (tokens[start]?.form.length ?? 0) >= 5;
  });
  return [...found, ...rest];
}

function formsOf(cell: string | undefined): string[] {
  return (cell ?? '')
    .split('|')
    .map((form) => form.trim())
    .filter((form) => form !== '');
}

function idOf(row: Row, column: string): string {
  const id = row.cells.get(column);
  if (!id) throw new Error(`lexicon: line ${String(row.line)} has no ${column}`);
  return id;
}

function kindOf(row: Row): EntityKind {
  const kind = ENTITY_KINDS.find((known) => known === row.cells.get('kind'));
  if (kind === undefined) throw new Error(`lexicon: line ${String(row.line)} has no known kind`);
  return kind;
}
