import { expect, it } from 'vitest';
import { volumeOf } from '../../../src/stories/volume.ts';
import { DAY_MS, HOUR_MS, hours, NOON } from '../../support/builders.ts';

it('counts a young story by the hour, up to its last report', () => {
  const volume = volumeOf([hours(-0.5), hours(-0.7), hours(-2.5)], NOON);

  expect(volume).toMatchObject({ stepMs: HOUR_MS, endsAt: NOON });
  expect(volume?.counts).toHaveLength(24);
  expect(volume?.counts.slice(-3)).toEqual([1, 0, 2]);
});

it.each([
  [30, 2 * HOUR_MS],
  [24 * 10, 12 * HOUR_MS],
  [24 * 20, DAY_MS],
  [24 * 300, 30 * DAY_MS],
])('shows all of a story of %i hours in 24 steps', (long, stepMs) => {
  const volume = volumeOf([hours(-1), hours(-long / 2), hours(-1 - long)], NOON);

  expect(volume).toMatchObject({ stepMs });
  expect(volume?.counts).toHaveLength(24);
  expect(volume?.counts.reduce((sum, count) => sum + count)).toBe(3);
  expect(volume?.counts.at(-1)).toBe(1);
});

it('counts a report on the hour in the hour that it begins', () => {
  expect(volumeOf([NOON, hours(-1)], NOON)?.counts.slice(-2)).toEqual([1, 1]);
});

it('draws nothing of fewer than two reports, nor of what is still to come', () => {
  expect(volumeOf([hours(-1)], NOON)).toBeNull();
  expect(volumeOf([hours(-1), hours(1)], NOON)).toBeNull();
});
