import { canonicalPrefix, isCorePrefix } from './namespaces.ts';

const ROOTS = new Set(['rss', 'feed', 'rdf', 'channel', 'entry']);

/** Prefixes that generators write and sometimes forget to declare; others are taken by their name. */
const HABITUAL: Readonly<Record<string, string>> = {
  a10: 'atom',
  atom10: 'atom',
  dcterm: 'dcterms',
  mrss: 'media',
};

/** The namespace bindings in force at one place of the document. */
export interface Scope {
  elementName(raw: string): string;
  attributeName(raw: string): string;
  readonly prefixes: ReadonlyMap<string, string>;
  /** Canonical name of the feed's root element, `''` before it was seen. */
  readonly root: string;
}

export function rootScope(): Scope {
  return createScope(new Map([['xml', 'xml']]), '');
}

/** The scope inside a tag: its parent's, unless the tag binds a prefix or is the feed's root. */
export function scopeFor(parent: Scope, rawName: string, attributes: ReadonlyMap<string, string>): Scope {
  const local = rawName.slice(rawName.indexOf(':') + 1);
  const isRoot = parent.root === '' && ROOTS.has(local);
  let prefixes: Map<string, string> | null = null;
  for (const [key, uri] of attributes) {
    if (!key.startsWith('xmlns')) continue;
    const prefix = key === 'xmlns' ? '' : key.slice(6);
    const canonical = canonicalPrefix(uri);
    if (canonical === null && prefix !== '') continue;
    prefixes ??= new Map(parent.prefixes);
    prefixes.set(prefix, canonical ?? '');
  }
  if (!isRoot) return prefixes === null ? parent : createScope(prefixes, parent.root);
  const root = local === 'rdf' ? 'rdf:rdf' : local;
  const own = prefixes ?? new Map(parent.prefixes);
  // Some feeds declare a vocabulary they only sprinkle in (Atom, XHTML, Dublin Core) as the default of an RSS root.
  if (!isCorePrefix(own.get('') ?? 'rss', root)) own.delete('');
  return createScope(own, root);
}

function createScope(prefixes: ReadonlyMap<string, string>, root: string): Scope {
  const names = new Map<string, string>();
  const resolve = (raw: string): string => {
    const colon = raw.indexOf(':');
    const prefix = colon < 0 ? '' : raw.slice(0, colon);
    const local = raw.slice(colon + 1);
    if (prefix !== '' && local === 'rdf') return 'rdf:rdf';
    const canonical = prefixes.get(prefix) ?? HABITUAL[prefix] ?? prefix;
    if (canonical === '' || isCorePrefix(canonical, root)) return local;
    return `${canonical}:${local}`;
  };
  return {
    prefixes,
    root,
    elementName(raw) {
      let name = names.get(raw);
      if (name === undefined) {
        name = resolve(raw);
        names.set(raw, name);
      }
      return name;
    },
    attributeName: (raw) => (raw.includes(':') ? resolve(raw) : raw),
  };
}
