import { tokenize } from './tokens.ts';
import type { Token } from './tokens.ts';

// There are tens of thousands of these, most of them the end of a form of one word: what they lack takes no room.
interface Node {
  exact: Map<string, Node> | null;
  prefixes: Map<string, Node> | null;
  ids: readonly string[];
  longestPrefix: number;
}

/** A form that stands in a text: `length` tokens from `start` on. */
export interface Found {
  readonly id: string;
  readonly start: number;
  readonly length: number;
}

/** Forms of one or more words, each standing for an id; finds the longest at every place of a text. */
export interface Phrases {
  add(form: string, id: string): void;
  find(tokens: readonly Token[]): Found[];
}

const MIN_PREFIX = 3;
const MAX_CACHED = 50_000;
const NO_NODES: readonly Node[] = [];
const NO_IDS: readonly string[] = [];
const CASED = /^[\p{Lu}\d]{1,4}$/u;

/**
 * Creates an empty collection. In a form `*` at the end of a word stands for any ending, and a word of at most four
 * capitals matches capitals only (`IT`, `US`, `X`).
 */
export function createPhrases(): Phrases {
  const root = node();
  // Most words of a text begin no form, and most texts share their words.
  let starts = new Map<string, readonly Node[]>();
  const startsWith = (token: Token): readonly Node[] => {
    const known = starts.get(token.raw);
    if (known !== undefined) return known;
    if (starts.size >= MAX_CACHED) starts = new Map();
    const found = stepsFrom(root, token);
    starts.set(token.raw, found.length === 0 ? NO_NODES : found);
    return found;
  };
  return {
    add(form, id) {
      starts.clear();
      const words = wordsOf(form);
      if (words.length === 0) return;
      let at = root;
      for (const word of words) at = descend(at, word);
      if (!at.ids.includes(id)) at.ids = [...at.ids, id];
    },
    find(tokens) {
      const found: Found[] = [];
      for (let start = 0; start < tokens.length; start++) {
        const token = tokens[start];
        const longest = token === undefined ? null : longestFrom(startsWith(token), tokens, start);
        if (longest === null) continue;
        for (const id of longest.ids) found.push({ id, start, length: longest.length });
        start += longest.length - 1;
      }
      return found;
    },
  };
}

function node(): Node {
  return { exact: null, prefixes: null, ids: NO_IDS, longestPrefix: 0 };
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
  if (prefix) from.longestPrefix = Math.max(from.longestPrefix, key.length);
  const edges = prefix ? (from.prefixes ??= new Map()) : (from.exact ??= new Map());
  const next = edges.get(key) ?? node();
  edges.set(key, next);
  return next;
}

interface Longest {
  readonly ids: readonly string[];
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
  if (at.ids.length > 0 && index - start > (longest?.length ?? 0))
    longest = { ids: at.ids, length: index - start };
  const token = tokens[index];
  if (token === undefined || (at.exact === null && at.prefixes === null)) return longest;
  for (const next of stepsFrom(at, token)) longest = walk(next, tokens, start, index + 1, longest);
  return longest;
}

function stepsFrom(at: Node, token: Token): Node[] {
  const steps: Node[] = [];
  const exact = at.exact?.get(token.form);
  if (exact !== undefined) steps.push(exact);
  if (at.exact !== null && token.raw.length <= 4 && token.capital) {
    const cased = at.exact.get(`=${token.raw}`);
    if (cased !== undefined) steps.push(cased);
  }
  if (at.prefixes !== null) {
    for (let length = Math.min(token.form.length, at.longestPrefix); length >= MIN_PREFIX; length--) {
      const prefix = at.prefixes.get(token.form.slice(0, length));
      if (prefix !== undefined) steps.push(prefix);
    }
  }
  return steps;
}
