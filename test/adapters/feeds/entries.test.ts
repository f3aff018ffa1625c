import { describe, expect, it } from 'vitest';
import { parseFeedBody } from '../../../adapters/feeds/parse/parse-feed.ts';
import { NOW, parse, parseEntry, parseItem, parseItems } from './parse-fixture.ts';

const keys = async (items: string): Promise<string[]> => (await parseItems(items)).map(({ key }) => key);
const titles = async (items: string): Promise<string[]> =>
  (await parseItems(items)).map(({ title }) => title);
const item = (fields: string): string => `<item>${fields}</item>`;

describe('a title', () => {
  it.each([
    ['AT&amp;T &lt;3 you', 'AT&T <3 you'],
    ['AT&amp;amp;T', 'AT&T'],
    ['AT&T', 'AT&T'],
    ['&nbsp;Caf&eacute;&#8217;s&nbsp;', 'Café’s'],
    ['&#147;Quoted&#148;', '“Quoted”'],
    ['<![CDATA[Q&amp;A: <b>now</b>]]>', 'Q&A: now'],
    ['<b>Bold</b> claim', 'Bold claim'],
    ['&lt;p&gt;Paragraph&lt;/p&gt;', 'Paragraph'],
    ['&amp;lt;p&amp;gt;Twice&amp;lt;/p&amp;gt;', 'Twice'],
    ['List&lt;String&gt; in Java', 'List<String> in Java'],
    ['a &lt; b &gt; c', 'a < b > c'],
    ['  two\n\t lines ', 'two lines'],
    ['The &lt;title&gt; element', 'The <title> element'],
    ['x&#0;&#8;y', 'xy'],
    ['don\u0092t \u0093quote\u0094 \u0081', 'don’t “quote”'],
    ['before &lt;!-- never closed &gt;after', 'before after'],
    ['日本&#x1F600;', '日本😀'],
    ['<![CDATA[one]]> and <![CDATA[two]]>', 'one and two'],
  ])('%s reads %s', async (written, expected) => {
    expect((await parseItem(`<title>${written}</title>`)).title).toBe(expected);
  });

  it.each([
    ['<title type="text">a &lt;b&gt; c</title>', 'a <b> c'],
    ['<title type="html">a &lt;b&gt;c&lt;/b&gt; &amp;amp; d</title>', 'a c & d'],
    [
      '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a <b>c</b> &lt; d</div></title>',
      'a c < d',
    ],
    ['<title>plain &amp; simple</title>', 'plain & simple'],
  ])('of Atom, %s, reads %s', async (written, expected) => {
    expect((await parseEntry(written)).title).toBe(expected);
  });

  it('of 100 kB is cut, at a whole character', async () => {
    const { title } = await parseItem(`<title>${'😀'.repeat(25_000)}</title>`);

    expect(title.length).toBeLessThanOrEqual(1000);
    expect(title).toMatch(/^(?:😀)+…$/u);
  });
});

describe('a link', () => {
  it.each([
    ['<link>https://example.org/a</link>', 'https://example.org/a'],
    ['<link> https://example.org/a\n</link>', 'https://example.org/a'],
    ['<link>https://example.org</link>', 'https://example.org'],
    ['<link><![CDATA[https://example.org/?a=1&b=2]]></link>', 'https://example.org/?a=1&b=2'],
    ['<link>https://example.org/?a=1&b=2&copy=3</link>', 'https://example.org/?a=1&b=2&copy=3'],
    ['<link>/a</link>', 'https://example.org/a'],
    ['<link>//cdn.example.org/a</link>', 'https://cdn.example.org/a'],
    ['<link xml:base="https://base.example.org/x/">a</link>', 'https://base.example.org/x/a'],
    ['<link/><guid>https://example.org/g</guid>', 'https://example.org/g'],
    ['<guid isPermaLink="true">https://example.org/g</guid>', 'https://example.org/g'],
    ['<link href="https://example.org/h"/>', 'https://example.org/h'],
    ['<link></link><link>https://example.org/second</link>', 'https://example.org/second'],
    ['<link>https://example.org/über straße</link>', 'https://example.org/%C3%BCber%20stra%C3%9Fe'],
    ['<guid isPermaLink="false">https://example.org/g</guid>', null],
    ['<guid>not-an-address</guid>', null],
    ['<link>javascript:alert(1)</link>', null],
    ['<link>mailto:a@example.org</link>', null],
    ['<link>file:///etc/passwd</link>', null],
  ])('in %s is %s', async (fields, expected) => {
    expect((await parseItem(fields)).link).toBe(expected);
  });

  it.each([
    ['<link rel="self" href="/s"/><link rel="alternate" href="/a"/>', 'https://feeds.example.org/a'],
    ['<link rel="edit" href="/e"/><link href="/a"/>', 'https://feeds.example.org/a'],
    [
      '<link rel="alternate" type="application/json" href="/j"/><link rel="alternate" type="text/html" href="/h"/>',
      'https://feeds.example.org/h',
    ],
    ['<link rel="enclosure" href="/film.mp4"/><id>https://example.org/id</id>', 'https://example.org/id'],
    ['<link rel="self" href="/s"/><id>urn:x:1</id>', null],
    ['<content src="https://example.org/full"/>', 'https://example.org/full'],
  ])('of Atom in %s is %s', async (elements, expected) => {
    expect((await parseEntry(elements)).link).toBe(expected);
  });
});

it('a link of a document without any address stays as it is written', async () => {
  const links = '<link rel="self" href="/feed.xml"/><link href="/"/>';
  const feed = `<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>${links}<entry><title>A</title><link href="/a/"/></entry></feed>`;

  const { entries } = await parseFeedBody(Buffer.from(feed), { url: null, contentType: null, now: NOW });

  expect(entries[0]?.link).toBe('/a/');
});

describe('a text', () => {
  it.each([
    ['<description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</description>', 'One.\nTwo.'],
    [
      '<description>&amp;lt;p&amp;gt;Twice &amp;amp;amp; done&amp;lt;/p&amp;gt;</description>',
      'Twice & done',
    ],
    ['<description><p>Raw <b>HTML</b></p><ul><li>x</li></ul></description>', 'Raw HTML\nx'],
    ['<description><![CDATA[a<br>b<br/>c]]></description>', 'a\nb\nc'],
    ['<description><![CDATA[<script>alert(1)</script><style>p{}</style>seen]]></description>', 'seen'],
    ['<description><![CDATA[<p title="a > b">in</p>]]></description>', 'in'],
    ['<description><![CDATA[before<!-- hidden -->after]]></description>', 'beforeafter'],
    ['<description><![CDATA[1 < 2 and <3]]></description>', '1 < 2 and <3'],
    [
      '<description><![CDATA[<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>]]></description>',
      'a b\nc',
    ],
    ['<description>soft&#173;hyphen</description>', 'softhyphen'],
    ['<description>short</description><content:encoded>long</content:encoded>', 'long'],
    ['<summary>from Atom</summary>', 'from Atom'],
    ['<description></description><itunes:summary>from iTunes</itunes:summary>', 'from iTunes'],
  ])('in %s is %j', async (fields, expected) => {
    expect((await parseItem(fields)).text).toBe(expected);
  });
});

describe('an author', () => {
  it.each([
    ['<author>a@example.org (Ann)</author>', 'Ann'],
    ['<author>Ann &lt;a@example.org&gt;</author>', 'Ann'],
    ['<author>a@example.org</author>', 'a@example.org'],
    ['<dc:creator>Ann</dc:creator><dc:creator>Bob</dc:creator>', 'Ann, Bob'],
    ['<dc:creator><![CDATA[Ann &amp; Bob]]></dc:creator>', 'Ann & Bob'],
    ['<author><name>Ann</name></author>', 'Ann'],
    ['<author></author><dc:creator>Ann</dc:creator>', 'Ann'],
    ['', null],
  ])('in %s is %s', async (fields, expected) => {
    expect((await parseItem(fields)).author).toBe(expected);
  });
});

describe('a date', () => {
  it.each([
    ['<pubDate>Mon, 10 Mar 2025 14:05:00 GMT</pubDate>', '2025-03-10T14:05:00.000Z'],
    ['<pubDate/><dc:date>2025-03-10T14:05:00Z</dc:date>', '2025-03-10T14:05:00.000Z'],
    ['<pubDate>nonsense</pubDate><dc:date>2025-03-10</dc:date>', '2025-03-10T00:00:00.000Z'],
    ['<dcterms:issued>2025-03-10</dcterms:issued>', '2025-03-10T00:00:00.000Z'],
    ['<pubDate>Fri, 10 Mar 2035 14:05:00 GMT</pubDate>', null],
  ])('in %s is %s', async (fields, expected) => {
    const { published } = await parseItem(fields);

    expect(published?.toISOString() ?? null).toBe(expected);
  });
});

it.each([
  ['fr', '2025-02-01T00:00:00.000Z'],
  ['en-GB', '2025-02-01T00:00:00.000Z'],
  ['en-US', '2025-01-02T00:00:00.000Z'],
])('a date in numbers alone is read as the language %s writes it', async (language, expected) => {
  const [entry] = await parseItems(
    `<language>${language}</language><item><pubDate>01/02/2025</pubDate></item>`,
  );

  expect(entry?.published?.toISOString()).toBe(expected);
});

it('dates in numbers alone are read as the one that tells day from month', async () => {
  const entries = await parseItems(
    item('<pubDate>01/02/2025</pubDate>') + item('<pubDate>28/01/2025</pubDate>'),
  );

  expect(entries.map(({ published }) => published?.toISOString().slice(0, 10))).toEqual([
    '2025-02-01',
    '2025-01-28',
  ]);
});

describe('an item inside another', () => {
  it('is an older version of it where a foreign vocabulary holds it', async () => {
    const older = '<item><title>Older</title></item>';
    const items = `<item><x:sync><x:versions>${older}</x:versions></x:sync><title>Now</title></item>`;

    expect(await titles(items + item('<title>Next</title>'))).toEqual(['Now', 'Next']);
  });

  it('is nothing where it is empty', async () => {
    expect(await titles('<item><title>One</title><item/><guid>1</guid></item>')).toEqual(['One']);
  });

  it('is the next one where the end of the first was forgotten', async () => {
    const items = '<item><title>One</title><x:note>open<item><title>Two</title></item>';

    expect(await titles(items + item('<title>Three</title><x:note>closed</x:note>'))).toEqual([
      'One',
      'Two',
      'Three',
    ]);
  });
});

describe('prefixes', () => {
  it('are read by their namespace, whatever they are called', async () => {
    const entry = await parseItem(
      '<title>T</title><x:creator>Ann</x:creator><y:encoded>Text</y:encoded>',
      'xmlns:x="http://purl.org/dc/elements/1.1/" xmlns:y="http://purl.org/rss/1.0/modules/content/"',
    );

    expect(entry).toMatchObject({ author: 'Ann', text: 'Text' });
  });

  it('are read by their usual name where they are not declared', async () => {
    expect(
      await parseItem('<dc:creator>Ann</dc:creator><content:encoded>Text</content:encoded>'),
    ).toMatchObject({ author: 'Ann', text: 'Text' });
  });

  it('of other vocabularies do not pass for the feed’s own', async () => {
    const entry = await parseItem(
      '<z:title>Wrong</z:title><title>Right</title>',
      'xmlns:z="https://example.org/other"',
    );

    expect(entry.title).toBe('Right');
  });
});

describe('the key of an entry', () => {
  it('is the same however the rest of the entry changes', async () => {
    const [before] = await keys(item('<guid>g</guid><title>A</title><link>https://example.org/1</link>'));
    const [after] = await keys(item('<guid>g</guid><title>B</title><link>https://example.org/2</link>'));

    expect(before).toBe(after);
  });

  it('comes from the link where there is no guid, and from title and text where there is neither', async () => {
    const linked = await keys(
      item('<title>A</title><link>https://example.org/1</link>') +
        item('<title>B</title><link>https://example.org/1#x</link>'),
    );
    const [same] = await keys(item('<title>changed</title><link>https://example.org/1</link>'));
    const bare = await keys(item('<title>A</title>') + item('<title>B</title>'));

    expect(linked[0]).toBe(same);
    expect(new Set([...linked, ...bare]).size).toBe(4);
  });

  it('holds the link too where a guid stands twice', async () => {
    const twice =
      item('<guid>g</guid><link>https://example.org/1</link>') +
      item('<guid>g</guid><link>https://example.org/2</link>');

    const there = await keys(twice);
    const back = await keys(
      twice
        .split('</item>')
        .toReversed()
        .map((part) => part && `${part}</item>`)
        .join(''),
    );

    expect(new Set(there).size).toBe(2);
    expect(back).toEqual(there.toReversed());
  });

  it('is never the same for two entries, even exact copies', async () => {
    const copies = await keys(
      item('<guid>g</guid><title>A</title>').repeat(3) +
        item('<title>A</title>').repeat(3) +
        item('').repeat(2),
    );

    expect(new Set(copies).size).toBe(8);
  });
});

describe('warnings', () => {
  it('count what entries lack', async () => {
    const { warnings } = await parse(
      '<rss version="2.0"><channel><item><guid>1</guid></item><item><guid>1</guid><title>x</title></item></channel></rss>',
    );

    expect(warnings).toEqual([
      '1 of 2 entries have no title.',
      '2 of 2 entries have no link.',
      '2 of 2 entries have no usable date.',
      '1 of 2 entries repeat the id of another.',
    ]);
  });
});
