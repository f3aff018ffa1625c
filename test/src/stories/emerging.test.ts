import { expect, it } from 'vitest';
import { findEmerging } from '../../../src/stories/emerging.ts';
import { createFrequencies } from '../../../src/stories/frequencies.ts';
import type { Article } from '../../../src/stories/verdict.ts';
import { repoBackground, repoLexicon } from './repo-lexicon.ts';

const NOW = new Date('2024-09-10T18:00:00Z');
const options = { lexicon: repoLexicon, frequencies: createFrequencies(repoBackground), now: NOW };

const article = (title: string, source: string, hour = 12, text = ''): Article => ({
  id: `${source}-${title}`,
  title,
  text,
  lang: 'en',
  date: new Date(Date.UTC(2024, 8, 10, hour)),
  source,
});

const burst = [
  article('Outage at Quandell Bank locks customers out of accounts', 'one.example', 9),
  article('Quandell Bank outage: customers cannot reach their accounts', 'two.example', 10),
  article('Customers angry as Quandell Bank outage drags on', 'three.example', 12),
  article('Quandell Bank says outage was caused by a failed update', 'four.example', 15),
];
const others = [
  article('Rovers win the derby with a late goal', 'one.example'),
  article('Rain expected in the north this weekend', 'two.example'),
];

it('proposes a burst of like items from several sources, with title, seeds and names', () => {
  const [found, ...rest] = findEmerging([...burst, ...others], options);

  expect(rest).toEqual([]);
  expect(found).toMatchObject({ sources: 4, firstAt: burst[0]?.date });
  expect(found?.items).toHaveLength(4);
  expect(found?.title).toContain('Quandell Bank');
  expect(found?.seeds).toHaveLength(3);
  expect(found?.entities.join(' ')).toContain('Quandell');
});

it('proposes nothing when one source makes all the noise', () => {
  expect(
    findEmerging(
      burst.map((item) => ({ ...item, source: 'one.example' })),
      options,
    ),
  ).toEqual([]);
});

it('counts near-copies of one agency text as one item', () => {
  const copies = ['one', 'two', 'three', 'four', 'five'].map((name) =>
    article('Outage at Quandell Bank locks customers out of accounts', `${name}.example`),
  );

  expect(findEmerging(copies, options)).toEqual([]);
});

it('leaves items of more than a day ago alone', () => {
  const later = new Date('2024-09-12T18:00:00Z');

  expect(findEmerging(burst, { ...options, now: later })).toEqual([]);
});
