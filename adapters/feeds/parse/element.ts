/** An XML element as the scanner built it: names canonical, character data decoded. */
export interface Element {
  /** Lower case, with the canonical prefix of its namespace (`title`, `dc:date`, `atom:link`, `html:p`). */
  readonly name: string;
  /** Names lower case with canonical prefix; null-prototype, so no key is special. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly parent: Element | null;
  /** In document order; neighbouring texts are one. */
  children: (Element | string)[];
  /** True when any of its text stood in a CDATA section. */
  cdata: boolean;
}

/** The child elements of that name, in document order. */
export function childrenOf(element: Element, name: string): Element[] {
  const found: Element[] = [];
  for (const child of element.children)
    if (typeof child !== 'string' && child.name === name) found.push(child);
  return found;
}

/** The first child element with one of the names, in the order of the names. */
export function firstOf(element: Element, ...names: readonly string[]): Element | null {
  for (const name of names) {
    for (const child of element.children) if (typeof child !== 'string' && child.name === name) return child;
  }
  return null;
}

/** All character data inside, trimmed. Recursion is safe: the scanner caps the depth. */
export function textOf(element: Element | null): string {
  return element === null ? '' : rawText(element).trim();
}

function rawText(element: Element): string {
  const { children } = element;
  const [only] = children;
  if (children.length === 1 && typeof only === 'string') return only;
  let text = '';
  for (const child of children) text += typeof child === 'string' ? child : rawText(child);
  return text;
}

/** Lets go of what is inside an element that has been read. */
export function forget(element: Element): void {
  element.children = [];
}

/** The nearest value of an inherited attribute (`xml:lang`), or null. */
export function inherited(element: Element, attribute: string): string | null {
  for (let at: Element | null = element; at !== null; at = at.parent) {
    const value = at.attributes[attribute];
    if (value !== undefined) return value;
  }
  return null;
}

/** Markup of the children, for content that was written as elements (XHTML) and is read as HTML. */
export function innerMarkup(element: Element): string {
  return element.children
    .map((child) => (typeof child === 'string' ? escapeText(child) : outerMarkup(child)))
    .join('');
}

function outerMarkup(element: Element): string {
  const name = element.name.replace(/^html:/, '');
  const attributes = Object.entries(element.attributes)
    .map(([key, value]) => ` ${key}="${escapeText(value).replaceAll('"', '&quot;')}"`)
    .join('');
  return `<${name}${attributes}>${innerMarkup(element)}</${name}>`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
