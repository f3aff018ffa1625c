import type { Facet } from './facets.ts';
import type { Lemma } from './lemma.ts';
import type { Token } from './token-table.ts';
import { tokenize } from './tokens.ts';

// There are tens of thousands of these, most of them the end of a form of one word: what they lack takes no room.
interface Node {
  exact: Map<string, Node> | null;
  /** By their first three letters, the longest first: most words are done with at one look. */
  prefixes: Map<string, Prefix[]> | null;
  meanings: readonly Meaning[];
}

interface Prefix {
  readonly letters: string;
  readonly node: Node;
}

/** What forms stand for, in whichever language. */
export interface Meaning extends Lemma {
  readonly id: string;
  /** What happened where it is spoken of. */
  facets: readonly Facet[];
}

/** A form that stands in a text: `length` tokens from `start` on. */
export interface Found {
  readonly meaning: Meaning;
  readonly start: number;
  readonly length: number;
}

/** Forms of one or more words, each standing for something. All are added before the first is looked for. */
export interface Phrases {
  add(form: string, meaning: Meaning): void;
  /** The longest form at every place of a text. */
  find(tokens: readonly Token[]): Found[];
}

/** Where forms go on that begin with a word. */
export interface Beginning {
  /** Of which collection. */
  readonly root: Node;
  readonly nodes: readonly Node[];
}

/** Where a token remembers how forms go on from it. Languages but English share a place: most words are of one only. */
export type Place = 'names' | 'english' | 'own';

const MIN_PREFIX = 3;
const NO_NODES: readonly Node[] = [];
const NO_PREFIXES: readonly Prefix[] = [];
const NO_MEANINGS: readonly Meaning[] = [];
const CASED = /^[\p{Lu}\d]{1,4}$/u;

/**
 * Creates an empty collection of forms. In a form `*` at the end of a word stands for any ending, and a word of at most
 * four capitals matches capitals only (`IT`, `US`, `X`).
 */
export function createPhrases(place: Place): Phrases {
  const root = node();
  // Most words begin no form.
  const none: Beginning = { root, nodes: [] };
  // Most forms have one meaning, and most meanings several forms: they share a list.
  const alone = new Map<Meaning, readonly Meaning[]>();

  function beginningAt(token: Token): Beginning {
    const known = token[place];
    if (known?.root === root) return known;
    const nodes = stepsFrom(root, token);
    return (token[place] = nodes.length === 0 ? none : { root, nodes });
  }

  return {
    add(form, meaning) {
      const words = wordsOf(form);
      if (words.length === 0) return;
      let at = root;
      for (const word of words) at = descend(at, word);
      if (at.meanings.includes(meaning)) return;
      const only = alone.get(meaning) ?? [meaning];
      alone.set(meaning, only);
      at.meanings = at.meanings.length === 0 ? only : [...at.meanings, meaning];
    },
    find(tokens) {
      const found: Found[] = [];
      for (let start = 0; start < tokens.length; start++) {
        const token = tokens[start];
        const beginning = token === undefined ? none : beginningAt(token);
        if (beginning === none) continue;
        const longest = longestFrom(beginning.nodes, tokens, start);
        if (longest === null) continue;
        for (const meaning of longest.meanings) found.push({ meaning, start, length: longest.length });
        start += longest.length - 1;
      }
      return found;
    },
  };
}

function node(): Node {
  return { exact: null, prefixes: null, meanings: NO_MEANINGS };
}

interface Word {
  readonly key: string;
  readonly prefix: boolean;
}

function wordsOf(form: string): Word[] {
  const words: Word[] = [];
  for (const part of form.trim().split(/\s+/)) {
    const tokens = tokenize(part);
    tokens.forEach((token, index) => {
      const prefix = part.endsWith('*') && index === tokens.length - 1 && token.form.length >= MIN_PREFIX;
      words.push({
        key: CASED.test(token.raw) && /\p{Lu}/u.test(token.raw) ? `=${token.raw}` : token.form,
        prefix,
      });
    });
  }
  return words;
}

function descend(from: Node, { key, prefix }: Word): Node {
  if (prefix) return descendPrefix((from.prefixes ??= new Map()), key);
  from.exact ??= new Map();
  const next = from.exact.get(key) ?? node();
  from.exact.set(key, next);
  return next;
}

function descendPrefix(prefixes: Map<string, Prefix[]>, letters: string): Node {
  const start = letters.slice(0, MIN_PREFIX);
  const alike = prefixes.get(start) ?? [];
  const known = alike.find((prefix) => prefix.letters === letters);
  if (known !== undefined) return known.node;
  const added = { letters, node: node() };
  prefixes.set(
    start,
    [...alike, added].toSorted((one, other) => other.letters.length - one.letters.length),
  );
  return added.node;
}

interface Longest {
  readonly meanings: readonly Meaning[];
  readonly length: number;
}

function longestFrom(from: readonly Node[], tokens: readonly Token[], start: number): Longest | null {
  let best: Longest | null = null;
  for (const next of from) best = walk(next, tokens, start, start + 1, best);
  return best;
}

function walk(
  at: Node,
  tokens: readonly Token[],
  start: number,
  index: number,
  best: Longest | null,
): Longest | null {
  let longest = best;
  if (at.meanings.length > 0 && index - start > (longest?.length ?? 0))
    longest = { meanings: at.meanings, length: index - start };
  const token = tokens[index];
  if (token === undefined || (at.exact === null && at.prefixes === null)) return longest;
  for (const next of stepsFrom(at, token)) longest = walk(next, tokens, start, index + 1, longest);
  return longest;
}

function stepsFrom(at: Node, token: Token): readonly Node[] {
  let steps: Node[] | undefined;
  const exact = at.exact?.get(token.form);
  if (exact !== undefined) steps = [exact];
  if (at.exact !== null && token.raw.length <= 4 && token.capital) {
    const cased = at.exact.get(`=${token.raw}`);
    if (cased !== undefined) (steps ??= []).push(cased);
  }
  if (at.prefixes !== null && token.form.length >= MIN_PREFIX)
    for (const { letters, node: next } of at.prefixes.get(token.start) ?? NO_PREFIXES)
      if (token.form.startsWith(letters)) (steps ??= []).push(next);
  return steps ?? NO_NODES;
}
