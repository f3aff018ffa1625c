import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const FOLDER = join(import.meta.dirname, 'fixtures', 'tracking');

const document = {
  id: z.string().min(1),
  title: z.string().trim().min(1),
  text: z.string().trim().min(1),
  lang: z.string().regex(/^[a-z]{2}$/),
  date: z.iso.datetime(),
};
const seedLine = z.strictObject({ ...document, story: z.string().min(1) });
const itemLine = z.strictObject({
  ...document,
  source: z.string().min(1),
  story: z.string().min(1).nullable(),
  hard: z.boolean(),
  half: z.enum(['dev', 'test']),
});

function lines(file: string): unknown[] {
  return readFileSync(join(FOLDER, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

/** Stories that items of a half belong to. */
function storiesOf(items: readonly z.infer<typeof itemLine>[], half: string): Set<string> {
  return new Set(items.flatMap((item) => (item.half === half && item.story !== null ? [item.story] : [])));
}

describe('labelled set', () => {
  const seeds = lines('stories.jsonl').map((line) => seedLine.parse(line));
  const items = lines('items.jsonl').map((line) => itemLine.parse(line));
  const stories = [...new Set(seeds.map(({ story }) => story))];

  it('has at least 420 items in at least eight languages over 24 stories', () => {
    expect(items.length).toBeGreaterThanOrEqual(420);
    expect(new Set(items.map(({ lang }) => lang)).size).toBeGreaterThanOrEqual(8);
    expect(stories.length).toBeGreaterThanOrEqual(24);
  });

  it('has no id or title twice', () => {
    const all = [...seeds, ...items];

    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(items.map(({ title }) => title)).size).toBe(items.length);
  });

  it('keeps the stories of its halves apart', () => {
    expect(storiesOf(items, 'dev').size).toBe(18);
    expect(storiesOf(items, 'test').size).toBe(12);
    expect([...storiesOf(items, 'dev'), ...storiesOf(items, 'test')].toSorted()).toEqual(stories.toSorted());
  });

  it.each(['dev', 'test'])('gives no story to at least four in ten items of the %s half', (half) => {
    const own = items.filter((item) => item.half === half);
    const without = own.filter(({ story }) => story === null);

    expect(without.length / own.length).toBeGreaterThanOrEqual(0.4);
    expect(without.filter(({ hard }) => hard).length).toBeGreaterThan(without.length / 2);
  });

  it.each(['us-treasury-breach', 'x-outage-2025-03-10'])('tells %s in eleven languages', (slug) => {
    const languages = new Set(items.filter(({ story }) => story === slug).map(({ lang }) => lang));

    expect(languages.size).toBe(11);
  });

  it.each(stories)(
    'gives %s one to three seeds and seven or more items, none older than the first seed',
    (slug) => {
      const own = seeds.filter(({ story }) => story === slug);
      const first = Math.min(...own.map(({ date }) => Date.parse(date)));
      const times = items.filter(({ story }) => story === slug).map(({ date }) => Date.parse(date));

      expect(own.length).toBeGreaterThanOrEqual(1);
      expect(own.length).toBeLessThanOrEqual(3);
      expect(times.length).toBeGreaterThanOrEqual(7);
      expect(Math.min(...times)).toBeGreaterThanOrEqual(first);
    },
  );

  it('is in order of time in each half', () => {
    for (const half of ['dev', 'test']) {
      const times = items.filter((item) => item.half === half).map(({ date }) => Date.parse(date));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
  });
});
