import { PNG } from 'pngjs';
import type { Tone, Volume } from '../../src/messages/message.ts';
import { textHeight, textSquares, textWidth } from './pixel-font.ts';
import { squeeze } from '../../src/messages/sparkline.ts';

// Twice the width at which Discord shows an embed's image, so that it stays sharp on dense screens.
const WIDTH = 800;
const HEIGHT = 240;
const MARGIN = { left: 64, right: 16, top: 20, bottom: 44 };
const SCALE = 3;
const MAX_BARS = 120;
const DAY_MS = 86_400_000;

/** Each line as its difference from the one above: a chart packs best so, and trying every filter takes most of the time. */
const ENCODING = { filterType: 2, deflateStrategy: 0, deflateLevel: 6 } as const;

type Colour = readonly [red: number, green: number, blue: number];
// Readable on Discord's dark theme, and a card of its own on the light one.
const BACKGROUND: Colour = [43, 45, 49];
const GRID: Colour = [68, 70, 77];
const INK: Colour = [196, 199, 206];
const BARS: Readonly<Record<Tone, Colour>> = {
  breaking: [229, 72, 77],
  developing: [245, 165, 36],
  calm: [112, 144, 255],
  closed: [155, 158, 168],
  warning: [255, 197, 61],
};

/** A bar chart of items per step, as a PNG of 800 x 240 pixels: counts at the left, first and last time below, in UTC. */
export function drawVolume(volume: Volume, tone: Tone = 'calm'): Buffer {
  const image = new PNG({ width: WIDTH, height: HEIGHT });
  rectangle(image, { x: 0, y: 0, width: WIDTH, height: HEIGHT }, BACKGROUND);
  const counts = squeeze(volume.counts, MAX_BARS);
  const top = niceCeiling(Math.max(1, ...counts));
  drawScale(image, top);
  drawBars(image, counts, top, BARS[tone]);
  drawTimes(image, volume);
  return PNG.sync.write(image, ENCODING);
}

/** The least of 1, 2, 5, 10, 20, 50 … that is not below a peak: the top of the scale. */
export function niceCeiling(peak: number): number {
  const power = 10 ** Math.floor(Math.log10(peak));
  const factor = [1, 2, 5, 10].find((each) => each * power >= peak) ?? 10;
  return factor * power;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const PLOT: Box = {
  x: MARGIN.left,
  y: MARGIN.top,
  width: WIDTH - MARGIN.left - MARGIN.right,
  height: HEIGHT - MARGIN.top - MARGIN.bottom,
};

function drawScale(image: PNG, top: number): void {
  const marks = top % 2 === 0 ? [0, top / 2, top] : [0, top];
  for (const mark of marks) {
    const y = Math.round(PLOT.y + PLOT.height * (1 - mark / top));
    rectangle(image, { x: PLOT.x, y, width: PLOT.width, height: 2 }, GRID);
    const label = String(mark);
    write(image, label, PLOT.x - 12 - textWidth(label, SCALE), y - textHeight(SCALE) / 2);
  }
}

function drawBars(image: PNG, counts: readonly number[], top: number, colour: Colour): void {
  const step = PLOT.width / Math.max(1, counts.length);
  counts.forEach((count, index) => {
    const height = Math.round((PLOT.height * Math.max(0, count)) / top);
    const x = Math.round(PLOT.x + index * step);
    const width = Math.max(1, Math.round(PLOT.x + (index + 1) * step) - x - (step > 4 ? 2 : 0));
    rectangle(image, { x, y: PLOT.y + PLOT.height - height, width, height }, colour);
  });
}

function drawTimes(image: PNG, { counts, stepMs, endsAt }: Volume): void {
  const startsAt = new Date(endsAt.getTime() - counts.length * stepMs);
  const y = PLOT.y + PLOT.height + 16;
  write(image, axisTime(startsAt, stepMs), PLOT.x, y);
  const end = `${axisTime(endsAt, stepMs)}${stepMs < DAY_MS ? ' UTC' : ''}`;
  write(image, end, PLOT.x + PLOT.width - textWidth(end, SCALE), y);
}

/** `03-10 14:00` for steps below a day, `2025-03-10` for longer ones. */
function axisTime(at: Date, stepMs: number): string {
  const iso = at.toISOString();
  return stepMs < DAY_MS ? `${iso.slice(5, 10)} ${iso.slice(11, 16)}` : iso.slice(0, 10);
}

function write(image: PNG, text: string, x: number, y: number): void {
  for (const square of textSquares(text, SCALE)) {
    rectangle(
      image,
      { x: Math.round(x + square.x), y: Math.round(y + square.y), width: SCALE, height: SCALE },
      INK,
    );
  }
}

function rectangle(image: PNG, box: Box, [red, green, blue]: Colour): void {
  const left = Math.max(0, box.x);
  const right = Math.min(image.width, box.x + box.width);
  if (left >= right) return;
  const pixel = Uint8Array.of(red, green, blue, 255);
  for (let y = Math.max(0, box.y); y < Math.min(image.height, box.y + box.height); y += 1) {
    image.data.fill(pixel, (y * image.width + left) * 4, (y * image.width + right) * 4);
  }
}
