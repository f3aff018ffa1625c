import type { FeedDocument, FeedEntry } from '../feeds/item.ts';

const FORMATS = { rss: 'RSS', atom: 'Atom', rdf: 'RSS (RDF)', json: 'JSON Feed' } as const;
const LABEL_WIDTH = 11;
const EXCERPT = 300;

/** A document as `feed check --json` prints it: dates in ISO 8601, what the feed does not say as null. */
export function feedAsJson(document: FeedDocument) {
  return {
    format: document.format,
    version: document.version,
    encoding: document.encoding,
    title: document.title,
    language: document.language,
    parser: document.parser,
    warnings: document.warnings,
    items: document.entries.map((entry) => ({
      id: entry.guid ?? null,
      title: entry.title,
      link: entry.link,
      published: entry.published,
      updated: entry.updated,
      author: entry.author,
      text: entry.text,
      categories: entry.categories,
    })),
  };
}

/** A document field by field, for a person. */
export function describeFeed(target: string, document: FeedDocument): string[] {
  const { format, version, encoding, parser, entries } = document;
  const count = entries.length === 1 ? '1 item' : `${entries.length} items`;
  return [
    target,
    ...field(
      'format',
      [FORMATS[format], version, `in ${encoding}, read by ${parser}`].filter(Boolean).join(' '),
      '  ',
    ),
    ...field('title', document.title, '  '),
    ...field('site', document.siteUrl, '  '),
    ...field('self', document.selfUrl, '  '),
    ...field('language', document.language, '  '),
    ...field('asks', wishes(document), '  '),
    ...document.warnings.flatMap((warning) => field('warning', warning, '  ')),
    `  ${count}`,
    ...entries.flatMap((entry, index) => describeEntry(entry, index + 1)),
  ];
}

function describeEntry(entry: FeedEntry, number: number): string[] {
  const text = entry.text.replaceAll('\n', ' ');
  const files = entry.enclosures.map(({ url, type, length }) =>
    [url, type, length && `${length} bytes`].filter(Boolean).join(', '),
  );
  const fields: [string, string | null | undefined][] = [
    ['id', entry.guid],
    ['link', entry.link],
    ['published', entry.published?.toISOString()],
    ['updated', entry.updated?.toISOString()],
    ['author', entry.author],
    ['language', entry.language],
    ['categories', entry.categories.join(', ')],
    ['source', entry.source && [entry.source.title, entry.source.url].filter(Boolean).join(', ')],
    ['image', entry.image],
    ...files.map((file): [string, string] => ['enclosure', file]),
    ['text', text.length > EXCERPT ? `${text.slice(0, EXCERPT)}… (${text.length} characters)` : text],
  ];
  return [
    `  ${number}. ${entry.title || '(no title)'}`,
    ...fields.flatMap(([name, value]) => field(name, value, '     ')),
  ];
}

function wishes({ askedIntervalMs, skipHours = [], skipDays = [] }: FeedDocument): string {
  return [
    askedIntervalMs === null ? '' : `to be polled every ${Math.round(askedIntervalMs / 60_000)} min`,
    skipHours.length === 0 ? '' : `not at hours ${skipHours.join(', ')} UTC`,
    skipDays.length === 0 ? '' : `not on days ${skipDays.join(', ')} (0 is Sunday)`,
  ]
    .filter(Boolean)
    .join('; ');
}

function field(name: string, value: string | null | undefined, indent: string): string[] {
  return value ? [`${indent}${name.padEnd(LABEL_WIDTH)}${value}`] : [];
}
