import { once } from 'node:events';
import process from 'node:process';
import type { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createParsePool, type ParseLimits } from '../../../adapters/feeds/parse-pool.ts';
import { titleText } from '../../../adapters/feeds/parse/text.ts';
import { FEED_URL, NOW, parse, parseItem } from './parse-fixture.ts';

const FACTS = { url: FEED_URL, contentType: null, now: NOW };
const rss = (inner: string, before = ''): string =>
  `<?xml version="1.0"?>${before}<rss version="2.0"><channel><title>T</title>${inner}</channel></rss>`;
const GOOD = '<item><title>good</title><link>https://example.org/</link></item>';

const jsonFeed = (items: number): string =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1',
    items: Array.from({ length: items }, (_, at) => ({
      id: `${at}`,
      title: `Report ${at}`,
      url: `https://example.org/${at}`,
      content_text: 'Some words',
    })),
  });

/** The memory that documents get, and time enough for a machine that is busy with other tests. */
const UNHURRIED: ParseLimits = { timeoutMs: 30_000, heapMb: 96 };

function openPool(limits?: ParseLimits) {
  const pool = createParsePool(limits);
  onTestFinished(() => pool.close());
  return pool;
}

describe('entities', () => {
  const laughs = `<!DOCTYPE rss [<!ENTITY a "ha">${'bcdefghij'
    .split('')
    .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefghij'[index]};`.repeat(10)}">`)
    .join('')}]>`;

  it('that refer to entities are not expanded', async () => {
    const { entries } = await parse(rss(`<item><title>&j;|</title><guid>1</guid></item>${GOOD}`, laughs));

    expect(entries.map(({ title }) => title)).toEqual(['|', 'good']);
  });

  it('of quadratic size are not expanded', async () => {
    const quadratic = `<!DOCTYPE rss [<!ENTITY a "${'a'.repeat(100_000)}">]>`;

    const { entries } = await parse(rss(`<item><title>x${'&a;'.repeat(10_000)}</title></item>`, quadratic));

    expect(entries[0]?.title).toBe('x');
  });

  it.each(['SYSTEM "file:///etc/passwd"', 'SYSTEM "http://127.0.0.1:1/"', 'PUBLIC "x" "file:///etc/passwd"'])(
    'outside the document (%s) are not fetched',
    async (where) => {
      const doctype = `<!DOCTYPE rss [<!ENTITY x ${where}><!ENTITY % p ${where}> %p;]>`;

      const { entries } = await parse(rss('<item><title>[&x;]</title></item>', doctype));

      expect(entries[0]?.title).toBe('[]');
    },
  );

  it('that a feed declares for itself are expanded once', async () => {
    const doctype = '<!DOCTYPE rss [<!ENTITY port "Port &amp; Co"><!ENTITY euro "&#8364;">]>';

    const { entries } = await parse(rss('<item><title>&port; &euro;5</title></item>', doctype));

    expect(entries[0]?.title).toBe('Port & Co €5');
  });
});

describe('a document', () => {
  // Each would cost a careless reader its length squared, its stack, or its memory. What takes their square would
  // take minutes, and the pool stops it; reading them at all is the claim.
  const N = 300_000;
  const pool = createParsePool(UNHURRIED);
  afterAll(() => pool.close());

  it.each([
    [
      'nested 300,000 deep',
      rss(
        `<item><title>deep</title><description>${'<b>'.repeat(N)}x${'</b>'.repeat(N)}</description></item>${GOOD}`,
      ),
      2,
    ],
    ['nested 300,000 deep and never closed', rss(`${GOOD}${'<a>'.repeat(N)}`), 1],
    [
      'of 300,000 openings of CDATA',
      rss(`${GOOD}<item><title>x</title><description>${'<![CDATA['.repeat(N)}`),
      2,
    ],
    ['of 300,000 openings of comments', rss(`${GOOD}${'<!--'.repeat(N)}`), 1],
    ['of 300,000 openings of instructions', rss(`${GOOD}${'<?'.repeat(N)}`), 1],
    ['of 300,000 closing tags', rss(`${GOOD}${'</b>'.repeat(N)}`), 1],
    ['of 300,000 broken closing tags', rss(`${GOOD}${'</b'.repeat(N)}`), 1],
    [
      'of 300,000 “<”',
      rss(`<item><title>x</title><description>${'<'.repeat(N)}</description></item>${GOOD}`),
      2,
    ],
    [
      'of 300,000 ampersands',
      rss(`<item><title>x</title><description>${'&'.repeat(N)}</description></item>${GOOD}`),
      2,
    ],
    [
      'with 300,000 attributes',
      rss(
        `<item ${Array.from({ length: N }, (_, at) => `a${at}="1"`).join(' ')}><title>x</title></item>${GOOD}`,
      ),
      2,
    ],
    [
      'with an attribute of 3 MB',
      rss(`<item a="${'x'.repeat(3_000_000)}"><title>x</title></item>${GOOD}`),
      2,
    ],
    ['with a quote never closed, 100,000 times', rss(`${GOOD}${'<a b="'.repeat(100_000)}`), 1],
    ['with a name of 3 MB', rss(`${GOOD}<${'x'.repeat(3_000_000)}/>`), 1],
    ['with descriptions never closed', rss(`${GOOD}${'<description><guid>'.repeat(100_000)}`), 1],
    [
      'with text of “a<p” for rss-parser',
      rss(`<item><title>x</title><description><![CDATA[${'a<p'.repeat(N)}]]></description></item>${GOOD}`),
      2,
    ],
    [
      'with text of “‹” for rss-parser',
      rss(`<item><title>x</title><description>${'‹'.repeat(N)}</description></item>${GOOD}`),
      2,
    ],
    [
      'with text of “<!--”',
      rss(`<item><title>x</title><description><![CDATA[${'<!--'.repeat(N)}]]></description></item>${GOOD}`),
      2,
    ],
    [
      'with scripts never closed',
      rss(
        `<item><title>x</title><description><![CDATA[${'<script>'.repeat(N)}]]></description></item>${GOOD}`,
      ),
      2,
    ],
    [
      'with nested tables',
      rss(
        `<item><title>x</title><description><![CDATA[${'<table><tr><td>'.repeat(100_000)}]]></description></item>${GOOD}`,
      ),
      2,
    ],
    [
      'of 3 MB of spaces',
      rss(
        `<item><title>${' '.repeat(1_500_000)}x</title><description>${' \n'.repeat(700_000)}</description></item>${GOOD}`,
      ),
      2,
    ],
    [
      'with 300,000 namespaces',
      rss(
        `${GOOD}${Array.from({ length: 100_000 }, (_, at) => `<x${at}:a xmlns:x${at}="http://purl.org/dc/elements/1.1/"/>`).join('')}`,
      ),
      1,
    ],
    [
      'of 500,000 elements in one entry',
      rss(`<item><title>x</title>${'<a/>'.repeat(500_000)}</item>${GOOD}`),
      2,
    ],
    ['of 500,000 elements outside entries', rss(`${'<a>b</a>'.repeat(500_000)}${GOOD}`), 1],
    ['of 400,000 empty items', rss('<item/>'.repeat(400_000)), 100_000],
    [
      'with escaped markup of 5 MB',
      rss(`<item><title>x</title><description>${'&lt;b&gt;a'.repeat(500_000)}</description></item>${GOOD}`),
      2,
    ],
    [
      'of JSON with 150,000 items',
      `{"version":"https://jsonfeed.org/version/1","items":[${'{"id":"1"},'.repeat(150_000)}`,
      100_000,
    ],
    ['of JSON with 110,000 items of some text', jsonFeed(110_000), 100_000],
    ['of JSON with 110,000 items, cut off', jsonFeed(110_000).slice(0, -5), 100_000],
    [
      'of JSON that nests a million deep',
      `{"version":"https://jsonfeed.org/version/1","items":${'['.repeat(1_000_000)}`,
      'ParseError: This is neither RSS, Atom, RDF nor JSON Feed.',
    ],
    ['with DOCTYPEs never closed', `${'<!DOCTYPE x ['.repeat(100_000)}${rss(GOOD)}`, 1],
  ] as [string, string, number | string][])('%s is read within its limits', async (_, body, entries) => {
    const outcome = await pool.parse(Buffer.from(body), FACTS).then(
      (document) => document.entries.length,
      (error: unknown) => String(error),
    );

    expect(outcome).toBe(entries);
  });

  it('with titles of 100 kB is read, titles cut', async () => {
    const { title } = await parseItem(`<title>${'long '.repeat(20_000)}</title>`);

    expect(title).toHaveLength(1000);
  });

  it('of prototypes for names is read as any other', async () => {
    const { entries } = await parse(
      rss(
        '<item><__proto__>x</__proto__><constructor>y</constructor><title __proto__="a" constructor="b">t</title><hasOwnProperty/></item>',
      ),
    );

    expect(entries[0]?.title).toBe('t');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('of JSON that nests 100,000 deep is no feed', async () => {
    await expect(parse('{"items":' + '['.repeat(100_000))).rejects.toMatchObject({ name: 'ParseError' });
  });
});

describe('the pool', () => {
  it('reads 100,000 items', async () => {
    const items = Array.from(
      { length: 100_000 },
      (_, at) => `<item><title>${at}</title><guid>${at}</guid></item>`,
    );

    const { entries } = await openPool(UNHURRIED).parse(Buffer.from(rss(items.join(''))), FACTS);

    expect(entries).toHaveLength(100_000);
    expect(entries.at(-1)?.title).toBe('99999');
    expect(new Set(entries.map(({ key }) => key)).size).toBe(100_000);
  });

  it('leaves the event loop free while it parses', async () => {
    const items = Array.from(
      { length: 20_000 },
      (_, at) => `<item><title>${at}</title><guid>${at}</guid></item>`,
    );
    let turns = 0;
    let parsing = true;
    const turn = (): void => {
      turns += 1;
      if (parsing) setImmediate(turn);
    };

    setImmediate(turn);
    await openPool().parse(Buffer.from(rss(items.join(''))), FACTS);
    parsing = false;

    // One for each piece in which entries come back, at the very least.
    expect(turns).toBeGreaterThan(100);
  });

  it('stops a parse that takes too long, and reads the next document', async () => {
    const pool = openPool({ timeoutMs: 400, heapMb: 512 });
    const big = Buffer.from(rss('<item><title>x</title></item>'.repeat(400_000)));

    await expect(pool.parse(big, FACTS)).rejects.toMatchObject({
      name: 'ParseError',
      message: expect.stringContaining('longer than'),
    });
    await expect(pool.parse(Buffer.from(rss(GOOD)), FACTS)).resolves.toMatchObject({
      title: 'T',
    });
  });

  it('stops a parse that takes too much memory, and reads the next document', async () => {
    const pool = openPool({ timeoutMs: 30_000, heapMb: 24 });
    const big = Buffer.from(rss('<item><title>x</title></item>'.repeat(400_000)));

    await expect(pool.parse(big, FACTS)).rejects.toMatchObject({
      name: 'ParseError',
      message: expect.stringContaining('memory'),
    });
    await expect(pool.parse(Buffer.from(rss(GOOD)), FACTS)).resolves.toMatchObject({ title: 'T' });
  });

  it('reads many documents at once, each to its own', async () => {
    const pool = openPool();
    const titles = Array.from({ length: 50 }, (_, at) => `Feed ${at}`);

    const documents = await Promise.all(
      titles.map((title) => pool.parse(Buffer.from(rss(GOOD).replace('T', title)), FACTS)),
    );

    expect(documents.map(({ title }) => title)).toEqual(titles);
  });

  it('reads small documents while a large one takes its time, and large ones one after another', async () => {
    const pool = openPool(UNHURRIED);
    const large = Buffer.from(rss('<item><title>x</title></item>'.repeat(80_000)));
    const ended: string[] = [];
    const read = async (name: string, body: Buffer): Promise<void> => {
      await pool.parse(body, FACTS);
      ended.push(name);
    };

    await Promise.all([
      read('large', large),
      read('next large', large),
      ...Array.from({ length: 10 }, () => read('small', Buffer.from(rss(GOOD)))),
    ]);

    expect(ended.slice(0, 10)).toEqual(Array(10).fill('small'));
    expect(ended.slice(10)).toEqual(['large', 'next large']);
  });

  it('ends the second thread when one has been enough for a while', async () => {
    const threads: Worker[] = [];
    const note = (worker: Worker): unknown => threads.push(worker);
    process.on('worker', note);
    onTestFinished(() => void process.off('worker', note));
    const pool = openPool();
    const read = (): Promise<unknown> => pool.parse(Buffer.from(rss(GOOD)), FACTS);

    await Promise.all([read(), read()]);
    await read();
    expect(threads).toHaveLength(2);
    const inAMinute = performance.now() + 60_000;
    const now = vi.spyOn(performance, 'now').mockReturnValue(inAMinute);
    onTestFinished(() => now.mockRestore());
    const ended = Promise.race(threads.map((thread) => once(thread, 'exit')));
    await read();
    await ended;
    await Promise.all([read(), read()]);

    expect(threads).toHaveLength(3);
  });

  it('refuses work once it is closed', async () => {
    const pool = createParsePool();

    await pool.close();

    await expect(pool.parse(Buffer.from(rss(GOOD)), FACTS)).rejects.toThrow('stopping');
  });
});

it('a title that is escaped over and over is unescaped no more than needed', () => {
  expect(titleText('&amp;amp;amp;lt;b&amp;amp;amp;gt;', true)).toBe('&amp;amp;lt;b&amp;amp;gt;');
});
