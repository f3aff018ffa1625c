import type { Volume } from '../../src/messages/message.ts';

const LEVELS = '▁▂▃▄▅▆▇█';
const HOUR_MS = 3_600_000;

/** Counts as a row of bars, at most `width` of them; neighbours are added up when there are more. */
export function sparkline(counts: readonly number[], width: number): string {
  const bars = merge(counts, width);
  const peak = Math.max(...bars, 1);
  return bars
    .map((count) => LEVELS[count <= 0 ? 0 : Math.ceil((count / peak) * (LEVELS.length - 1))])
    .join('');
}

/** Counts added up in equal groups so that at most `width` remain. */
export function merge(counts: readonly number[], width: number): number[] {
  const group = Math.max(1, Math.ceil(counts.length / width));
  const merged: number[] = [];
  // Groups end at the newest count, so that the last bar is never a part of a group.
  for (let end = counts.length; end > 0; end -= group) {
    merged.unshift(counts.slice(Math.max(0, end - group), end).reduce((sum, count) => sum + count, 0));
  }
  return merged;
}

/** "42 items over 24 h, at most 9 per hour" */
export function describeVolume({ counts, stepMs }: Volume): string {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return `${total} ${total === 1 ? 'item' : 'items'} over ${span(counts.length * stepMs)}, at most ${Math.max(0, ...counts)} per ${step(stepMs)}`;
}

function span(ms: number): string {
  const hours = ms / HOUR_MS;
  if (hours < 1) return `${Math.round(ms / 60_000)} min`;
  return hours <= 72 ? `${round(hours)} h` : `${round(hours / 24)} days`;
}

function step(ms: number): string {
  if (ms === HOUR_MS) return 'hour';
  if (ms === 24 * HOUR_MS) return 'day';
  return span(ms);
}

const round = (value: number): string => String(Math.round(value * 10) / 10);
