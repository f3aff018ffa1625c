import { describe, expect, it } from 'vitest';
import type { FeedDocument, FeedEntry } from '../../../src/feeds/item.ts';
import { FAULTS } from './faults.ts';
import { fixture, parse } from './parse-fixture.ts';

const FEEDS = ['news.rss', 'advisories.atom', 'papers.rdf', 'talks.rss'];

const essence = ({ title, link, guid, published, updated }: FeedEntry) => ({
  title,
  link,
  guid,
  published,
  updated,
});

async function damaged(
  name: string,
  fault: (typeof FAULTS)[number],
): Promise<{ clean: FeedDocument; read: FeedDocument } | null> {
  const xml = (await fixture(name)).toString();
  const body = fault.damage(xml);
  if (body === null) return null;
  return { clean: await parse(xml), read: await parse(body) };
}

describe.each(FEEDS)('%s', (name) => {
  it.each(FAULTS)('with $name keeps its entries', async (fault) => {
    const both = await damaged(name, fault);
    if (both === null) return;

    const { length } = both.clean.entries;

    expect(both.read.entries).toHaveLength(fault.left?.(length) ?? length);
  });

  it.each(FAULTS.filter(({ harmsFields }) => !harmsFields))(
    'with $name keeps titles, links, ids and dates',
    async (fault) => {
      const both = await damaged(name, fault);
      if (both === null) return;

      const { entries } = both.read;

      expect(entries.map(essence)).toEqual(both.clean.entries.slice(0, entries.length).map(essence));
    },
  );
});

it.each(['item', 'entry'])(
  'a CDATA section and its element, both without an end, cost no %s',
  async (name) => {
    const [root, end] =
      name === 'item' ? ['<rss version="2.0"><channel>', '</channel></rss>'] : ['<feed>', '</feed>'];
    const entry = (title: string, ends = ']]></summary>'): string =>
      `<${name}><title>${title}</title><summary><![CDATA[About <b>${title}</b>${ends}</${name}>`;

    const { entries } = await parse(
      `${root}<title>News</title>${entry('one')}${entry('two', '')}${entry('three')}${entry('four', '')}${end}`,
    );

    expect(entries.map(({ title, text }) => `${title}: ${text}`)).toEqual(
      ['one', 'two', 'three', 'four'].map((title) => `${title}: About ${title}`),
    );
  },
);

it('every fault happens to some feed and really damages it', async () => {
  const texts = await Promise.all(FEEDS.map(async (name) => (await fixture(name)).toString()));

  const harmless = FAULTS.filter(({ damage }) =>
    texts.every((xml) => [null, xml].includes(damage(xml)?.toString() ?? null)),
  );

  expect(harmless.map(({ name }) => name)).toEqual([]);
});
