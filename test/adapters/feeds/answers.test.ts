import { describe, expect, it } from 'vitest';
import { rssOf } from '../../support/feed-server.ts';
import { failureIn, openBoth, openReader, openServer, titlesIn } from './open-reader.ts';

const html = (title: string, body = ''): string =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body>${body}</body></html>`;

describe('a status', () => {
  it.each([
    [400, 'http-error'],
    [401, 'forbidden'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [410, 'gone'],
    [429, 'rate-limited'],
    [451, 'forbidden'],
    [500, 'server-error'],
    [502, 'server-error'],
    [503, 'server-error'],
    [511, 'not-a-feed'],
    [522, 'server-error'],
  ])('%i is “%s”, said in words', async (status, cause) => {
    const { server, reader } = await openBoth();
    server.page('/feed', { status, body: html('Sorry') });

    const failure = failureIn(await reader.read({ url: `${server.origin}/feed`, validators: null }));

    expect(failure).toMatchObject({ cause, status });
    expect(failure.message).toMatch(/^[A-Z].{20,}\.$/);
  });

  it.each([
    [429, { 'retry-after': '120' }, 120_000],
    [503, { 'retry-after': 'Mon, 10 Mar 2025 13:00:00 GMT' }, 3_600_000],
    [429, {}, 600_000],
    [503, { 'retry-after': 'soon' }, 600_000],
    [503, { 'retry-after': '' }, 600_000],
    [429, { 'retry-after': '0' }, 600_000],
    [429, { 'retry-after': '-5' }, 600_000],
    [503, { 'retry-after': 'Mon, 10 Mar 2025 11:00:00 GMT' }, 600_000],
    [429, { 'retry-after': '0.5' }, 500],
    [429, { 'retry-after': '31536000' }, 86_400_000],
    [429, { 'retry-after': '9'.repeat(400) }, 86_400_000],
    [503, { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }, 86_400_000],
    [403, { 'retry-after': '3600' }, 3_600_000],
    [500, { 'retry-after': '30' }, 30_000],
    [500, {}, null],
  ] as [number, Record<string, string>, number | null][])(
    '%i with %o is to be retried after %s ms',
    async (status, headers, expected) => {
      const { server, reader } = await openBoth({ now: () => new Date('2025-03-10T12:00:00Z') });
      server.page('/feed', { status, headers });

      const failure = failureIn(await reader.read({ url: `${server.origin}/feed`, validators: null }));

      expect(failure.retryAfterMs).toBe(expected);
    },
  );
});

describe('a host', () => {
  it.each([429, 503])('that answers %i is left alone until it said, with all its feeds', async (status) => {
    let now = new Date('2025-03-10T12:00:00Z');
    const { server, reader } = await openBoth({ now: () => now });
    server.page('/one', { status, headers: { 'retry-after': '60' } });
    server.page('/two', rssOf('two'));
    const readTwo = () => reader.read({ url: `${server.origin}/two`, validators: null });

    await reader.read({ url: `${server.origin}/one`, validators: null });
    const during = await readTwo();
    now = new Date('2025-03-10T12:01:00Z');
    const after = await readTwo();

    expect(during).toMatchObject({ kind: 'wait', waitMs: 60_000 });
    expect(titlesIn(after)).toEqual(['two']);
    expect(server.seen.map(({ path }) => path)).toEqual(['/one', '/two']);
  });

  it('that a feed redirects to is the one left alone when it asks for it', async () => {
    const { server, reader } = await openBoth();
    const other = await openServer('127.0.0.2');
    server.page('/moved', { status: 302, headers: { location: `${other.origin}/there` } });
    server.page('/own', rssOf('own'));
    other.page('/there', { status: 429, headers: { 'retry-after': '60' } });
    const read = (url: string) => reader.read({ url, validators: null });

    const first = await read(`${server.origin}/moved`);
    const own = await read(`${server.origin}/own`);
    const again = await read(`${server.origin}/moved`);
    const there = await read(`${other.origin}/there`);

    expect(failureIn(first)).toMatchObject({ cause: 'rate-limited', retryAfterMs: 60_000 });
    expect(titlesIn(own)).toEqual(['own']);
    const { host } = new URL(other.origin);
    const message = expect.stringMatching(
      `^${host} asked to be left alone. It may be asked again in \\d+ seconds.$`,
    );
    expect(again).toMatchObject({ kind: 'wait', message });
    expect(there).toMatchObject({ kind: 'wait', message });
    expect(other.seen).toHaveLength(1);
  });

  it.each(['article', 'discover'] as const)(
    'that wants to be left alone is not asked for by %s',
    async (how) => {
      const { server, reader } = await openBoth();
      server.page('/one', { status: 503, headers: { 'retry-after': '600' } });
      await reader.read({ url: `${server.origin}/one`, validators: null });

      const outcome = await reader[how](`${server.origin}/two`);

      expect(outcome).toMatchObject({ kind: 'failed', failure: { cause: 'rate-limited' } });
      expect(outcome.kind === 'failed' && outcome.failure.message).toContain('in 10 minutes');
      expect(server.seen).toHaveLength(1);
    },
  );

  it('that answers 404 to one feed is asked for others', async () => {
    const { server, reader } = await openBoth();
    server.page('/two', rssOf('two'));

    await reader.read({ url: `${server.origin}/one`, validators: null });
    const second = await reader.read({ url: `${server.origin}/two`, validators: null });

    expect(titlesIn(second)).toEqual(['two']);
  });
});

describe('a page instead of a feed', () => {
  it('is named with its title', async () => {
    const { server, reader } = await openBoth();
    server.page('/feed', { headers: { 'content-type': 'text/html' }, body: html('404 &ndash; Not here') });

    const failure = failureIn(await reader.read({ url: `${server.origin}/feed`, validators: null }));

    expect(failure).toMatchObject({ cause: 'not-a-feed', status: 200 });
    expect(failure.message).toContain('404 &ndash; Not here');
  });

  it('of a captive portal is named as such', async () => {
    const { server, reader } = await openBoth();
    server.page('/feed', html('Welcome', '<p>Please log in to the Wi-Fi network</p>'));

    const failure = failureIn(await reader.read({ url: `${server.origin}/feed`, validators: null }));

    expect(failure.message).toContain('login page');
    expect(failure.message).toContain('network');
  });

  it.each([
    ['Cloudflare', 403, { 'cf-mitigated': 'challenge' }, html('Just a moment...')],
    ['Cloudflare', 503, {}, html('Just a moment...')],
    [
      'Cloudflare',
      200,
      {},
      html('x', '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1"></script>'),
    ],
    ['Cloudflare', 403, {}, html('Attention Required! | Cloudflare')],
    ['Vercel', 429, { 'x-vercel-mitigated': 'challenge' }, html('Vercel Security Checkpoint')],
    ['AWS WAF', 202, { 'x-amzn-waf-action': 'challenge' }, ''],
    ['AWS WAF', 405, { 'x-amzn-waf-action': 'captcha' }, ''],
    [
      'DataDome',
      403,
      {},
      html('example.org', '<script src="https://geo.captcha-delivery.com/captcha/x"></script>'),
    ],
    ['PerimeterX', 403, {}, html('Access to this page has been denied', '<div id="px-captcha"></div>')],
    ['Imperva', 200, {}, html('', '<iframe src="/_Incapsula_Resource?x=1"></iframe>')],
    [
      'Akamai',
      403,
      {},
      html('Access Denied', 'You have no permission. Reference #18.2 https://errors.edgesuite.net/18.2'),
    ],
    ['Anubis', 200, {}, html('Making sure you&#39;re not a bot!')],
    ['captcha', 200, {}, html('Are you a robot?')],
  ] as [string, number, Record<string, string>, string][])(
    'of %s with status %i is named as a bot wall',
    async (name, status, headers, body) => {
      const { server, reader } = await openBoth();
      server.page('/feed', { status, headers: { 'content-type': 'text/html', ...headers }, body });

      const failure = failureIn(await reader.read({ url: `${server.origin}/feed`, validators: null }));

      expect(failure).toMatchObject({ cause: 'bot-wall', status });
      expect(failure.message).toContain(name);
    },
  );

  it('is not seen in a feed that writes about bot walls', async () => {
    const { server, reader } = await openBoth();
    server.page('/feed', rssOf('What “Just a moment...” and px-captcha mean', '_Incapsula_Resource'));

    expect(titlesIn(await reader.read({ url: `${server.origin}/feed`, validators: null }))).toHaveLength(2);
  });
});

describe('a feed', () => {
  it.each(['text/html', 'text/plain', 'application/octet-stream', 'image/png', ''])(
    'is read when it is served as “%s”',
    async (type) => {
      const { server, reader } = await openBoth();
      server.page('/feed', { headers: { 'content-type': type }, body: rssOf('one') });

      expect(titlesIn(await reader.read({ url: `${server.origin}/feed`, validators: null }))).toEqual([
        'one',
      ]);
    },
  );

  it.each(['', '   \n\t '])('is missing in the answer %j', async (body) => {
    const { server, reader } = await openBoth();
    server.page('/feed', body);

    expect(failureIn(await reader.read({ url: `${server.origin}/feed`, validators: null })).cause).toBe(
      'unreadable',
    );
  });

  it('without substance in an entry loses that entry', async () => {
    const { server, reader } = await openBoth();
    server.page('/feed', rssOf('one').replace('</channel>', '<item></item></channel>'));

    expect(titlesIn(await reader.read({ url: `${server.origin}/feed`, validators: null }))).toEqual(['one']);
  });
});

describe('a server that is not there', () => {
  it('is reported as a connection fault', async () => {
    const server = await openServer();
    const { origin } = server;
    const reader = openReader();
    server.page('/feed', (request) => request.socket.destroy());

    const broken = failureIn(await reader.read({ url: `${origin}/feed`, validators: null }));
    const refused = failureIn(await reader.read({ url: 'http://127.0.0.1:1/feed', validators: null }));

    expect(broken.cause).toBe('connect');
    expect(refused.cause).toBe('connect');
  });
});
