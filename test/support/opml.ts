import { Parser } from 'htmlparser2';

/** The attributes of every outline of an OPML document, groups included, in document order. */
export function outlines(xml: string): Readonly<Record<string, string | undefined>>[] {
  const found: Record<string, string | undefined>[] = [];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'outline') found.push(attributes);
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
  return found;
}

/** Elements that are opened and not closed in order; empty for well-nested XML. */
export function openElements(xml: string): string[] {
  const open: string[] = [];
  for (const [, slash, name = '', selfClosing] of xml.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/gi)) {
    if (selfClosing === '/') continue;
    if (slash === '') open.push(name);
    else if (open.at(-1) === name) open.pop();
    else return [...open, `/${name}`];
  }
  return open;
}
