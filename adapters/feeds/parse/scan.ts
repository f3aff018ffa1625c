import type { Element } from './element.ts';
import { createFind, type Find } from './find.ts';
import { decodeEntities, readInternalEntities } from './entities.ts';
import { holdsEntries } from './nested.ts';
import { rootScope, scopeFor, type Scope } from './scope.ts';
import { isContainer, isEntry, isField, isVoid, mustCloseBefore } from './structure.ts';
import { readTag, type Tag } from './tag.ts';

// A scanner made for feeds rather than for XML: it never rejects a document. Where the markup is broken it does what
// the publisher meant, which the structure of a feed mostly tells (an item holds no item, a date holds no link), and
// says so in a warning. It resolves no external entity and expands none twice, so a document costs what it is long.

const LITERAL = 'A “<” that opens no tag was read as text.';
const ENTRY_ENDS = ['</item', '<item>', '<item ', '</entry', '<entry>', '<entry '];
/** Deeper elements lose their tags and keep their text: nothing in a feed is, and the tree is walked recursively. */
const MAX_DEPTH = 200;
/** The memory a document takes is that of its elements: no entry has more, and no feed more entries. */
const MAX_ELEMENTS = 20_000;
export const MAX_ENTRIES = 100_000;
/** What is longer is cut later anyway; cut here, it is not decoded first. */
const MAX_TEXT = 1_000_000;

export interface Scan {
  /** `#document`: its children are the top-level elements. */
  readonly document: Element;
  readonly warnings: ReadonlySet<string>;
}

interface Frame {
  readonly element: Element;
  readonly rawName: string;
  readonly scope: Scope;
}

interface State {
  readonly text: string;
  readonly find: Find;
  readonly warnings: Set<string>;
  readonly stack: Frame[];
  entities: ReadonlyMap<string, string>;
  pos: number;
  /** Elements opened beyond a limit and not closed yet. */
  tooDeep: number;
  /** Elements since the last entry began. */
  elements: number;
  entries: number;
}

/** Builds the element tree of a feed document in one pass, linear in its length. */
export function scan(text: string): Scan {
  const document = newElement('#document', NONE, null);
  const frame: Frame = { element: document, rawName: '', scope: rootScope() };
  const state: State = {
    text,
    find: createFind(text),
    warnings: new Set(),
    stack: [frame],
    entities: new Map(),
    pos: 0,
    tooDeep: 0,
    elements: 0,
    entries: 0,
  };
  while (state.pos < text.length) step(state);
  if (state.stack.length > 1) state.warnings.add('The document ends in the middle.');
  return { document, warnings: state.warnings };
}

/** Shared until the first child comes: most elements hold one text, and an array that grows reserves many places. */
const NO_CHILDREN: (Element | string)[] = [];

function addChild(element: Element, child: Element | string): void {
  if (element.children === NO_CHILDREN) element.children = [child];
  else element.children.push(child);
}

function newElement(name: string, attributes: Element['attributes'], parent: Element | null): Element {
  return { name, attributes, parent, children: NO_CHILDREN, cdata: false };
}

function top(state: State): Frame {
  const frame = state.stack.at(-1);
  if (frame === undefined) throw new Error('the stack lost its document');
  return frame;
}

function step(state: State): void {
  const { text, pos } = state;
  const start = nextMark(state);
  if (start !== pos && !isIndentation(state, start))
    addText(state, decodeEntities(text.slice(pos, textEnd(state, start)), state.entities));
  if (start < 0) {
    state.pos = text.length;
    return;
  }
  state.pos = start;
  const mark = text.charCodeAt(start + 1);
  if (mark === 0x21) declaration(state);
  else if (mark === 0x3f) skipTo(state, '?>', '>');
  else if (mark === 0x2f) closeTag(state);
  else openTag(state);
}

/** Where a text ends that goes on to the mark at `start`, -1 for the end of the document. */
function textEnd({ text, pos }: State, start: number): number {
  return Math.min(start < 0 ? text.length : start, pos + MAX_TEXT);
}

/** What may follow a “<” that opens something: a name, “/”, “!” or “?”. */
function opens(code: number): boolean {
  const letter = code | 0x20;
  return (
    (letter >= 0x61 && letter <= 0x7a) ||
    code === 0x2f ||
    code === 0x21 ||
    code === 0x3f ||
    code === 0x5f ||
    code >= 0xc0
  );
}

/** Index of the next “<” that may open something, -1 for none; others are text. */
function nextMark({ text, pos, warnings }: State): number {
  let at = text.indexOf('<', pos);
  while (at >= 0 && !opens(text.charCodeAt(at + 1))) {
    warnings.add(LITERAL);
    at = text.indexOf('<', at + 1);
  }
  return at;
}

/** Whether the text up to `end` is the white space between an entry's fields: most of the texts of a feed. */
function isIndentation(state: State, end: number): boolean {
  if (!isContainer(top(state).element.name)) return false;
  for (let at = state.pos; at < end; at += 1) if (state.text.charCodeAt(at) > 0x20) return false;
  return end > state.pos;
}

function addText(state: State, text: string): void {
  const { element } = top(state);
  const last = element.children.length - 1;
  const before = element.children[last];
  if (typeof before === 'string') element.children[last] = before + text;
  else addChild(element, text);
}

function literal(state: State): void {
  state.warnings.add(LITERAL);
  addText(state, '<');
  state.pos += 1;
}

function skipTo(state: State, end: string, otherwise: string): void {
  let at = state.find(end, state.pos);
  let length = end.length;
  if (at < 0) {
    at = state.find(otherwise, state.pos);
    length = otherwise.length;
  }
  state.pos = at < 0 ? state.text.length : at + length;
}

function declaration(state: State): void {
  const { text, pos } = state;
  if (text.startsWith('<!--', pos)) return comment(state);
  if (text.slice(pos, pos + 9).toUpperCase() === '<![CDATA[') return cdata(state);
  if (text.slice(pos, pos + 9).toUpperCase() !== '<!DOCTYPE') return skipTo(state, '>', '>');
  const doctype = readInternalEntities(text, pos);
  state.entities = doctype.entities;
  state.pos = doctype.end;
}

function comment(state: State): void {
  const end = state.find('-->', state.pos + 4);
  if (end >= 0 && !swallowsEntries(state, end)) {
    state.pos = end + 3;
    return;
  }
  state.warnings.add('A comment is never closed.');
  // Without an end, only the opening is dropped: what follows is more likely feed than comment.
  state.pos += 4;
}

/** The end is another comment's, and entries begin or end on the way there. */
function swallowsEntries({ find, pos }: State, end: number): boolean {
  const nested = find('<!--', pos + 4);
  if (nested < 0 || nested > end) return false;
  return ENTRY_ENDS.some((mark) => {
    const at = find(mark, pos + 4);
    return at >= 0 && at < nested;
  });
}

function cdata(state: State): void {
  const from = state.pos + 9;
  const end = cdataEnd(state, from);
  addText(state, state.text.slice(from, Math.min(end.at, from + MAX_TEXT)));
  top(state).element.cdata = true;
  state.pos = end.next;
}

/** A section without its own `]]>` would swallow items up to the next section's end. */
function cdataEnd(state: State, from: number): { at: number; next: number } {
  const { text } = state;
  const end = state.find(']]>', from);
  const reach = end < 0 ? text.length : end;
  const nested = text.slice(from, reach).search(/<!\[CDATA\[/i);
  if (end >= 0 && nested < 0) return { at: end, next: end + 3 };
  const limit = nested < 0 ? reach : from + nested;
  // Where the element's end is missing too, its entry's end saves the next entry.
  for (const mark of [`</${top(state).rawName}`, '</item', '</entry']) {
    const closing = state.find(mark, from);
    if (closing < 0 || closing >= limit) continue;
    state.warnings.add('A CDATA section is never closed.');
    return { at: closing, next: closing };
  }
  return end < 0 ? { at: text.length, next: text.length } : { at: end, next: end + 3 };
}

function closeTag(state: State): void {
  const { text, pos, stack } = state;
  const { rawName } = top(state);
  const behind = pos + 2 + rawName.length;
  if (
    state.tooDeep === 0 &&
    stack.length > 1 &&
    text.charCodeAt(behind) === 0x3e &&
    text.startsWith(rawName, pos + 2)
  ) {
    stack.pop();
    state.pos = behind + 1;
    return;
  }
  closeOddTag(state);
}

/** A closing tag that is not the innermost element's, or is not written plainly. */
function closeOddTag(state: State): void {
  const { text, pos } = state;
  const end = state.find('>', pos);
  const next = text.indexOf('<', pos + 1);
  const broken = end < 0 || (next >= 0 && next < end);
  const stop = broken ? (next < 0 ? text.length : next) : end;
  const name = text
    .slice(pos + 2, stop)
    .trim()
    .toLowerCase();
  state.pos = broken ? stop : end + 1;
  if (state.tooDeep > 0 && !isContainer(localName(name))) {
    state.tooDeep -= 1;
    return;
  }
  const at = frameToClose(state, name);
  if (at < 0) {
    if (!isVoid(name)) state.warnings.add('A closing tag has no opening one.');
    return;
  }
  if (at < state.stack.length - 1) state.warnings.add('An element is not closed.');
  state.stack.length = at;
  state.tooDeep = 0;
}

/** The open element a closing tag means, searched no further than the entry it stands in. */
function frameToClose(state: State, name: string): number {
  const { stack } = state;
  const container = isContainer(localName(name));
  for (let at = stack.length - 1; at > 0; at -= 1) {
    const frame = stack[at];
    if (frame === undefined) continue;
    if (frame.rawName === name) return at;
    if (!container && isEntry(frame.element.name)) return -1;
  }
  return -1;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function openTag(state: State): void {
  const tag = readTag(state.text, state.pos);
  if (tag === null) return literal(state);
  if (tag.repaired) state.warnings.add('The attributes of a tag are broken.');
  state.pos = tag.end;
  const scope = scopeFor(top(state).scope, tag.name, tag.attributes);
  const name = scope.elementName(tag.name);
  if (!(isEntry(name) && isNested(state, tag))) closeForgotten(state, name);
  if (isEntry(name)) beginEntry(state);
  else state.elements += 1;
  const limit = limitReached(state);
  if (limit === null) return push(state, tag, name, scope);
  state.warnings.add(limit);
  if (!tag.selfClosing) state.tooDeep += 1;
}

function beginEntry(state: State): void {
  state.elements = 0;
  state.entries += 1;
  if (state.entries <= MAX_ENTRIES) return;
  state.pos = state.text.length;
}

function limitReached({ stack, elements, entries }: State): string | null {
  if (stack.length > MAX_DEPTH) return 'Elements are nested too deeply.';
  if (elements > MAX_ELEMENTS) return 'There are more elements than any entry has.';
  return entries > MAX_ENTRIES ? `Only the first ${MAX_ENTRIES} entries were read.` : null;
}

/** Whether an entry begins inside another on purpose, so that the outer one goes on behind it. */
function isNested(state: State, { selfClosing }: Tag): boolean {
  if (!state.stack.some(({ element }) => isEntry(element.name))) return false;
  if (selfClosing) return true;
  const { element, rawName } = top(state);
  const foreign = (element.name.includes(':') && !isField(element.name)) || element.name === 'source';
  return foreign && holdsEntries(state.text, state.pos, state.find(`</${rawName}`, state.pos));
}

function push(state: State, tag: Tag, name: string, scope: Scope): void {
  const parent = top(state).element;
  const element = newElement(name, attributesOf(state, tag, scope), parent);
  addChild(parent, element);
  if (!tag.selfClosing && !isVoid(name)) state.stack.push({ element, rawName: tag.name, scope });
}

const NONE: Readonly<Record<string, string>> = Object.create(null);

function attributesOf({ entities }: State, tag: Tag, scope: Scope): Readonly<Record<string, string>> {
  if (tag.attributes.size === 0) return NONE;
  const attributes: Record<string, string> = Object.create(null);
  for (const [key, value] of tag.attributes) {
    attributes[scope.attributeName(key)] ??= decodeEntities(value, entities);
  }
  return attributes;
}

/** Closes what must have ended before an element of this name begins. */
function closeForgotten(state: State, name: string): void {
  if (!isField(name)) return;
  const keep = mustCloseBefore(state.stack, name, (index) =>
    closesWithinEntry(state, state.stack[index]?.rawName ?? ''),
  );
  if (keep >= state.stack.length) return;
  state.warnings.add('An element is not closed.');
  state.stack.length = keep;
  state.tooDeep = 0;
}

/** Whether a closing tag of that name comes before the entry ends, so that what stands inside belongs there. */
function closesWithinEntry(state: State, rawName: string): boolean {
  const { find, pos } = state;
  const closing = find(`</${rawName}`, pos);
  if (closing < 0) return false;
  // Entries are spelled in lower case in all but the oddest of damaged feeds, which lose a field by it at worst.
  return ENTRY_ENDS.every((end) => {
    const boundary = find(end, pos);
    return boundary < 0 || closing < boundary;
  });
}
