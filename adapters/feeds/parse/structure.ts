// What the vocabulary of feeds says about nesting. Names are canonical (see namespaces.ts).

const ENTRIES = new Set(['item', 'entry']);
const CONTAINERS = new Set(['item', 'entry', 'channel', 'rss', 'feed', 'rdf', 'rdf:rdf', 'items']);
const VOID = new Set('br hr img input wbr html:br html:hr html:img html:input html:wbr'.split(' '));

/** Elements that hold text only, so any field that begins inside one shows that its end was forgotten. */
const TEXT_ONLY = new Set(
  (
    'title link guid id pubdate published updated issued modified created lastbuilddate comments ' +
    'category language ttl generator copyright docs webmaster managingeditor dc:date dc:creator ' +
    'dc:title dc:subject dc:language atom:link enclosure'
  ).split(' '),
);

/** Elements that may hold unescaped HTML. */
const MARKUP = new Set('description content summary content:encoded subtitle tagline info'.split(' '));

const FIELDS = new Set([
  ...TEXT_ONLY,
  ...MARKUP,
  ...ENTRIES,
  'author',
  'source',
  'image',
  'contributor',
  'textinput',
]);

/** Vocabularies whose elements stand beside an entry's own and never inside its texts. */
const VOCABULARY =
  /^(?:dc|dcterms|content|media|itunes|atom|slash|wfw|feedburner|sy|georss|geo|thr|prism|yt|podcast|googleplay):/;

/** An element whose end has not come yet. */
interface Open {
  readonly element: { readonly name: string };
}

/** Whether the name is one of a feed's own, before which a forgotten end can show. */
export function isField(name: string): boolean {
  return FIELDS.has(name) || VOCABULARY.test(name);
}

export function isEntry(name: string): boolean {
  return ENTRIES.has(name);
}

/** Whether a closing tag of that local name may end an entry that is still open. */
export function isContainer(localName: string): boolean {
  return CONTAINERS.has(localName);
}

/** HTML elements that have no end, written raw in a description. */
export function isVoid(name: string): boolean {
  return VOID.has(name);
}

/**
 * How many of the open elements stay open when an element of that name begins. `closesLater(index)` says whether the
 * closing tag of an open element is still to come inside its entry; it is asked only where the answer decides.
 */
export function mustCloseBefore(
  open: readonly Open[],
  name: string,
  closesLater: (index: number) => boolean,
): number {
  if (isEntry(name)) {
    const outer = open.findLastIndex(({ element }) => element.name === name);
    return outer < 0 ? textBoundary(open) : outer;
  }
  const last = open.length - 1;
  const current = open[last]?.element.name ?? '';
  if (TEXT_ONLY.has(current)) return last;
  if (!FIELDS.has(name)) return open.length;
  for (let index = last; index > 0; index -= 1) {
    const at = open[index]?.element.name ?? '';
    if (isEntry(at)) break;
    if (MARKUP.has(at)) return closesLater(index) ? open.length : index;
  }
  return open.length;
}

/** An entry begins inside a text element only where that element's end was forgotten. */
function textBoundary(open: readonly Open[]): number {
  const index = open.findIndex(({ element }) => TEXT_ONLY.has(element.name) || MARKUP.has(element.name));
  return index < 0 ? open.length : index;
}
