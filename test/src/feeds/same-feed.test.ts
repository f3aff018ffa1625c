import { expect, it } from 'vitest';
import { feedKey, isSameFeed } from '../../../src/feeds/same-feed.ts';

const FEED = 'https://www.example.org/feed/';

it.each([
  'http://www.example.org/feed/',
  'https://example.org/feed',
  'HTTPS://EXAMPLE.ORG/feed/',
  'https://example.org:443/feed#top',
  'https://example.org./feed',
  'https://example.org//feed',
  'feed://example.org/feed',
  'feed:https://example.org/feed',
  'https://example.org/feed?utm_source=newsletter&utm_medium=mail',
])('recognises %s as the same feed', (other) => {
  expect(isSameFeed({ url: FEED }, { url: other })).toBe(true);
});

it.each([
  'https://example.org/feed/atom',
  'https://news.example.org/feed/',
  'https://example.com/feed/',
  'https://example.org:8443/feed/',
  'https://example.org/feed/?tag=security',
  'https://example.org/Feed/',
])('keeps %s apart', (other) => {
  expect(isSameFeed({ url: FEED }, { url: other })).toBe(false);
});

it.each([
  'http://feeds2.feedburner.com/ExampleBlog',
  'http://feeds.feedburner.com/exampleblog?format=xml',
  'https://feedproxy.google.com/ExampleBlog',
  'https://feeds.feedburner.com/ExampleBlog/',
])('recognises FeedBurner behind %s', (other) => {
  expect(isSameFeed({ url: 'https://feeds.feedburner.com/ExampleBlog' }, { url: other })).toBe(true);
});

it('recognises a feed by where it redirected to', () => {
  const added = { url: 'https://feeds.feedburner.com/ExampleBlog', finalUrl: 'https://example.org/feed' };

  expect(isSameFeed(added, { url: FEED })).toBe(true);
});

it('recognises a feed by the address it gives itself', () => {
  const burned = { url: 'https://feeds.feedburner.com/ExampleBlog', selfUrl: 'http://example.org/feed/' };

  expect(isSameFeed(burned, { url: FEED })).toBe(true);
});

it('does not care for the order of a query', () => {
  expect(feedKey('https://example.org/?feed=rss2&cat=3')).toBe(
    feedKey('https://example.org/?cat=3&feed=rss2'),
  );
});

it('leaves what is no address as it is', () => {
  expect(feedKey('not an address')).toBe('not an address');
});
