import type { FeedDraft, ReadContext } from './draft.ts';
import { readJsonFeed } from './feedsmith.ts';

/** A document's JSON, repaired where it is cut off or carries trailing commas; null when it is none. */
export function parseJson(text: string): { json: unknown; repaired: boolean } | null {
  const start = text.trimStart();
  if (!start.startsWith('{') && !start.startsWith('[')) return null;
  const exact = attempt(start);
  if (exact !== undefined) return { json: exact, repaired: false };
  const mended = attempt(mend(start));
  return mended === undefined ? null : { json: mended, repaired: true };
}

/** Reads a JSON Feed; null when the text is none. */
export function readJson(
  text: string,
  context: ReadContext,
): { draft: FeedDraft; parser: string; warnings: readonly string[] } | null {
  const parsed = parseJson(text);
  if (parsed === null || typeof parsed.json !== 'object' || parsed.json === null) return null;
  const json = { ...parsed.json };
  const items = 'items' in json && Array.isArray(json.items);
  const version = 'version' in json && typeof json.version === 'string' && /jsonfeed/i.test(json.version);
  if (!items && !version) return null;
  const warnings = parsed.repaired ? ['The JSON is damaged or ends in the middle.'] : [];
  try {
    return {
      draft: readJsonFeed({ version: 'https://jsonfeed.org/version/1', ...json }, context),
      parser: 'feedsmith',
      warnings,
    };
  } catch {
    return null;
  }
}

function attempt(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/**
 * The text as JSON again: raw control characters in strings escaped, trailing commas dropped, and what is open at the
 * end closed. One pass, no backtracking.
 */
function mend(text: string): string {
  const out: string[] = [];
  const open: string[] = [];
  let inString = false;
  let escaped = false;
  for (const char of text) {
    if (inString) {
      out.push(char < ' ' ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : char);
      if (escaped) escaped = false;
      else if (char === '\\') escaped = true;
      else if (char === '"') inString = false;
      continue;
    }
    if (char < ' ' && !/\s/.test(char)) continue;
    if (char === '"') inString = true;
    else if (char === '{' || char === '[') open.push(char === '{' ? '}' : ']');
    else if (char === '}' || char === ']') {
      dropComma(out);
      open.pop();
    }
    out.push(char);
    if (open.length === 0 && out.length > 1) break;
  }
  if (inString) out.push(escaped ? '\\"' : '"');
  return closeOpen(out, open);
}

function dropComma(out: string[]): void {
  while (/^[\s,]$/.test(out.at(-1) ?? '')) out.pop();
}

/** A key without its value, or a literal cut short, goes; then every open bracket is closed. */
function closeOpen(out: string[], open: readonly string[]): string {
  const text = out.join('').replace(/[\s,]+$/, '');
  if (open.length === 0) return text;
  const closing = open.toReversed().join('');
  const candidates = [
    text,
    `${text}null`,
    text.replace(/,?\s*"[^"]*"\s*:?\s*[\w.+-]*$/, ''),
    text.replace(/,?\s*[\w.+-]+$/, ''),
  ];
  return (
    candidates.map((candidate) => candidate + closing).find((json) => attempt(json) !== undefined) ??
    text + closing
  );
}
