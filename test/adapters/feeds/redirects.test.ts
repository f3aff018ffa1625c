import { expect, it } from 'vitest';
import { rssOf } from '../../support/feed-server.ts';
import { failureIn, openBoth, openServer, readIn } from './open-reader.ts';

it.each([
  [[301], true],
  [[308], true],
  [[301, 308], true],
  [[302], false],
  [[307], false],
  [[303], false],
  [[301, 302], false],
  [[302, 301], false],
  [[], false],
])('redirects %o name a new address for good: %s', async (statuses, permanent) => {
  const { server, reader } = await openBoth();
  statuses.forEach((status, index) => {
    server.page(`/${index}`, { status, headers: { location: `/${index + 1}` } });
  });
  server.page(`/${statuses.length}`, rssOf('one'));

  const outcome = readIn(await reader.read({ url: `${server.origin}/0`, validators: null }));

  expect(outcome.finalUrl).toBe(`${server.origin}/${statuses.length}`);
  expect(outcome.permanentUrl).toBe(permanent ? outcome.finalUrl : null);
});

it.each([
  ['a relative one', 'feed?x=1'],
  ['a bare query', '?x=1'],
  ['one with other scripts, unescaped', '/nachrichten/übersicht'],
])('follows %s', async (_, location) => {
  const { server, reader } = await openBoth();
  const target = new URL(location, `${server.origin}/start`);
  server.page('/start', { status: 302, headers: { location: Buffer.from(location).toString('latin1') } });
  server.page(target.pathname + target.search, rssOf('one'));

  const outcome = readIn(await reader.read({ url: `${server.origin}/start`, validators: null }));

  expect(outcome.finalUrl).toBe(target.href);
});

it('breaks off a circle', async () => {
  const { server, reader } = await openBoth();
  server.page('/a', { status: 302, headers: { location: '/b' } });
  server.page('/b', { status: 302, headers: { location: '/a' } });

  const outcome = await reader.read({ url: `${server.origin}/a`, validators: null });

  expect(failureIn(outcome).cause).toBe('redirects');
  expect(server.seen).toHaveLength(2);
});

it('breaks off an endless chain', async () => {
  const { server, reader } = await openBoth();
  for (let hop = 0; hop < 30; hop += 1) {
    server.page(`/${hop}`, { status: 302, headers: { location: `/${hop + 1}` } });
  }

  const outcome = await reader.read({ url: `${server.origin}/0`, validators: null });

  expect(failureIn(outcome).cause).toBe('redirects');
  expect(server.seen.length).toBeLessThan(12);
});

it('fails on a redirect to nowhere', async () => {
  const { server, reader } = await openBoth();
  server.page('/feed', { status: 301 });

  const outcome = await reader.read({ url: `${server.origin}/feed`, validators: null });

  expect(failureIn(outcome).cause).toBe('redirects');
});

it.each([
  'file:///etc/passwd',
  'ftp://example.org/feed',
  'gopher://example.org/',
  'data:text/xml,<rss/>',
  'http://user:secret@127.0.0.1/',
])('does not follow a redirect to %s', async (location) => {
  const { server, reader } = await openBoth();
  server.page('/feed', { status: 302, headers: { location } });

  const outcome = await reader.read({ url: `${server.origin}/feed`, validators: null });

  expect(failureIn(outcome).cause).toBe('bad-url');
});

it('does not follow a redirect from an allowed host to a refused one', async () => {
  const { server, reader } = await openBoth({ allow: ['127.0.0.1'] });
  const inner = await openServer('127.0.0.2');
  inner.page('/secret', rssOf('secret'));
  server.page('/feed', { status: 302, headers: { location: `${inner.origin}/secret` } });

  const outcome = await reader.read({ url: `${server.origin}/feed`, validators: null });

  expect(failureIn(outcome).cause).toBe('refused-address');
  expect(inner.seen).toEqual([]);
});
