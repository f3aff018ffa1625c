import type { Facet } from './facets.ts';
import type { Lemma } from './lemma.ts';
import type { Token } from './token-table.ts';
import { tokenize } from './tokens.ts';

// There are tens of thousands of these, most of them the end of a form of one word: what they lack takes no room.
interface Node {
  exact: Map<string, Node> | null;
  /** By their first three letters, the longest first: most words are done with at one look. */
  prefixes: Map<string, Prefix[]> | null;
  /** First letters of the words with which it goes on, see `initialOf`. */
  initials: number;
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

/** What a collection of forms has of a word: of most words nothing. */
export interface Standing {
  /** Which collection. */
  readonly root: Node;
  /** What the word by itself stands for. */
  readonly meanings: readonly Meaning[];
  /** Where forms go on that begin with it. */
  readonly onward: readonly Node[];
  /** First letters of the words with which they do. */
  readonly initials: number;
}

/** Where a token remembers its standing. Languages but English share a place: most words are of one only. */
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
  const none: Standing = { root, meanings: NO_MEANINGS, onward: NO_NODES, initials: 0 };
  // Most forms have one meaning, and most meanings several forms: they share a list.
  const alone = new Map<Meaning, readonly Meaning[]>();

  function standingOf(token: Token): Standing {
    const known = token[place];
    return known?.root === root ? known : (token[place] = lookUp(token));
  }

  function lookUp(token: Token): Standing {
    const steps = stepsFrom(root, token);
    if (steps.length === 0) return none;
    const meanings = steps.find((step) => step.meanings.length > 0)?.meanings ?? NO_MEANINGS;
    const onward = steps.filter((step) => step.exact !== null || step.prefixes !== null);
    const initials = onward.reduce((all, step) => all | step.initials, 0);
    return { root, meanings, onward, initials };
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
        if (token === undefined) continue;
        const { meanings, onward, initials } = standingOf(token);
        if ((initials & initialOf(tokens[start + 1])) === 0) {
          for (const meaning of meanings) found.push({ meaning, start, length: 1 });
          continue;
        }
        let longest: Ending = { meanings, end: start + 1 };
        for (const next of onward) longest = longestFrom(next, tokens, start + 1, longest);
        const length = longest.end - start;
        for (const meaning of longest.meanings) found.push({ meaning, start, length });
        start += length - 1;
      }
      return found;
    },
  };
}

function node(): Node {
  return { exact: null, prefixes: null, initials: 0, meanings: NO_MEANINGS };
}

interface Word {
  readonly token: Token;
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
        token,
        key: CASED.test(token.raw) && /\p{Lu}/u.test(token.raw) ? `=${token.raw}` : token.form,
        prefix,
      });
    });
  }
  return words;
}

function descend(from: Node, { token, key, prefix }: Word): Node {
  from.initials |= initialOf(token);
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

/** The longest of a form that ends before `index`, and those that go on there from a node. */
function longestFrom(at: Node, tokens: readonly Token[], index: number, known: Ending): Ending {
  const token = tokens[index];
  if (token === undefined || (at.initials & initialOf(token)) === 0) return known;
  let longest = known;
  for (const next of stepsFrom(at, token)) {
    if (next.meanings.length > 0 && index >= longest.end)
      longest = { meanings: next.meanings, end: index + 1 };
    longest = longestFrom(next, tokens, index + 1, longest);
  }
  return longest;
}

// A bit for the first letter of a word, shared with other letters: most words are told from those that are looked for by
// it, and nothing needs to be looked up.
function initialOf(token: Token | undefined): number {
  return token === undefined ? 0 : 1 << token.form.charCodeAt(0);
}

interface Ending {
  readonly meanings: readonly Meaning[];
  /** Position behind the last word. */
  readonly end: number;
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
