import type { SampleFeed, SampleItem } from './sample-news.ts';

const xml = (text: string): string =>
  text.replace(
    /[&<>"]/gu,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign,
  );

export const CONTENT_TYPES: Readonly<Record<SampleFeed['format'], string>> = {
  rss: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  rdf: 'application/rdf+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
};

/** An item's page on its publisher's site. */
export const linkOf = (feed: SampleFeed, item: SampleItem): string =>
  `${feed.site}/${item.at.toISOString().slice(0, 10)}/${item.at.getTime().toString(36)}`;

/** The front page of a publisher, which names its feed as sites do. */
export const renderSite = ({ title, path, format }: SampleFeed): string =>
  `<!doctype html><html><head><title>${xml(title)}</title><link rel="alternate" type="${CONTENT_TYPES[format].split(';', 1)[0]}" title="${xml(title)}" href="${path}"></head><body><h1>${xml(title)}</h1></body></html>`;

/** A sample feed as its publisher would send it. */
export function renderFeed(feed: SampleFeed, items: readonly SampleItem[]): string {
  switch (feed.format) {
    case 'rss':
      return rss(feed, items);
    case 'atom':
      return atom(feed, items);
    case 'rdf':
      return rdf(feed, items);
    case 'json':
      return json(feed, items);
    default:
      return feed.format satisfies never;
  }
}

function rss(feed: SampleFeed, items: readonly SampleItem[]): string {
  const entries = items.map(
    (item) => `<item><title>${xml(item.title)}</title><link>${linkOf(feed, item)}</link>
<guid isPermaLink="true">${linkOf(feed, item)}</guid><pubDate>${item.at.toUTCString()}</pubDate>
${item.author ? `<dc:creator>${xml(item.author)}</dc:creator>` : ''}${item.categories.map((each) => `<category>${xml(each)}</category>`).join('')}
<description>${xml(`<p>${xml(item.text)}</p>`)}</description></item>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>${xml(feed.title)}</title>
<link>${feed.site}/</link><description>Sample feed</description><language>${feed.language}</language>
${entries.join('\n')}
</channel></rss>`;
}

function atom(feed: SampleFeed, items: readonly SampleItem[]): string {
  const entries = items.map(
    (item) => `<entry><title>${xml(item.title)}</title><id>${linkOf(feed, item)}</id>
<link rel="alternate" href="${linkOf(feed, item)}"/><published>${item.at.toISOString()}</published>
<updated>${item.at.toISOString()}</updated>${item.author ? `<author><name>${xml(item.author)}</name></author>` : ''}
${item.categories.map((each) => `<category term="${xml(each)}"/>`).join('')}<summary type="text">${xml(item.text)}</summary></entry>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${feed.language}"><title>${xml(feed.title)}</title><id>${feed.site}/</id>
<link rel="alternate" href="${feed.site}/"/><updated>${(items[0]?.at ?? new Date(0)).toISOString()}</updated>
${entries.join('\n')}
</feed>`;
}

function rdf(feed: SampleFeed, items: readonly SampleItem[]): string {
  const entries = items.map(
    (
      item,
    ) => `<item rdf:about="${linkOf(feed, item)}"><title>${xml(item.title)}</title><link>${linkOf(feed, item)}</link>
<dc:date>${item.at.toISOString()}</dc:date><description>${xml(item.text)}</description></item>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="${feed.site}/"><title>${xml(feed.title)}</title><link>${feed.site}/</link><description>Sample feed</description>
<dc:language>${feed.language}</dc:language></channel>
${entries.join('\n')}
</rdf:RDF>`;
}

function json(feed: SampleFeed, items: readonly SampleItem[]): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    home_page_url: `${feed.site}/`,
    language: feed.language,
    items: items.map((item) => ({
      id: linkOf(feed, item),
      url: linkOf(feed, item),
      title: item.title,
      content_text: item.text,
      date_published: item.at.toISOString(),
      tags: item.categories,
      ...(item.author && { authors: [{ name: item.author }] }),
    })),
  });
}
