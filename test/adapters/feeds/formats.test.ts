import { describe, expect, it } from 'vitest';
import { fixture, parse } from './parse-fixture.ts';

const channel = (version: string): string =>
  `<rss${version}><channel><title>T</title><item><title>A</title><link>https://example.org/a</link></item></channel></rss>`;

describe('RSS 2.0', () => {
  it('is read with what the channel says', async () => {
    const { entries, ...document } = await parse(await fixture('news.rss'));

    expect(document).toEqual({
      format: 'rss',
      version: '2.0',
      encoding: 'utf-8',
      title: 'The Harbour Gazette',
      siteUrl: 'https://gazette.example.org/',
      selfUrl: 'https://gazette.example.org/news.rss',
      language: 'en-GB',
      askedIntervalMs: 45 * 60_000,
      skipHours: [0, 1],
      skipDays: [0],
      parser: 'rss-parser',
      warnings: [],
    });
    expect(entries).toHaveLength(4);
  });

  it('is read with every field of an item', async () => {
    const { entries } = await parse(await fixture('news.rss'));

    expect(entries[0]).toEqual({
      key: expect.stringMatching(/^[\da-f]{32}$/),
      guid: 'gazette-1001',
      title: 'Ferry strike: talks & tempers run hot',
      link: 'https://gazette.example.org/2025/03/ferry-strike?from=rss&day=1',
      text: 'Talks between crews & the harbour board broke off.\nThey resume on Tuesday.',
      summary: 'Talks between crews and the harbour board broke off.',
      author: 'Ada Anker',
      published: new Date('2025-03-10T14:05:00Z'),
      updated: null,
      language: 'en-GB',
      categories: ['Transport', 'Strikes'],
      enclosures: [{ url: 'https://gazette.example.org/ferry.mp3', type: 'audio/mpeg', length: 123_456 }],
      source: null,
      image: 'https://gazette.example.org/ferry.jpg',
    });
    expect(entries[1]).toMatchObject({
      title: '“Quiet” night at the docks — 3 < 5',
      text: 'Nothing happened.\nNothing at all.',
      author: 'Night Desk',
      published: new Date('2025-03-10T04:30:00Z'),
      source: { title: 'The Wire', url: 'https://wire.example.org/feed' },
    });
  });

  it('is read with the vocabularies of podcasts and films', async () => {
    const { entries, language } = await parse(await fixture('talks.rss'));

    expect(language).toBe('fr');
    expect(entries[0]).toMatchObject({
      title: 'Episode title for apps',
      link: 'https://talks.example.org/2',
      published: new Date('2025-03-04T11:00:00Z'),
      author: 'Gil Gast',
      text: 'A talk about tides.',
      image: 'https://talks.example.org/2.jpg',
      enclosures: [{ url: 'https://cdn.example.org/2.m4a?x=1&y=2', type: 'audio/x-m4a', length: 5_000_000 }],
    });
    expect(entries[1]).toMatchObject({
      title: 'Film night',
      link: 'https://talks.example.org/1',
      published: new Date('2025-03-03T20:00:00Z'),
      text: 'A film about fog.',
      image: 'https://cdn.example.org/1.jpg',
    });
    expect(entries[1]?.enclosures.map(({ url }) => url)).toEqual([
      'https://cdn.example.org/1.mp4',
      'https://cdn.example.org/1.webm',
    ]);
  });
});

describe('Atom', () => {
  it('is read with addresses on their base', async () => {
    const { entries, ...document } = await parse(await fixture('advisories.atom'));

    expect(document).toMatchObject({
      format: 'atom',
      version: '1.0',
      title: 'Warnungen des Beispiel-CERT',
      siteUrl: 'https://cert.example.org/',
      selfUrl: 'https://cert.example.org/feed.atom',
      language: 'de',
      warnings: [],
    });
    expect(entries.map(({ link }) => link)).toEqual([
      'https://cert.example.org/warnungen/17',
      'https://cert.example.org/en/notice/18',
      'https://cert.example.org/warnungen/19',
    ]);
  });

  it('is read with text as its type says', async () => {
    const { entries } = await parse(await fixture('advisories.atom'));

    expect(entries[0]).toMatchObject({
      title: 'Kritische Lücke in Musterserver < 4.2',
      text: 'Angreifer können Code ausführen.\nSofort aktualisieren.',
      summary: 'Angreifer können Code ausführen.',
      author: 'Bernd Beispiel, Clara Muster',
      published: new Date('2025-03-10T09:15:30Z'),
      updated: new Date('2025-03-10T12:00:00.250Z'),
      categories: ['Kritisch'],
      enclosures: [
        { url: 'https://cert.example.org/warnungen/17.pdf', type: 'application/pdf', length: 20_480 },
      ],
    });
    expect(entries[1]).toMatchObject({
      title: 'Notice for <readers>',
      text: 'Use <b> sparingly.',
      language: 'en',
      published: null,
      source: { title: 'Sister CERT', url: 'https://sister.example.org/' },
    });
    expect(entries[2]?.text).toBe('Alles gut.');
  });

  it('0.3 is read with its own names', async () => {
    const { version, entries } = await parse(`<?xml version="1.0"?>
      <feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old</title><entry>
        <title mode="escaped" type="text/html">A &amp;amp; B</title><link rel="alternate" href="https://example.org/1"/>
        <id>tag:example.org,2004:1</id><issued>2004-02-03T04:05:06Z</issued><modified>2004-02-04T04:05:06Z</modified>
        <content mode="base64" type="text/html">PHA+SGVsbG88L3A+</content></entry></feed>`);

    expect(version).toBe('0.3');
    expect(entries[0]).toMatchObject({
      title: 'A & B',
      link: 'https://example.org/1',
      published: new Date('2004-02-03T04:05:06Z'),
      updated: new Date('2004-02-04T04:05:06Z'),
      text: 'Hello',
    });
  });

  it('entry that is a document of its own is read as a feed of one', async () => {
    const { entries } = await parse(
      '<entry xmlns="http://www.w3.org/2005/Atom"><title>Alone</title><id>urn:x:1</id><updated>2025-01-01T00:00:00Z</updated></entry>',
    );

    expect(entries.map(({ title }) => title)).toEqual(['Alone']);
  });
});

describe('RSS 1.0', () => {
  it('is read with its items beside the channel', async () => {
    const { entries, ...document } = await parse(await fixture('papers.rdf'));

    expect(document).toMatchObject({
      format: 'rdf',
      version: '1.0',
      title: 'Journal of Imaginary Results',
      language: 'en',
    });
    expect(entries[0]).toMatchObject({
      guid: 'https://papers.example.org/1',
      link: 'https://papers.example.org/1?rss=yes',
      author: 'D. Dunkel, E. Ember',
      published: new Date('2025-03-01T00:00:00Z'),
      categories: ['Optics'],
    });
    expect(entries[1]?.published).toEqual(new Date('2025-02-28T00:00:00Z'));
  });
});

describe('JSON Feed', () => {
  it('is read with every field', async () => {
    const { entries, ...document } = await parse(await fixture('status.json'));

    expect(document).toMatchObject({
      format: 'json',
      version: '1.1',
      parser: 'feedsmith',
      title: 'Example Cloud status',
      siteUrl: 'https://status.example.org/',
      selfUrl: 'https://status.example.org/feed.json',
      language: 'en-US',
    });
    expect(entries[0]).toMatchObject({
      guid: 'incident-7',
      title: 'Elevated errors in region “North”',
      link: 'https://status.example.org/incidents/7',
      text: 'Identified - A switch failed.',
      summary: 'A switch failed.',
      author: 'On-call, Second shift',
      published: new Date('2025-03-10T14:05:00Z'),
      updated: new Date('2025-03-10T15:00:00Z'),
      categories: ['network', 'north'],
      image: 'https://status.example.org/7.png',
      enclosures: [{ url: 'https://status.example.org/7.csv', type: 'text/csv', length: 99 }],
    });
    expect(entries[1]).toMatchObject({
      guid: '8',
      link: 'https://elsewhere.example.org/8',
      text: 'Write <b> as &lt;b&gt;.',
      published: new Date('2025-03-09T08:00:00Z'),
    });
  });

  it('is read when it breaks off', async () => {
    const whole = (await fixture('status.json')).toString();
    const cut = whole.slice(0, whole.indexOf('"content_text"'));

    const { entries, warnings } = await parse(cut);

    expect(entries.map(({ guid }) => guid)).toEqual(['incident-7', '8']);
    expect(warnings[0]).toBe('The JSON is damaged or ends in the middle.');
  });
});

describe('other versions and roots', () => {
  it.each(['0.91', '0.92', '0.93', '0.94', '2.0', '2.0.1', '2.1', '3.0', 'x'])(
    'RSS %s is read',
    async (version) => {
      const document = await parse(channel(` version="${version}"`));

      expect(document).toMatchObject({ format: 'rss', version, parser: 'rss-parser' });
      expect(document.entries).toHaveLength(1);
    },
  );

  it.each([
    ['RSS without a version', channel('')],
    ['RSS in another default namespace', channel(' version="2.0" xmlns="http://www.w3.org/2005/Atom"')],
    [
      'RSS 0.90',
      '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>T</title></channel><item><title>A</title><link>https://example.org/a</link></item></rdf:RDF>',
    ],
    [
      'Atom with a prefix',
      '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>A</a:title><a:link href="https://example.org/a"/></a:entry></a:feed>',
    ],
    [
      'Atom without a namespace',
      '<feed><title>T</title><entry><title>A</title><link href="https://example.org/a"/></entry></feed>',
    ],
    [
      'a bare channel',
      '<channel><title>T</title><item><title>A</title><link>https://example.org/a</link></item></channel>',
    ],
    [
      'items outside the channel',
      '<rss version="2.0"><channel><title>T</title></channel><item><title>A</title><link>https://example.org/a</link></item></rss>',
    ],
    ['a feed inside a web page', `<html><body>${channel(' version="2.0"')}</body></html>`],
    [
      'capitals',
      channel(' version="2.0"').toUpperCase().replaceAll('HTTPS://EXAMPLE.ORG/A', 'https://example.org/a'),
    ],
  ])('%s is read', async (_, body) => {
    const { entries } = await parse(body);

    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ title: 'A', link: 'https://example.org/a' });
  });

  it.each([
    ['RSS', '<rss version="2.0"><channel><title>Empty</title></channel></rss>'],
    ['Atom', '<feed xmlns="http://www.w3.org/2005/Atom"><title>Empty</title></feed>'],
    ['JSON Feed', '{"version":"https://jsonfeed.org/version/1","title":"Empty","items":[]}'],
  ])('an empty %s feed is a feed', async (_, body) => {
    expect(await parse(body)).toMatchObject({ title: 'Empty', entries: [] });
  });

  it.each([
    ['a web page', '<!DOCTYPE html><html><head><title>Hello</title></head></html>', 'html'],
    ['nothing', ' \n', 'empty'],
    [
      'other XML',
      '<?xml version="1.0"?><urlset><url><loc>https://example.org/</loc></url></urlset>',
      'other',
    ],
    ['other JSON', '{"error":"not found"}', 'other'],
    ['OPML', '<opml version="2.0"><body><outline xmlUrl="https://example.org/"/></body></opml>', 'other'],
    ['plain text', 'Service unavailable', 'other'],
    ['a picture', '\u0089PNG\r\n\u001a\n', 'other'],
  ])('%s is no feed', async (_, body, looksLike) => {
    await expect(parse(body)).rejects.toMatchObject({ name: 'ParseError', looksLike });
  });
});
