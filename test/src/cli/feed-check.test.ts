import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkFeeds } from '../../../src/cli/feed-check.ts';
import { readConfig } from '../../../src/config.ts';
import { openFeedCheck } from '../../../src/wiring/feeds.ts';
import { openFeedServer, rssOf, type FeedServer } from '../../support/feed-server.ts';

const tools = openFeedCheck(
  readConfig({
    FETCH_ALLOW: '127.0.0.1',
    FETCH_MAX_BYTES: '1000000',
    DATABASE_URL: 'postgres://nobody.invalid/',
  }),
  'test',
);
let server: FeedServer;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'feed-check-'));
  server = await openFeedServer();
});

afterAll(async () => {
  await Promise.all([tools.close(), server.close(), rm(folder, { recursive: true })]);
});

async function file(name: string, content: string | Buffer): Promise<string> {
  const full = path.join(folder, name);
  await writeFile(full, content);
  return full;
}

async function check(targets: readonly string[], options: { json?: boolean; stdin?: string } = {}) {
  const out: string[] = [];
  const errors: string[] = [];
  const progress: string[] = [];
  const code = await checkFeeds(
    targets,
    { json: options.json ?? false },
    {
      ...tools,
      readStdin: () => Promise.resolve(Buffer.from(options.stdin ?? '')),
      print: (line) => void out.push(line),
      complain: (line) => void errors.push(line),
      progress: {
        update: (done, total) => void progress.push(`${done} of ${total}`),
        end: () => void progress.push('end'),
      },
    },
  );
  return { code, out, errors, progress };
}

const ITEM = `<rss version="2.0"><channel><title>News</title><language>en</language><item>
  <title>Ferry &amp; crane</title><link>https://example.org/1</link><guid isPermaLink="false">n-1</guid>
  <pubDate>Mon, 10 Mar 2025 14:05:00 GMT</pubDate><description>&lt;p&gt;Both lift.&lt;/p&gt;</description><category>Port</category>
</item></channel></rss>`;

it('prints a file as one line of JSON', async () => {
  const name = await file('one.xml', ITEM);

  const { code, out } = await check([name], { json: true });

  expect(code).toBe(0);
  expect(out).toEqual([
    JSON.stringify({
      file: name,
      format: 'rss',
      version: '2.0',
      encoding: 'utf-8',
      title: 'News',
      language: 'en',
      parser: 'rss-parser',
      warnings: [],
      items: [
        {
          id: 'n-1',
          title: 'Ferry & crane',
          link: 'https://example.org/1',
          published: '2025-03-10T14:05:00.000Z',
          updated: null,
          author: null,
          text: 'Both lift.',
          categories: ['Port'],
        },
      ],
    }),
  ]);
});

it('prints a file field by field', async () => {
  const { code, out } = await check([await file('one.xml', ITEM)]);

  expect(code).toBe(0);
  expect(out.map((line) => line.trim())).toEqual(
    expect.arrayContaining([
      'format     RSS 2.0 in utf-8, read by rss-parser',
      'title      News',
      'language   en',
      '1 item',
      '1. Ferry & crane',
      'id         n-1',
      'published  2025-03-10T14:05:00.000Z',
      'categories Port',
      'text       Both lift.',
    ]),
  );
});

it('prints warnings', async () => {
  const { out } = await check([
    await file('odd.xml', '<rss><channel><title>Odd<link>x</title><item><guid>1</guid></item>'),
  ]);

  expect(out.join('\n')).toContain('warning    The document ends in the middle.');
  expect(out.join('\n')).toContain('warning    1 of 1 entries have no title.');
});

it('reads standard input, addresses and packed files', async () => {
  server.page('/feed', rssOf('fetched'));
  const packed = await file('packed.xml.gz', gzipSync(ITEM));

  const { code, out } = await check(['-', `${server.origin}/feed`, packed], { json: true, stdin: ITEM });

  const lines: { file: string; items: { title: string }[] }[] = out.map((line) => JSON.parse(line));
  expect(code).toBe(0);
  expect(lines.map(({ file: name, items }) => [name, items[0]?.title])).toEqual([
    ['-', 'Ferry & crane'],
    [`${server.origin}/feed`, 'fetched'],
    [packed, 'Ferry & crane'],
  ]);
});

it('counts an empty valid feed as a feed', async () => {
  const { code } = await check([
    await file('empty.xml', '<rss version="2.0"><channel><title>Empty</title></channel></rss>'),
  ]);

  expect(code).toBe(0);
});

it.each([
  [
    'a web page',
    '<!DOCTYPE html><html><head><title>Hi</title></head></html>',
    'This is a web page, not a feed.',
  ],
  ['an empty file', '', 'The document is empty.'],
  ['a text', 'hello', 'This is neither RSS, Atom, RDF nor JSON Feed.'],
  [
    'a file beyond the limit',
    ' '.repeat(1_000_001),
    'The document is larger than 1000000 bytes (FETCH_MAX_BYTES).',
  ],
  [
    'a packed file beyond the limit',
    gzipSync(' '.repeat(1_000_001)),
    'The document is larger than 1000000 bytes (FETCH_MAX_BYTES).',
  ],
])('fails on %s with a clear message', async (_, content, message) => {
  const name = await file('bad', content);

  const plain = await check([name]);
  const json = await check([name], { json: true });

  expect(plain).toMatchObject({ code: 1, out: [], errors: [`${name}: ${message}`] });
  expect(json).toMatchObject({ code: 1, out: [JSON.stringify({ file: name, error: message })], errors: [] });
});

it.each([
  [() => path.join(folder, 'missing'), 'There is no such file. Addresses begin with https:// or http://.'],
  [() => `${process.execPath}/x`, 'There is no such file. Addresses begin with https:// or http://.'],
  [() => '/dev/zero', 'The document is larger than 1000000 bytes (FETCH_MAX_BYTES).'],
  [() => 'file:///etc/passwd', 'Only http and https addresses can be read.'],
  [() => folder, 'This is a folder. Name the files in it.'],
  [() => `${server.origin}/missing`, 'There is nothing at this address (404). Find the new one.'],
  [
    () => 'http://10.0.0.1/',
    'The address is not public. Name its range in FETCH_ALLOW to read it all the same.',
  ],
])('fails on a target that cannot be read', async (target, message) => {
  const { code, errors } = await check([target()]);

  expect({ code, errors }).toEqual({ code: 1, errors: [`${target()}: ${message}`] });
});

it('fails without a target', async () => {
  const { code, errors } = await check([]);

  expect(code).toBe(1);
  expect(errors[0]).toContain('storywatch feed check');
});

it('goes through 2,000 files in order and past the bad ones', async () => {
  const good = await file('good.xml', ITEM);
  const bad = await file('bad.txt', 'no feed');
  const targets = Array.from({ length: 2000 }, (_, index) => (index % 10 === 0 ? bad : good));

  const { code, out, progress } = await check(targets, { json: true });

  const lines: { file: string; error?: string }[] = out.map((line) => JSON.parse(line));
  expect(code).toBe(1);
  expect(lines.map((line) => line.file)).toEqual(targets);
  expect(lines.filter((line) => line.error !== undefined)).toHaveLength(200);
  expect(progress.slice(-2)).toEqual(['2000 of 2000', 'end']);
});
