import { describe, expect, it } from 'vitest';
import { parseOpml, renderOpml } from '../../../adapters/feeds/opml.ts';

const opml = (body: string): string =>
  `<?xml version="1.0"?><opml version="2.0"><head/><body>${body}</body></opml>`;
const FEED = '<outline type="rss" text="A" xmlUrl="https://example.org/a"/>';

describe('reading OPML', () => {
  it('takes feeds with the folders around them', () => {
    const { feeds, problems } = parseOpml(
      opml(
        `<outline text="News"><outline title="EU">${FEED}</outline></outline><outline text="B" xmlUrl="https://example.org/b"/>`,
      ),
    );

    expect(problems).toEqual([]);
    expect(feeds).toEqual([
      { url: 'https://example.org/a', title: 'A', folder: ['News', 'EU'] },
      { url: 'https://example.org/b', title: 'B', folder: [] },
    ]);
  });

  it.each([
    ['lower-case attributes', '<outline text="A" xmlurl="https://example.org/a"/>'],
    ['capitals', '<OUTLINE TEXT="A" XMLURL="https://example.org/a"/>'],
    ['no type', '<outline text="A" xmlUrl="https://example.org/a"/>'],
    ['a url attribute', '<outline type="rss" text="A" url="https://example.org/a"/>'],
    ['a feed scheme', '<outline text="A" xmlUrl="feed:https://example.org/a"/>'],
    ['spaces around the address', '<outline text="A" xmlUrl="  https://example.org/a\n"/>'],
    ['elements left open', '<outline text="A" xmlUrl="https://example.org/a">'],
    ['single quotes', "<outline text='A' xmlUrl='https://example.org/a'/>"],
    ['a title beside the text', '<outline text="x" title="A" xmlUrl="https://example.org/a"/>'],
  ])('manages %s', (_, outline) => {
    expect(parseOpml(opml(outline)).feeds).toEqual([
      { url: 'https://example.org/a', title: 'A', folder: [] },
    ]);
  });

  it('decodes entities and keeps bare ampersands', () => {
    const { feeds } = parseOpml(
      opml('<outline text="R&amp;D &lt;1&gt;" xmlUrl="https://example.org/?a=1&b=2&amp;c=3"/>'),
    );

    expect(feeds).toEqual([{ url: 'https://example.org/?a=1&b=2&c=3', title: 'R&D <1>', folder: [] }]);
  });

  it('takes bytes in the encoding they declare', () => {
    const text = opml('<outline text="Zürich" xmlUrl="https://example.org/"/>').replace(
      '?>',
      ' encoding="ISO-8859-1"?>',
    );

    expect(parseOpml(Buffer.from(text, 'latin1')).feeds[0]?.title).toBe('Zürich');
  });

  it('says what it could not take', () => {
    const { feeds, problems } = parseOpml(
      opml(
        `${FEED}${FEED}<outline text="Mail" xmlUrl="mailto:a@example.org"/><outline text="None" xmlUrl=""/>`,
      ),
    );

    expect(feeds).toHaveLength(1);
    expect(problems).toEqual([
      'https://example.org/a is listed more than once.',
      '“Mail” has no usable address: “mailto:a@example.org”.',
      '“None” has no usable address: “”.',
    ]);
  });

  it.each(['', 'not XML at all', '<html><body>Login</body></html>', '\0\0\0'])(
    'says that %j is no OPML',
    (text) => {
      expect(parseOpml(text)).toEqual({
        feeds: [],
        problems: ['This is not an OPML file: it lists nothing.'],
      });
    },
  );

  it('expands no entities of a document type', () => {
    const bomb = `<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>`;

    const { feeds } = parseOpml(bomb + opml('<outline text="&b;&x;" xmlUrl="https://example.org/a"/>'));

    expect(feeds[0]?.title).not.toMatch(/aaaa|root/);
  });
});

describe('writing OPML', () => {
  it('gives back what was read', () => {
    const feeds = [
      { url: 'https://example.org/1?a=1&b="2"', title: 'Einś & <zwei> "drei" \'vier\'', folder: [] },
      { url: 'https://example.org/2', title: '日本語', folder: ['A & B', 'C'] },
      { url: 'https://example.org/3', title: 'in the outer one', folder: ['A & B'] },
    ];

    const { feeds: read, problems } = parseOpml(renderOpml(feeds));

    expect(problems).toEqual([]);
    expect(read.toSorted((a, b) => (a.url < b.url ? -1 : 1))).toEqual(feeds);
  });

  it('gives back 10,000 feeds in nested folders', () => {
    const feeds = Array.from({ length: 10_000 }, (_, index) => ({
      url: `https://example.org/${index}`,
      title: `Feed ${index}`,
      folder: [`Folder ${Math.floor(index / 100)}`, `Part ${Math.floor(index / 10)}`],
    }));

    expect(parseOpml(renderOpml(feeds))).toEqual({ feeds, problems: [] });
  });

  it('renders no feeds as a valid empty list', () => {
    expect(renderOpml([])).toMatch(/<opml version="2.0">[\s\S]*<body>\s*<\/body>/);
  });
});
