// Feeds bind any prefix to a vocabulary, spell its URI in several ways, or forget to declare it. The scanner
// renames by URI, so that everything behind it sees one prefix for each vocabulary.

const PREFIX_OF_URI: Readonly<Record<string, string>> = {
  'www.w3.org/2005/atom': 'atom',
  'purl.org/atom/ns': 'atom',
  'example.com/newformat': 'atom',
  'example.com/necho': 'atom',
  'purl.org/echo': 'atom',
  'uri/of/echo/namespace': 'atom',
  'purl.org/pie': 'atom',
  'purl.org/rss/1.0': 'rss',
  'my.netscape.com/rdf/simple/0.9': 'rss',
  'channel.netscape.com/rdf/simple/0.9': 'rss',
  'purl.org/net/rss1.1': 'rss',
  'my.netscape.com/publish/formats/rss-0.91.dtd': 'rss',
  'backend.userland.com/rss': 'rss',
  'backend.userland.com/rss2': 'rss',
  'backend.userland.com/rss091': 'rss',
  'backend.userland.com/rss092': 'rss',
  'backend.userland.com/rss093': 'rss',
  'blogs.law.harvard.edu/tech/rss': 'rss',
  'cyber.law.harvard.edu/rss': 'rss',
  'www.rssboard.org/rss-specification': 'rss',
  'www.w3.org/1999/02/22-rdf-syntax-ns': 'rdf',
  'purl.org/dc/elements/1.1': 'dc',
  'purl.org/dc/elements/1.0': 'dc',
  'purl.org/dc/terms': 'dcterms',
  'purl.org/rss/1.0/modules/content': 'content',
  'purl.org/rss/1.0/modules/syndication': 'sy',
  'purl.org/rss/1.0/modules/slash': 'slash',
  'search.yahoo.com/mrss': 'media',
  'video.search.yahoo.com/mrss': 'media',
  'www.itunes.com/dtds/podcast-1.0.dtd': 'itunes',
  'example.com/dtds/podcast-1.0.dtd': 'itunes',
  'rssnamespace.org/feedburner/ext/1.0': 'feedburner',
  'www.w3.org/1999/xhtml': 'html',
  'www.w3.org/tr/rec-html40': 'html',
  'www.w3.org/xml/1998/namespace': 'xml',
  'www.youtube.com/xml/schemas/2015': 'yt',
  'www.georss.org/georss': 'georss',
  'prismstandard.org/namespaces/1.2/basic': 'prism',
  'prismstandard.org/namespaces/basic/2.0': 'prism',
};

/** The canonical prefix of a namespace URI, `''` for no namespace, or null when it is none of ours. */
export function canonicalPrefix(uri: string): string | null {
  const bare = uri
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[/#]+$/, '');
  if (bare === '') return '';
  return PREFIX_OF_URI[bare] ?? null;
}

/** Elements of these vocabularies are plain names inside their own kind of document. */
export function isCorePrefix(prefix: string, rootName: string): boolean {
  if (prefix === 'rss') return true;
  return prefix === 'atom' && rootName !== 'rss' && rootName !== 'rdf:rdf' && rootName !== 'channel';
}
