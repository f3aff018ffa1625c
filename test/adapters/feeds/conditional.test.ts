import { describe, expect, it } from 'vitest';
import { rssOf } from '../../support/feed-server.ts';
import { openBoth, openServer, readIn, titlesIn, validatorsIn } from './open-reader.ts';

const ETAG = 'W/"a b\'c"';
const MODIFIED = 'mon, 10 march 2025 14:05:00 gmt';

describe('a conditional request', () => {
  it('echoes the validators byte for byte', async () => {
    const { server, reader } = await openBoth();
    const url = `${server.origin}/feed`;
    server.page('/feed', { headers: { etag: ETAG, 'last-modified': MODIFIED }, body: rssOf('one') });

    const first = await reader.read({ url, validators: null });
    await reader.read({ url, validators: validatorsIn(first) });

    expect(server.seen[0]?.headers).not.toHaveProperty('if-none-match');
    expect(server.seen[0]?.headers).not.toHaveProperty('if-modified-since');
    expect(server.seen[1]?.headers['if-none-match']).toBe(ETAG);
    expect(server.seen[1]?.headers['if-modified-since']).toBe(MODIFIED);
  });

  it('is unchanged on 304 and keeps the validators the answer does not renew', async () => {
    const { server, reader } = await openBoth();
    const url = `${server.origin}/feed`;
    server.page('/feed', { headers: { etag: '"1"', 'last-modified': MODIFIED }, body: rssOf('one') });
    const first = await reader.read({ url, validators: null });
    server.page('/feed', { status: 304, headers: { etag: '"2"' } });

    const second = await reader.read({ url, validators: validatorsIn(first) });

    expect(second.kind).toBe('unchanged');
    expect(validatorsIn(second)).toEqual({ ...validatorsIn(first), etag: '"2"' });
  });

  it('is unchanged when the server has no validators but sends the same bytes', async () => {
    const { server, reader } = await openBoth();
    const url = `${server.origin}/feed`;
    server.page('/feed', rssOf('one'));

    const first = await reader.read({ url, validators: null });
    const second = await reader.read({ url, validators: validatorsIn(first) });
    server.page('/feed', rssOf('one', 'two'));
    const third = await reader.read({ url, validators: validatorsIn(second) });

    expect(second.kind).toBe('unchanged');
    expect(titlesIn(third)).toEqual(['one', 'two']);
  });

  it('never sends validators to an address they did not come from', async () => {
    const { server, reader } = await openBoth();
    server.page('/old', { headers: { etag: '"old"' }, body: rssOf('one') });
    server.page('/new', rssOf('two'));
    const first = await reader.read({ url: `${server.origin}/old`, validators: null });

    const second = await reader.read({ url: `${server.origin}/new`, validators: validatorsIn(first) });

    expect(server.seen[1]?.headers).not.toHaveProperty('if-none-match');
    expect(titlesIn(second)).toEqual(['two']);
  });

  it('sends validators where they came from, behind a redirect', async () => {
    const { server, reader } = await openBoth();
    const url = `${server.origin}/start`;
    server.page('/start', { status: 302, headers: { location: '/feed' } });
    server.page('/feed', { headers: { etag: '"1"' }, body: rssOf('one') });

    const first = await reader.read({ url, validators: null });
    await reader.read({ url, validators: validatorsIn(first) });

    const [, , again, behind] = server.seen;
    expect(validatorsIn(first).url).toBe(`${server.origin}/feed`);
    expect(again?.headers).not.toHaveProperty('if-none-match');
    expect(behind?.headers['if-none-match']).toBe('"1"');
  });

  it('fails on a 304 to a request without validators', async () => {
    const { server, reader } = await openBoth();
    server.page('/feed', { status: 304 });

    const outcome = await reader.read({ url: `${server.origin}/feed`, validators: null });

    expect(outcome).toMatchObject({ kind: 'failed', failure: { cause: 'http-error', status: 304 } });
  });
});

describe('a request', () => {
  it('says who asks, what it takes, and nothing else', async () => {
    const { server, reader } = await openBoth();
    server.page('/feed?a=1', { headers: { 'set-cookie': 'id=1' }, body: rssOf('one') });
    const url = `${server.origin}/feed?a=1#part`;

    await reader.read({ url, validators: null });
    await reader.read({ url, validators: null });

    const { 'user-agent': agent, accept, 'accept-encoding': encodings } = server.seen[1]?.headers ?? {};
    expect(agent).toBe('Storywatch/test (+https://example.org/contact)');
    expect(accept).toMatch(/^application\/atom\+xml, application\/rss\+xml/);
    expect(encodings).toBe('gzip, br, deflate');
    expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /feed?a=1',
      'GET /feed?a=1',
    ]);
    for (const name of ['cookie', 'referer', 'origin'])
      expect(server.seen[1]?.headers).not.toHaveProperty(name);
  });

  it('is made once when a feed is read for the first time', async () => {
    const { server, reader } = await openBoth();
    server.page('/feed', rssOf('one'));

    await reader.discover(`${server.origin}/feed`);

    expect(server.seen).toHaveLength(1);
  });

  it('carries credentials to their own host only', async () => {
    const { server, reader } = await openBoth();
    const other = await openServer('127.0.0.2');
    server.page('/feed', { status: 302, headers: { location: '/here' } });
    server.page('/here', { status: 302, headers: { location: `${other.origin}/there` } });
    other.page('/there', rssOf('one'));
    const headers = { authorization: 'Basic dXNlcjpwYXNz' };

    await reader.read({ url: `${server.origin}/feed`, validators: null, headers });

    expect(server.seen.map((request) => request.headers.authorization)).toEqual([
      headers.authorization,
      headers.authorization,
    ]);
    expect(other.seen[0]?.headers).not.toHaveProperty('authorization');
  });

  it('ends early when its signal aborts', async () => {
    const { server, reader } = await openBoth();
    const stop = new AbortController();
    server.page('/feed', () => stop.abort());

    const outcome = await reader.read({
      url: `${server.origin}/feed`,
      validators: null,
      signal: stop.signal,
    });

    expect(outcome.kind).toBe('failed');
  });
});

describe('how long an answer stays fresh', () => {
  const DATE = 'Mon, 10 Mar 2025 12:00:00 GMT';

  it.each([
    [{ 'cache-control': 'public, max-age=1800' }, 1_800_000],
    [{ 'cache-control': 'max-age=1800', age: '600' }, 1_200_000],
    [{ 'cache-control': 'max-age="900"' }, 900_000],
    [{ 'cache-control': 'no-cache, max-age=1800' }, null],
    [{ 'cache-control': 'max-age=0' }, null],
    [{ 'cache-control': 's-maxage=1800' }, null],
    [{ date: DATE, expires: 'Mon, 10 Mar 2025 13:00:00 GMT' }, 3_600_000],
    [{ date: DATE, expires: 'Mon, 10 Mar 2025 11:00:00 GMT' }, null],
    [{ date: DATE, expires: '0' }, null],
    [{ 'cache-control': 'max-age=60', expires: 'Mon, 10 Mar 2025 13:00:00 GMT', date: DATE }, 60_000],
    [{ 'cache-control': 'max-age=31536000' }, 86_400_000],
    [{ 'cache-control': 'max-age=60', 'retry-after': '7200' }, 7_200_000],
    [{}, null],
  ] as [Record<string, string>, number | null][])('with %o is %s ms', async (headers, expected) => {
    const { server, reader } = await openBoth({ now: () => new Date(DATE) });
    server.page('/feed', { headers, body: rssOf('one') });

    const outcome = readIn(await reader.read({ url: `${server.origin}/feed`, validators: null }));

    expect(outcome.freshForMs).toBe(expected);
  });
});
