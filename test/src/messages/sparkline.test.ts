import { describe, expect, it } from 'vitest';
import { legend, sparkline } from '../../../src/messages/sparkline.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const END = new Date('2025-03-10T12:00:00Z');

describe('a sparkline', () => {
  it.each([
    ['rises with the counts', [0, 1, 2, 3, 4, 5, 6, 7], 8, '▁▂▃▄▅▆▇█'],
    ['keeps the lowest bar for nothing at all', [0, 1, 1000], 3, '▁▂█'],
    ['is flat when nothing happened', [0, 0, 0], 3, '▁▁▁'],
    [
      'adds neighbours up when there are more than columns, the newest group whole',
      [9, 1, 1, 2, 2],
      3,
      '█▃▄',
    ],
    ['takes what is no count for nothing', [Number.NaN, -3, Infinity, 7], 4, '▁▁▁█'],
    ['is empty without counts', [], 10, ''],
  ])('%s', (_claim, counts, columns, bars) => {
    expect(sparkline(counts, columns)).toBe(bars);
  });
});

describe('its legend', () => {
  it.each([
    [[1, 12, 29], DAY_MS, '42 items in 3 days, at most 29 a day'],
    [[0, 1, 0], HOUR_MS, '1 item in 3 hours, at most 1 an hour'],
    [[0, 0, 0, 0], 15 * 60_000, 'nothing in 60 minutes'],
    [[2, 3], 7 * DAY_MS, '5 items in 14 days, at most 3 a week'],
    [[2, 3, 1], 6 * HOUR_MS, '6 items in 18 hours, at most 3 in 6 hours'],
  ])('of %j is short', (counts, stepMs, words) => {
    expect(legend({ counts, stepMs, endsAt: END })).toBe(words);
  });
});
