import { expect, it } from 'vitest';
import { measure } from '../../../src/stories/measure.ts';

const judged = (story: string | null, joined: string | null, hard = false) => ({
  story,
  joined,
  hard,
  lang: 'en',
});

it('counts hits, misses, wrong stories and false alarms', () => {
  const quality = measure([
    judged('a', 'a'),
    judged('a', 'a'),
    judged('a', null),
    judged('b', 'a'),
    judged(null, 'b', true),
    judged(null, null, true),
    judged(null, null),
  ]);

  expect(quality).toMatchObject({
    items: 7,
    precision: 2 / 4,
    recall: 2 / 4,
    f1: 1 / 2,
    falseMerges: 2,
    hardFalseAlarms: 1 / 2,
    wrongStory: 1 / 4,
  });
  // a: 2 hits, 1 false join, 1 miss; b: none of its one item, one false join.
  expect(quality.macroF1).toBeCloseTo((4 / 6 + 0) / 2);
});

it('is 0 for nothing', () => {
  expect(measure([])).toMatchObject({ precision: 0, recall: 0, f1: 0, macroF1: 0 });
});
