import { childrenOf, firstOf, type Element } from './element.ts';

/** The parts of a feed document, wherever its format puts them. */
export interface Located {
  readonly format: 'rss' | 'atom' | 'rdf';
  readonly version: string | null;
  /** `rss`, `feed` or `rdf:rdf`. */
  readonly root: Element;
  /** The element that holds the feed's own fields: `channel` or `feed`. */
  readonly channel: Element;
  readonly entries: readonly Element[];
}

const ROOTS = ['rss', 'feed', 'rdf:rdf', 'channel', 'rdf'];
const FEED_FIELDS = 'title link id description updated subtitle tagline modified abstract'.split(' ');
/** A feed may be wrapped (SOAP, a blog engine's HTML page), but not far down. */
const ROOT_DEPTH = 6;
/** Parts of a channel that are no entry's parent. */
const ENTRY_DEPTH = 8;

/** Finds the feed in a scanned document, or the single entry it is; null when there is neither. */
export function locate(document: Element): Located | null {
  const root = findRoot(document, ROOT_DEPTH) ?? standaloneEntry(document);
  if (root === null) return null;
  const channel = root.name === 'feed' ? root : (firstOf(root, 'channel') ?? root);
  const entries: Element[] = [];
  collectEntries(document, entries, ENTRY_DEPTH);
  return { ...kindOf(root, entries), root, channel, entries };
}

/** The Atom Publishing Protocol serves entries as documents of their own. */
function standaloneEntry(document: Element): Element | null {
  const entry = document.children.find(
    (child) => typeof child !== 'string' && /^(?:atom:)?entry$/.test(child.name),
  );
  return entry === undefined ? null : document;
}

function findRoot(element: Element, depth: number): Element | null {
  const direct = element.children.find((child) => typeof child !== 'string' && ROOTS.includes(child.name));
  if (direct !== undefined && typeof direct !== 'string') return direct;
  if (depth === 0) return null;
  for (const child of element.children) {
    const found = typeof child === 'string' ? null : findRoot(child, depth - 1);
    if (found !== null) return found;
  }
  return null;
}

/** Every item or entry of the document: some stand outside the channel, or in an element that was never closed. */
function collectEntries(element: Element, found: Element[], depth: number): void {
  for (const child of element.children) {
    if (typeof child === 'string') continue;
    if (child.name === 'item' || child.name === 'entry') {
      found.push(child);
    } else if (depth > 0) collectEntries(child, found, depth - 1);
  }
}

function kindOf(root: Element, entries: readonly Element[]): Pick<Located, 'format' | 'version'> {
  const written = root.attributes['version']?.trim() || null;
  if (root.name === 'feed' || root.name === '#document') return { format: 'atom', version: written ?? '1.0' };
  if (root.name === 'rdf:rdf' || root.name === 'rdf') {
    const old = entries.every((entry) => entry.attributes['rdf:about'] === undefined) && entries.length > 0;
    return { format: 'rdf', version: old ? '0.90' : '1.0' };
  }
  return { format: 'rss', version: written };
}

/** Whether this is a feed even without entries: a root no other format has, or fields of a feed's own. */
export function isFeed({ root, channel }: Located): boolean {
  if (root.name === 'rss' || channel !== root || 'xmlns' in root.attributes) return true;
  // Channel Definition Format, the oldest of all, is a channel with an address.
  if ('href' in channel.attributes || 'lastmod' in channel.attributes) return true;
  return FEED_FIELDS.some((name) => childrenOf(channel, name).length > 0);
}
