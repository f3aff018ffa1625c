import { childrenOf, type Element } from './element.ts';

/** Where relative addresses of a document start from; null when it was read without its address. */
export type Base = string | null;

/**
 * An address as it goes into the result: absolute http(s), as written where it was absolute already. Null for other
 * schemes and for what is no address. Without a base a relative address stays relative.
 */
export function resolveLink(href: string, base: Base): string | null {
  const written = href.trim().replace(/[\t\r\n]/g, '');
  if (written === '') return null;
  if (/^https?:\/\/[^\s/]+\S*$/i.test(written) && URL.canParse(written)) return written;
  if (/^feed:/i.test(written)) return resolveLink(fromFeedScheme(written), base);
  if (/^[a-z][a-z\d+.-]*:/i.test(written) && !/^https?:/i.test(written)) return null;
  if (base === null && !/^https?:/i.test(written)) return relative(written);
  try {
    const url = new URL(written, base ?? undefined);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    // Site generators without a site address make every address relative, that of the feed and the site too.
    return base === null || URL.canParse(base) ? null : relative(written);
  }
}

function relative(written: string): string {
  return written.startsWith('//') ? `https:${written}` : written;
}

/** `feed:https://…` and `feed://…` are how old readers marked an address to subscribe to. */
function fromFeedScheme(written: string): string {
  const rest = written.slice(5);
  return rest.startsWith('//') ? `http:${rest}` : rest;
}

/** The base in force at an element: every `xml:base` on the way down, on top of the document's. */
export function baseAt(element: Element, documentBase: Base): Base {
  const own: string[] = [];
  for (let at: Element | null = element; at !== null; at = at.parent) {
    const base = at.attributes['xml:base'];
    if (base !== undefined) own.push(base);
  }
  return own.reduceRight<Base>((base, value) => absolute(value, base) ?? base, documentBase);
}

function absolute(value: string, base: Base): string | null {
  try {
    return new URL(value.trim(), base ?? undefined).href;
  } catch {
    return null;
  }
}

/** The `alternate` link (no `rel` means that), a web page before other media types. */
export function atomLink(element: Element, base: Base): string | null {
  const links = [...childrenOf(element, 'link'), ...childrenOf(element, 'atom:link')].filter((link) => {
    const rel = link.attributes['rel']?.trim().toLowerCase() ?? 'alternate';
    return (
      (rel === 'alternate' || rel === '' || rel.endsWith('#alternate')) &&
      link.attributes['href'] !== undefined
    );
  });
  const page = links.find((link) => /html/i.test(link.attributes['type'] ?? 'text/html')) ?? links[0];
  return page === undefined ? null : resolveLink(page.attributes['href'] ?? '', baseAt(page, base));
}
