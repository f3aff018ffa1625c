// Twenty ways in which feeds arrive damaged. Each takes a clean document and returns it broken, or null where the
// fault cannot happen to it. None removes an entry, unless it says how many.

export interface Fault {
  readonly name: string;
  readonly damage: (xml: string) => string | Buffer | null;
  /** How many entries are left of those the clean document has; all when absent. */
  readonly left?: (count: number) => number;
  /** Fields of one entry may suffer; without it every title, link, id and date must come through. */
  readonly harmsFields?: boolean;
}

const ENTRY_END = /<\/(?:item|entry)>/g;

function nth(text: string, pattern: RegExp, number: number): RegExpMatchArray | null {
  return [...text.matchAll(pattern)][number] ?? null;
}

function cutAt(text: string, index: number): string {
  return text.slice(0, index);
}

function insertBefore(text: string, pattern: RegExp, number: number, inserted: string): string | null {
  const match = nth(text, pattern, number);
  return match?.index === undefined ? null : text.slice(0, match.index) + inserted + text.slice(match.index);
}

function removeNth(text: string, pattern: RegExp, number: number): string | null {
  const match = nth(text, pattern, number);
  return match?.index === undefined
    ? null
    : text.slice(0, match.index) + text.slice(match.index + match[0].length);
}

export const FAULTS: readonly Fault[] = [
  { name: 'a bare ampersand', damage: (xml) => xml.replaceAll('&amp;', '&') },
  {
    name: 'entities that XML does not know',
    damage: (xml) =>
      xml
        .replaceAll('</description>', '&nbsp;&eacute;&hellip;&bogus;</description>')
        .replaceAll('</summary>', '&nbsp;&bogus;</summary>'),
  },
  {
    name: 'control characters',
    damage: (xml) => xml.replace(/<(title|summary|description)>/g, '<$1>\u0000\u0008\u001F\u000B'),
  },
  {
    name: 'text before the declaration',
    damage: (xml) => `\n\nWarning: mysql_connect() in /var/www/feed.php on line 3\n${xml}`,
  },
  {
    name: 'markup before the declaration',
    damage: (xml) => `<br />\n<b>Notice</b>: Undefined index\n${xml}`,
  },
  { name: 'two byte order marks', damage: (xml) => `\uFEFF\uFEFF${xml}` },
  {
    name: 'text behind the end',
    damage: (xml) => `${xml}\n<script src="https://ads.example.org/x.js"></script>\n<!-- cached -->`,
  },
  { name: 'no declaration', damage: (xml) => xml.replace(/<\?xml[^>]*\?>/, '') },
  {
    name: 'an encoding it is not in',
    damage: (xml) => xml.replace(/encoding="utf-8"/i, 'encoding="iso-8859-1"'),
  },
  {
    name: 'bytes that are not UTF-8',
    damage: (xml) =>
      Buffer.concat(
        [Buffer.from(xml.replace(ENTRY_END, (end) => `<x>§§</x>${end}`)).subarray(0)].map((bytes) =>
          Buffer.from(bytes.toString('latin1').replaceAll('Â§Â§', '\u0093\u00E9'), 'latin1'),
        ),
      ),
  },
  {
    name: 'an end cut off within the last entry',
    damage: (xml) => cutAt(xml, xml.lastIndexOf('</title>') + 8),
    harmsFields: true,
  },
  {
    name: 'an end cut off between two entries',
    damage: (xml) => cutAt(xml, (nth(xml, ENTRY_END, 0)?.index ?? 0) + 8),
    left: () => 1,
  },
  { name: 'no closing tag of an entry', damage: (xml) => removeNth(xml, ENTRY_END, 0) },
  { name: 'no closing tag of a title', damage: (xml) => removeNth(xml, /<\/title>/g, 2) },
  {
    name: 'no closing tag of a description',
    damage: (xml) => removeNth(xml, /<\/(?:description|summary)>/g, 1),
  },
  {
    name: 'no closing tags of the root',
    damage: (xml) => xml.replace(/<\/(?:channel|rss|feed|rdf:RDF)>/g, ''),
  },
  { name: 'a closing tag that is misspelt', damage: (xml) => xml.replace('</title>', '</titel>') },
  {
    name: 'closing tags without opening ones',
    damage: (xml) => insertBefore(xml, ENTRY_END, 0, '</p></div></author></title>'),
  },
  {
    name: 'raw HTML with unclosed elements',
    damage: (xml) =>
      xml.replace(
        /<(description|summary)>(?=\w)/g,
        '<$1><p>One<br>two <img src=x.png alt="a > b"><b>three </i> ',
      ),
  },
  {
    name: 'a “<” in text',
    damage: (xml) => insertBefore(xml, /<\/(?:description|summary)>/g, 0, ' 3 < 5 and <3 and a <b and 1 <2'),
  },
  {
    name: 'attributes without quotes',
    damage: (xml) => xml.replace(/ (rel|type|isPermaLink|length|domain)="([\w/+.-]+)"/g, ' $1=$2'),
  },
  {
    name: 'attributes that are repeated or have no value',
    damage: (xml) => xml.replace(/<(item|entry)(?=[\s>])/g, '<$1 hidden id="1" id="2"'),
  },
  {
    name: 'an attribute without its closing quote',
    damage: (xml) => xml.replace(/<category( [^>]*?)"(\/?>)/, '<category$1$2'),
  },
  { name: 'prefixes that nobody declared', damage: (xml) => xml.replace(/\s+xmlns:[\w]+="[^"]*"/g, '') },
  {
    name: 'a CDATA section without an end',
    damage: (xml) => (xml.includes(']]>') ? xml.replace(']]>', '') : null),
  },
  {
    name: 'a CDATA section that ends twice',
    damage: (xml) => (xml.includes(']]>') ? xml.replaceAll(']]>', ']]>]]>') : null),
    harmsFields: true,
  },
  { name: 'a comment without an end', damage: (xml) => insertBefore(xml, ENTRY_END, 0, '<!-- cached') },
  {
    name: 'comments with dashes in them',
    damage: (xml) => insertBefore(xml, ENTRY_END, 0, '<!-- a -- b --- c -->'),
  },
  {
    name: 'everything twice escaped',
    damage: (xml) =>
      xml.replaceAll('&amp;', '&amp;amp;').replaceAll('&lt;', '&amp;lt;').replaceAll('&gt;', '&amp;gt;'),
    harmsFields: true,
  },
  { name: 'carriage returns for line breaks', damage: (xml) => xml.replaceAll('\n', '\r') },
  { name: 'NULs between all lines', damage: (xml) => xml.replaceAll('\n', '\0\n\0') },
];
