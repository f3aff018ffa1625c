import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openElements, outlines } from './support/opml.ts';

const SEEDS = join(import.meta.dirname, '..', 'seeds');
const TOPICS = ['government-breaches', 'platform-outages'];
const day = z.iso.date();

const storyFile = z.strictObject({
  slug: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  topic: z.enum(TOPICS),
  title: z.string().min(1),
  aliases: z.array(z.string().min(1)).min(1),
  entities: z.array(z.string().min(1)).min(3),
  startedAt: day,
  seeds: z
    .array(
      z.strictObject({
        title: z.string().min(1),
        lang: z.string().regex(/^[a-z]{2}$/),
        date: day,
        text: z.string().min(1),
      }),
    )
    .min(1)
    .max(5),
});

const demoFile = z.strictObject({
  feeds: z.array(
    z.strictObject({
      id: z.string().min(1),
      title: z.string().min(1),
      format: z.enum(['rss', 'atom', 'rdf', 'json']),
      language: z.string().regex(/^[a-z]{2}$/),
      path: z.string().startsWith('/'),
      site: z.url(),
      offered: z.boolean().optional(),
    }),
  ),
  items: z.array(
    z.strictObject({
      feed: z.string(),
      at: z.iso.datetime(),
      title: z.string().trim().min(1),
      text: z.string().trim().min(1),
      author: z.string().min(1).optional(),
      categories: z.array(z.string().min(1)).optional(),
      story: z.string().nullable(),
      note: z.string().min(1).optional(),
    }),
  ),
});

const files = TOPICS.flatMap((topic) =>
  readdirSync(join(SEEDS, 'stories', topic)).map((file) => ({
    topic,
    file,
    content: parse(readFileSync(join(SEEDS, 'stories', topic, file), 'utf8')) as unknown,
  })),
);
const stories = files.map(({ content }) => storyFile.parse(content));
const slugs = stories.map(({ slug }) => slug);

describe('story files', () => {
  it.each(files)(
    '$file has the form of a story and says the name and folder it has',
    ({ topic, file, content }) => {
      const story = storyFile.parse(content);

      expect(story.slug).toBe(basename(file, '.yaml'));
      expect(story.topic).toBe(topic);
    },
  );

  it('give each story a slug of its own', () => {
    expect(new Set(slugs).size).toBe(slugs.length);
    expect(slugs.length).toBeGreaterThanOrEqual(10);
  });

  it.each(stories)('date the seeds of $slug after its start and within two years', ({ startedAt, seeds }) => {
    const start = Date.parse(startedAt);
    const ages = seeds.map(({ date }) => (Date.parse(date) - start) / 86_400_000);

    expect(Math.min(...ages)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ages)).toBeLessThan(2 * 365);
  });

  it.each(stories.flatMap(({ seeds }) => seeds))('"$title" runs to 80 to 200 words', ({ text }) => {
    const words = text.trim().split(/\s+/).length;

    expect(words).toBeGreaterThanOrEqual(80);
    expect(words).toBeLessThanOrEqual(200);
  });

  it('hold at least one story with seeds in two languages', () => {
    const languages = stories.map(({ seeds }) => new Set(seeds.map(({ lang }) => lang)).size);

    expect(Math.max(...languages)).toBeGreaterThanOrEqual(2);
  });
});

describe('feeds.opml', () => {
  const xml = readFileSync(join(SEEDS, 'feeds.opml'), 'utf8');

  it('closes every element it opens', () => {
    expect(openElements(xml)).toEqual([]);
    expect(xml).toMatch(/<opml version="2.0">/);
  });

  it('lists thirty or more feeds, each once, with web addresses', () => {
    const feeds = outlines(xml).filter(({ type }) => type === 'rss');
    const addresses = feeds.map(({ xmlUrl }) => xmlUrl ?? '');

    expect(addresses.length).toBeGreaterThanOrEqual(30);
    expect(new Set(addresses).size).toBe(addresses.length);
    for (const { text, title, xmlUrl, htmlUrl } of feeds) {
      expect(text).toBe(title);
      expect(xmlUrl).toMatch(/^https?:\/\/[^\s]+$/);
      expect(htmlUrl).toMatch(/^https?:\/\/[^\s]+$/);
    }
  });

  it('names every group', () => {
    const groups = outlines(xml).filter(({ type }) => type === undefined);

    expect(groups.length).toBeGreaterThanOrEqual(3);
    expect(groups.every(({ text }) => text !== undefined && text !== '')).toBe(true);
  });
});

describe('demo news', () => {
  const { feeds, items } = demoFile.parse(parse(readFileSync(join(SEEDS, 'demo', 'news.yaml'), 'utf8')));

  it('comes from made-up publishers in all four formats', () => {
    expect(new Set(feeds.map(({ format }) => format)).size).toBe(4);
    expect(new Set(feeds.map(({ id }) => id)).size).toBe(feeds.length);
    expect(new Set(feeds.map(({ path }) => path)).size).toBe(feeds.length);
    expect(feeds.every(({ site }) => /\.example\.(org|com|net)$/.test(new URL(site).hostname))).toBe(true);
  });

  it('names only feeds and stories that exist, and uses every feed', () => {
    const used = new Set(items.map(({ feed }) => feed));
    const named = items.flatMap(({ story }) => (story === null ? [] : [story]));

    expect([...used].toSorted()).toEqual(feeds.map(({ id }) => id).toSorted());
    expect(named.filter((slug) => !slugs.includes(slug))).toEqual([]);
  });

  it('is in order of time', () => {
    const times = items.map(({ at }) => Date.parse(at));

    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('moves both stories of the mission on 10 and 11 March', () => {
    const replayed = items.filter(({ at }) => at >= '2025-03-10');
    const count = (slug: string): number => replayed.filter(({ story }) => story === slug).length;

    expect(count('us-treasury-breach')).toBeGreaterThanOrEqual(5);
    expect(count('x-outage-2025-03-10')).toBeGreaterThanOrEqual(15);
  });

  it('holds more ordinary news and near-misses than news of stories', () => {
    expect(items.filter(({ story }) => story === null).length).toBeGreaterThan(items.length / 2);
  });
});
