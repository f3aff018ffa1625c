/** An opening tag as written, names in lower case, attribute values not decoded. */
export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly selfClosing: boolean;
  /** Index behind the tag. */
  readonly end: number;
  readonly repaired: boolean;
}

/** A tag may carry any number of attributes; more than any vocabulary has are skipped, not kept. */
const MAX_ATTRIBUTES = 64;

const NAME = /[a-z_\u00C0-\uFFFF][\w.\-:\u00B7-\uFFFF]*/iy;
const GAP = /[\s/]*/y;
const ATTRIBUTE = /([^\s=<>/"'][^\s=<>/"']*)\s*(=?)\s*/y;
const UNQUOTED = /[^\s<>"']*/y;
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

/** Reads the tag that starts at `start`, or returns null when what stands there is text. */
export function readTag(text: string, start: number): Tag | null {
  NAME.lastIndex = start + 1;
  if (!NAME.test(text)) return null;
  let at = NAME.lastIndex;
  const name = text.slice(start + 1, at).toLowerCase();
  if (text.charCodeAt(at) === 0x3e) {
    return {
      name,
      attributes: NO_ATTRIBUTES,
      selfClosing: false,
      end: at + 1,
      repaired: false,
    };
  }
  if (!/[\s/<]/.test(text.charAt(at)) && at < text.length) return null;
  const attributes = new Map<string, string>();
  let repaired = false;
  for (;;) {
    at = skip(GAP, text, at);
    const char = text.charAt(at);
    if (char === '>' || char === '') break;
    if (char === '<') {
      // No end before the next tag: with well-formed attributes it was a tag, else a “<” in running text.
      if (attributes.size > 0 && [...attributes.values()].every((value) => value === '')) return null;
      return { name, attributes, selfClosing: false, end: at, repaired: true };
    }
    const read = readAttribute(text, at);
    repaired ||= read.repaired;
    at = read.end;
    if (read.name !== '' && attributes.size < MAX_ATTRIBUTES && !attributes.has(read.name)) {
      attributes.set(read.name, read.value);
    }
  }
  const selfClosing = text.charAt(at - 1) === '/';
  return { name, attributes, selfClosing, end: Math.min(at + 1, text.length), repaired };
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.test(text);
  return Math.max(at, pattern.lastIndex);
}

interface Attribute {
  readonly name: string;
  readonly value: string;
  readonly end: number;
  readonly repaired: boolean;
}

function readAttribute(text: string, at: number): Attribute {
  ATTRIBUTE.lastIndex = at;
  const match = ATTRIBUTE.exec(text);
  if (match === null) return { name: '', value: '', end: at + 1, repaired: true };
  const name = (match[1] ?? '').toLowerCase();
  let valueAt = ATTRIBUTE.lastIndex;
  if (match[2] === '') return { name, value: '', end: valueAt, repaired: true };
  const quote = text.charAt(valueAt);
  if (quote !== '"' && quote !== "'") {
    valueAt = skip(UNQUOTED, text, valueAt);
    const value = text.slice(ATTRIBUTE.lastIndex, valueAt).replace(/\/$/, '');
    return { name, value, end: valueAt, repaired: true };
  }
  const close = text.indexOf(quote, valueAt + 1);
  const value = text.slice(valueAt + 1, close < 0 ? valueAt + 1 + 2000 : close);
  const leak = close < 0 || value.includes('</') || value.includes('<![CDATA[') || value.includes('<item');
  if (!leak) return { name, value, end: close + 1, repaired: false };
  const end = value.search(/[<>]/);
  const cut = end < 0 ? value : value.slice(0, end);
  return { name, value: cut.replace(/\s*\/?$/, ''), end: valueAt + 1 + cut.length, repaired: true };
}
