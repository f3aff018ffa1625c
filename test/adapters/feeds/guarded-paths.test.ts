import { describe, expect, it } from 'vitest';
import { serverAheadMs } from '../../../adapters/feeds/server-time.ts';
import type { FeedReader } from '../../../src/ports/feed-reader.ts';
import { rssOf, type FeedServer } from '../../support/feed-server.ts';
import { openReader, openServer, readIn } from './open-reader.ts';

// Whatever a person or a feed can have fetched, against addresses inside the network. The outer server may be read; the
// inner one, on 127.0.0.2, must not hear a thing.

/** Names that clouds and clusters give to services of their own, with what these names mean inside. */
const INNER_NAMES: Readonly<Record<string, string>> = {
  'inner.example.org': '127.0.0.2',
  'metadata.google.internal': '169.254.169.254',
  'metadata.google.internal.': '169.254.169.254',
  metadata: '169.254.169.254',
  'instance-data.ec2.internal': '169.254.169.254',
  'metadata.tencentyun.com': '169.254.0.23',
  'rancher-metadata': '169.254.169.250',
  'metadata6.example.org': 'fd00:ec2::254',
  'kubernetes.default.svc': '10.96.0.1',
  'host.docker.internal': '192.168.65.254',
};

function resolve(name: string): Promise<{ address: string; family: number }[]> {
  const address = INNER_NAMES[name] ?? '93.184.216.34';
  return Promise.resolve([{ address, family: address.includes(':') ? 6 : 4 }]);
}

const page = (href: string): string =>
  `<html><head><link rel="alternate" type="application/rss+xml" href="${href}"></head></html>`;

interface Tools {
  readonly reader: FeedReader;
  readonly outer: FeedServer;
  readonly allow: readonly string[];
}

/** Ways to have an address fetched; each resolves to whether something was read there. */
const PATHS: readonly (readonly [string, (tools: Tools, url: string) => Promise<boolean>])[] = [
  ['a feed', async ({ reader }, url) => (await reader.read({ url, validators: null })).kind === 'read'],
  [
    'a feed that redirects to it',
    async ({ reader, outer }, url) => {
      outer.page('/feed', { status: 301, headers: { location: url } });
      return (await reader.read({ url: `${outer.origin}/feed`, validators: null })).kind === 'read';
    },
  ],
  [
    'a feed that redirects to what redirects to it',
    async ({ reader, outer }, url) => {
      outer.page('/feed', { status: 302, headers: { location: '/next' } });
      outer.page('/next', { status: 307, headers: { location: url } });
      return (await reader.read({ url: `${outer.origin}/feed`, validators: null })).kind === 'read';
    },
  ],
  [
    'a site whose feeds are looked for',
    async ({ reader }, url) => (await reader.discover(url)).kind === 'found',
  ],
  [
    'a site that redirects to it',
    async ({ reader, outer }, url) => {
      outer.page('/', { status: 302, headers: { location: url } });
      return (await reader.discover(outer.origin)).kind === 'found';
    },
  ],
  [
    'a page that links to it as its feed',
    async ({ reader, outer }, url) => {
      outer.page('/', page(url));
      return (await reader.discover(outer.origin)).kind === 'found';
    },
  ],
  [
    'a page whose feed redirects to it',
    async ({ reader, outer }, url) => {
      outer.page('/', page('/linked'));
      outer.page('/linked', { status: 308, headers: { location: url } });
      return (await reader.discover(outer.origin)).kind === 'found';
    },
  ],
  [
    'a page whose well-known address redirects to it',
    async ({ reader, outer }, url) => {
      outer.page('/', '<html><body>News</body></html>');
      outer.page('/feed', { status: 302, headers: { location: url } });
      return (await reader.discover(outer.origin)).kind === 'found';
    },
  ],
  ['a report', async ({ reader }, url) => (await reader.article(url)).kind === 'read'],
  [
    'a report that redirects to it',
    async ({ reader, outer }, url) => {
      outer.page('/report', { status: 302, headers: { location: url } });
      return (await reader.article(`${outer.origin}/report`)).kind === 'read';
    },
  ],
  [
    'a server whose clock is looked at',
    ({ allow }, url) =>
      serverAheadMs(url, { userAgent: 'test', allow, proxies: {} }).then(
        () => true,
        () => false,
      ),
  ],
];

describe.each(PATHS)('%s', (_, fetches) => {
  it.each(['127.0.0.2', '2130706434', '[::ffff:127.0.0.2]', 'inner.example.org'])(
    'does not reach into the network as %s',
    async (host) => {
      const [outer, inner] = [await openServer(), await openServer('127.0.0.2')];
      for (const path of ['/', '/feed', '/feed.xml']) inner.page(path, rssOf('secret'));
      const allow = ['127.0.0.1'];
      const reader = openReader({ allow, resolve });
      const { port } = new URL(inner.origin);

      expect(await fetches({ reader, outer, allow }, `http://${host}:${port}/feed`)).toBe(false);
      expect(inner.seen).toEqual([]);
    },
  );

  it('reaches what may be read', async () => {
    const [outer, inner] = [await openServer(), await openServer('127.0.0.2')];
    inner.page('/feed', rssOf('public'));
    const allow = ['127.0.0.0/8'];

    expect(await fetches({ reader: openReader({ allow }), outer, allow }, `${inner.origin}/feed`)).toBe(true);
    expect(inner.seen).not.toEqual([]);
  });
});

it('a server whose clock is looked at hears who asks', async () => {
  const server = await openServer();

  await serverAheadMs(server.origin, { userAgent: 'Storywatch/test', allow: ['127.0.0.1'], proxies: {} });

  expect(server.seen[0]?.headers['user-agent']).toBe('Storywatch/test');
});

it.each(Object.keys(INNER_NAMES))('the name %s is refused for where it leads', async (name) => {
  const reader = openReader({ allow: [], resolve });

  const outcome = await reader.read({ url: `http://${name}/computeMetadata/v1/`, validators: null });

  expect(outcome).toMatchObject({ kind: 'failed', failure: { cause: 'refused-address' } });
});

it('the pictures, files, icons and articles that a feed names are not fetched', async () => {
  const [outer, inner] = [await openServer(), await openServer('127.0.0.2')];
  const at = (path: string): string => `${inner.origin}/${path}`;
  outer.page(
    '/feed',
    `<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>News</title>
     <link>${at('site')}</link><image><url>${at('logo.png')}</url></image>
     <item><title>One</title><link>${at('article')}</link><description>&lt;img src="${at('pixel.gif')}"&gt;</description>
     <enclosure url="${at('talk.mp3')}" type="audio/mpeg" length="1"/><media:thumbnail url="${at('thumb.png')}"/></item>
     </channel></rss>`,
  );

  const outcome = await openReader({ allow: ['127.0.0.0/8'] }).read({
    url: `${outer.origin}/feed`,
    validators: null,
  });

  expect(readIn(outcome).document.entries).toHaveLength(1);
  expect(outer.seen).toHaveLength(1);
  expect(inner.seen).toEqual([]);
});
