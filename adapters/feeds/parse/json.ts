import type { FeedDraft, ReadContext } from './draft.ts';
import { readJsonFeed } from './feedsmith.ts';
import { MAX_ENTRIES } from './scan.ts';

interface ParsedJson {
  readonly json: unknown;
  readonly repaired: boolean;
}

/** A document's JSON, repaired where it is cut off or carries trailing commas; null when it is none. */
export function parseJson(start: string): ParsedJson | null {
  if ((!start.startsWith('{') && !start.startsWith('[')) || nestsTooDeeply(start)) return null;
  const exact = attempt(start);
  if (exact !== undefined) return { json: exact, repaired: false };
  const mended = attempt(mend(start));
  return mended === undefined ? null : { json: mended, repaired: true };
}

/** Reads a JSON Feed; null when the document is none. */
export function readJson(
  parsed: ParsedJson,
  context: ReadContext,
): { draft: FeedDraft; parser: string; warnings: readonly string[] } | null {
  if (typeof parsed.json !== 'object' || parsed.json === null) return null;
  const json: Record<string, unknown> = { version: 'https://jsonfeed.org/version/1', ...parsed.json };
  const items: unknown[] | null = Array.isArray(json['items']) ? json['items'] : null;
  const version = typeof json['version'] === 'string' && /jsonfeed/i.test(json['version']);
  if (items === null && !version) return null;
  const warnings = parsed.repaired ? ['The JSON is damaged or ends in the middle.'] : [];
  try {
    const draft = items === null ? readJsonFeed(json, context) : readPieces(json, items, context);
    return { draft, parser: 'feedsmith', warnings };
  } catch {
    return null;
  }
}

/** A feed of 100,000 items takes too much memory when all of them are there in three forms at once. */
const ITEMS_AT_ONCE = 1000;

/** Empties the list of items as it reads them. */
function readPieces(json: Record<string, unknown>, items: unknown[], context: ReadContext): FeedDraft {
  if (items.length > MAX_ENTRIES) items.length = MAX_ENTRIES;
  const first = readJsonFeed({ ...json, items: items.splice(0, ITEMS_AT_ONCE) }, context);
  const entries = [...first.entries];
  while (items.length > 0)
    entries.push(...readJsonFeed({ ...json, items: items.splice(0, ITEMS_AT_ONCE) }, context).entries);
  return { ...first, entries };
}

function attempt(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

const MAX_DEPTH = 100;
const PIECES_AT_ONCE = 10_000;
// eslint-disable-next-line no-control-regex
const RAW_CONTROL = /[\u0000-\u001F]/g;
const PLAIN = /[^"{}[\]]+/y;

/**
 * The text as JSON again: raw control characters in strings escaped, trailing commas dropped, and what is open at the
 * end closed. One pass, no backtracking.
 */
function mend(text: string): string {
  const blocks: string[] = [];
  const out: string[] = [];
  const open: string[] = [];
  for (let at = 0; at < text.length && (open.length > 0 || at === 0);) {
    const char = text.charAt(at);
    // Pieces take many times the memory of the text they make.
    if (out.length > PIECES_AT_ONCE) blocks.push(out.splice(0, out.length - 1).join(''));
    if (char === '"') {
      const end = stringEnd(text, at);
      const string = end < 0 ? withEnd(text.slice(at)) : text.slice(at, end);
      out.push(string.replace(RAW_CONTROL, escaped));
      at = end < 0 ? text.length : end;
    } else if (char === '{' || char === '[') {
      open.push(char === '{' ? '}' : ']');
      out.push(char);
      at += 1;
    } else if (char === '}' || char === ']') {
      out.push((out.pop() ?? '').replace(/[\s,]+$/, ''), char);
      open.pop();
      at += 1;
    } else {
      const plain = match(PLAIN, text, at);
      at += plain.length;
      out.push(plain.replace(RAW_CONTROL, (control) => (/\s/.test(control) ? control : '')));
    }
  }
  return closeOpen([...blocks, ...out], open);
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? text.charAt(at);
}

function escaped(control: string): string {
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Index behind the string that starts there, -1 when it has no end. */
function stringEnd(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text.charAt(quote - 1 - slashes) === '\\') slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
  }
  return -1;
}

/** A string that is cut off, without the escape it may be cut off in. */
function withEnd(string: string): string {
  return `${string.replace(/(?<!\\)((?:\\\\)*)\\(?:u[\da-f]{0,3})?$/i, '$1')}"`;
}

/** Whether arrays and objects nest deeper than any feed's: reading them would take memory for every level. */
function nestsTooDeeply(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      const end = stringEnd(text, at);
      if (end < 0) return false;
      at = end - 1;
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return false;
}

/** A key without its value, or a literal cut short, goes; then every open bracket is closed. */
function closeOpen(out: readonly string[], open: readonly string[]): string {
  const text = out.join('').replace(/[\s,]+$/, '');
  if (open.length === 0) return text;
  const closing = open.toReversed().join('');
  const candidates = [
    () => text,
    () => `${text}null`,
    () => text.replace(/,?\s*"[^"]*"\s*:?\s*[\w.+-]*$/, ''),
    () => text.replace(/,?\s*[\w.+-]+$/, ''),
  ];
  for (const candidate of candidates) {
    const json = candidate() + closing;
    if (attempt(json) !== undefined) return json;
  }
  return text + closing;
}
