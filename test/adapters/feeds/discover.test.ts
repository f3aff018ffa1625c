import { describe, expect, it } from 'vitest';
import { linkedFeeds } from '../../../adapters/feeds/discover.ts';
import { knownFeeds } from '../../../adapters/feeds/known-sites.ts';
import type { DiscoverOutcome, FeedCandidate } from '../../../src/ports/feed-reader.ts';
import { rssOf } from '../../support/feed-server.ts';
import { openBoth } from './open-reader.ts';

function candidatesIn(outcome: DiscoverOutcome): readonly FeedCandidate[] {
  if (outcome.kind === 'failed') throw new Error(outcome.failure.message);
  return outcome.candidates;
}

const link = (href: string, title = '', type = 'application/rss+xml'): string =>
  `<link rel="alternate" type="${type}" title="${title}" href="${href}">`;

describe('an address a person typed', () => {
  it('is its own candidate when it is a feed', async () => {
    const { server, reader } = await openBoth();
    server.page('/feed', rssOf('one', 'two', 'three', 'four'));

    const outcome = await reader.discover(`${server.origin}/feed`);

    expect(candidatesIn(outcome)).toEqual([
      { url: `${server.origin}/feed`, title: 'Example', latestTitles: ['one', 'two', 'three'] },
    ]);
  });

  it('of a page gives the feeds the page links to, with their latest titles', async () => {
    const { server, reader } = await openBoth();
    server.page(
      '/',
      `<html><head>${link('/news.xml')}${link('/press.xml')}${link('/gone.xml')}</head></html>`,
    );
    server.page('/news.xml', rssOf('news'));
    server.page('/press.xml', rssOf('press'));

    const outcome = await reader.discover(`${server.origin}/`);

    expect(candidatesIn(outcome).map(({ url, latestTitles }) => [url, latestTitles])).toEqual([
      [`${server.origin}/news.xml`, ['news']],
      [`${server.origin}/press.xml`, ['press']],
    ]);
  });

  it.each(['/feed', '/rss.xml', '/atom.xml', '/index.xml', '/history.atom', '/feed.json'])(
    'of a page without links gives what answers at %s',
    async (path) => {
      const { server, reader } = await openBoth();
      server.page('/', '<html><body>Nothing here</body></html>');
      server.page(path, rssOf('found'));

      expect(candidatesIn(await reader.discover(`${server.origin}/`)).map(({ url }) => url)).toEqual([
        server.origin + path,
      ]);
    },
  );

  it('of a page with one feed under two addresses gives it once', async () => {
    const { server, reader } = await openBoth();
    server.page('/', `<html>${link('/a')}${link('/b')}</html>`);
    server.page('/a', { status: 301, headers: { location: '/b' } });
    server.page('/b', rssOf('one'));

    expect(candidatesIn(await reader.discover(`${server.origin}/`))).toHaveLength(1);
  });

  it('of a page without any feed says so', async () => {
    const { server, reader } = await openBoth();
    server.page('/', '<html><body>Nothing here</body></html>');

    const outcome = await reader.discover(`${server.origin}/`);

    expect(outcome).toMatchObject({ kind: 'failed', failure: { cause: 'not-a-feed' } });
  });

  it.each([
    ['no address', 'bad-url'],
    ['ftp://example.org/', 'bad-url'],
    ['http://10.0.0.1/', 'refused-address'],
  ])('like “%s” fails as “%s”', async (typed, cause) => {
    const { reader } = await openBoth();

    expect(await reader.discover(typed)).toMatchObject({ kind: 'failed', failure: { cause } });
  });

  it('at a profile of the fediverse is its feed', async () => {
    const { server, reader } = await openBoth();
    server.page('/@newsroom.rss', rssOf('toot'));

    const [candidate] = candidatesIn(await reader.discover(`${server.origin}/@newsroom`));

    expect(candidate?.url).toBe(`${server.origin}/@newsroom.rss`);
    expect(server.seen).toHaveLength(1);
  });
});

describe('the links of a page', () => {
  const PAGE = 'https://example.org/blog/';
  const urls = (html: string): string[] => linkedFeeds(html, PAGE).map(({ url }) => url);

  it.each([
    ['relative', link('feed.xml'), 'https://example.org/blog/feed.xml'],
    ['without a scheme', link('//cdn.example.org/feed'), 'https://cdn.example.org/feed'],
    ['unquoted', '<link rel=alternate type=application/atom+xml href=/atom>', 'https://example.org/atom'],
    ['in capitals', '<LINK REL="ALTERNATE" TYPE="APPLICATION/RSS+XML" HREF="/f">', 'https://example.org/f'],
    [
      'with other relations',
      '<link rel="alternate nofollow" type="application/rss+xml" href="/f">',
      'https://example.org/f',
    ],
    [
      'with a charset',
      '<link rel="alternate" type="application/rss+xml; charset=utf-8" href="/f">',
      'https://example.org/f',
    ],
    ['of a JSON Feed', link('/f.json', '', 'application/feed+json'), 'https://example.org/f.json'],
    ['with entities', link('/f?a=1&amp;b=2'), 'https://example.org/f?a=1&b=2'],
    ['under a base', `<base href="https://example.com/x/">${link('f')}`, 'https://example.com/x/f'],
    ['as rel feed', '<link rel="feed" href="/f">', 'https://example.org/f'],
    ['in the body, as an anchor', '<a href="/rss.xml">RSS</a>', 'https://example.org/rss.xml'],
  ])('are found when they are %s', (_, html, expected) => {
    expect(urls(html)).toEqual([expected]);
  });

  it.each([
    '<link rel="stylesheet" type="text/css" href="/feed.css">',
    '<link rel="alternate" hreflang="de" href="/de">',
    '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">',
    '<link rel="alternate" type="application/rss+xml">',
    '<a href="/feedback">Feedback</a>',
    '<!-- <link rel="alternate" type="application/rss+xml" href="/f"> -->',
  ])('do not count when they are like %s', (html) => {
    expect(urls(html).filter((url) => url !== PAGE)).toEqual([]);
  });

  it('leave out the comments of a blog', () => {
    expect(urls(link('/feed/') + link('/comments/feed/', 'Comments Feed'))).toEqual([
      'https://example.org/feed/',
    ]);
  });
});

describe('a known site', () => {
  it.each([
    ['https://github.com/example/tool', 'https://github.com/example/tool/releases.atom'],
    ['https://github.com/example/tool/commits/main', 'https://github.com/example/tool/commits/main.atom'],
    ['https://github.com/example/tool/tags', 'https://github.com/example/tool/tags.atom'],
    ['https://www.youtube.com/channel/UC123', 'https://www.youtube.com/feeds/videos.xml?channel_id=UC123'],
    ['https://www.youtube.com/playlist?list=PL9', 'https://www.youtube.com/feeds/videos.xml?playlist_id=PL9'],
    ['https://old.reddit.com/r/netsec/', 'https://www.reddit.com/r/netsec/.rss'],
    [
      'https://gitlab.com/group/sub/project/-/tree/main',
      'https://gitlab.com/group/sub/project/-/tags?format=atom',
    ],
    ['https://social.example.org/@cert', 'https://social.example.org/@cert.rss'],
  ])('has for %s the feed %s', (page, feed) => {
    expect(knownFeeds(new URL(page))).toEqual([{ url: feed, title: null }]);
  });

  it.each([
    'https://github.com/example/tool/releases.atom',
    'https://github.com/example',
    'https://www.youtube.com/feeds/videos.xml?channel_id=UC123',
    'https://www.youtube.com/@name',
    'https://www.reddit.com/r/netsec/.rss',
    'https://example.org/blog',
  ])('has nothing to guess for %s', (page) => {
    expect(knownFeeds(new URL(page))).toEqual([]);
  });
});
