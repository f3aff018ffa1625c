import { describe, expect, it } from 'vitest';
import { measured } from './labelled-set.ts';

/** What the test half last measured; a change that costs more than a point must say why here. */
const LAST = { f1: 0.89, macroF1: 0.874, precision: 0.992 };
const POINT = 0.01;

describe('on the test half of the labelled set', () => {
  const { all, byLanguage } = measured('tracking');

  it.each(Object.entries(LAST))('keeps its %s of %d within a point', (name, last) => {
    const now = { f1: all.f1, macroF1: all.macroF1, precision: all.precision }[name] ?? 0;

    expect(now).toBeGreaterThanOrEqual(last - POINT);
  });

  it('finds items in at least eight languages', () => {
    const found = [...byLanguage].filter(([, quality]) => quality.recall > 0).map(([lang]) => lang);

    expect(found.length).toBeGreaterThanOrEqual(8);
  });
});
