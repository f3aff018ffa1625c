import { PNG } from 'pngjs';
import { expect, it } from 'vitest';
import { sparkline } from '../../../src/messages/sparkline.ts';
import { drawVolume, niceCeiling } from '../../../adapters/discord/volume-chart.ts';

const HOUR = 3_600_000;
const endsAt = new Date('2025-03-10T12:00:00Z');
const RED = [229, 72, 77];

/** Red pixels of each column of the chart, left to right. */
function barHeights(png: Buffer): number[] {
  const image = PNG.sync.read(png);
  return Array.from({ length: image.width }, (_each, x) => {
    let height = 0;
    for (let y = 0; y < image.height; y += 1) {
      const at = (y * image.width + x) * 4;
      if (RED.every((part, index) => image.data[at + index] === part)) height += 1;
    }
    return height;
  });
}

it('draws a bar as high as its count, oldest at the left', () => {
  const heights = barHeights(drawVolume({ counts: [1, 0, 2], stepMs: HOUR, endsAt }, 'breaking'));

  const [first, second, third] = [180, 424, 660].map((x) => heights[x] ?? 0);
  expect(second).toBe(0);
  expect(first).toBeGreaterThan(0);
  expect(third).toBe((first ?? 0) * 2);
});

it('draws a scale and times even when nothing happened', () => {
  const image = PNG.sync.read(drawVolume({ counts: [], stepMs: HOUR, endsAt }));

  expect([image.width, image.height]).toEqual([800, 240]);
  expect(
    new Set(Array.from({ length: image.width * image.height }, (_each, n) => image.data[n * 4])).size,
  ).toBe(3);
});

it.each([
  [1, 1],
  [3, 5],
  [19, 20],
  [20, 20],
  [51, 100],
  [4200, 5000],
])('ends the scale for a peak of %i at %i', (peak, top) => {
  expect(niceCeiling(peak)).toBe(top);
});

it('shows any item as more than none and adds neighbours up when there is no room', () => {
  expect(sparkline([0, 1, 100], 10)).toBe('▁▂█');
  expect(sparkline([1, 1, 1, 1, 0, 0], 3)).toBe('██▁');
});
