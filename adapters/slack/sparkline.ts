import type { Volume } from '../../src/messages/message.ts';

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
/** As wide as fits on a phone without a line break. */
const MAX_BARS = 30;
const HOUR_MS = 3_600_000;

/** Bars as text, oldest first; neighbours are added up when there are more steps than fit. */
export function sparkline(volume: Volume): string {
  const perBar = Math.max(1, Math.ceil(volume.counts.length / MAX_BARS));
  const sums: number[] = [];
  // From the end, so that the newest bar is always a whole one.
  for (let end = volume.counts.length; end > 0; end -= perBar)
    sums.unshift(volume.counts.slice(Math.max(0, end - perBar), end).reduce((sum, count) => sum + count, 0));
  const top = Math.max(1, ...sums);
  return sums
    .map((sum) => (sum === 0 ? BARS[0] : BARS[Math.max(1, Math.round((sum / top) * (BARS.length - 1)))]))
    .join('');
}

/** What the bars show: `42 items in 24 hours`. */
export function volumeCaption({ counts, stepMs }: Volume): string {
  const items = counts.reduce((sum, count) => sum + count, 0);
  const hours = Math.round((counts.length * stepMs) / HOUR_MS);
  const span = hours > 48 ? `${Math.round(hours / 24)} days` : `${hours} ${hours === 1 ? 'hour' : 'hours'}`;
  return `${items} ${items === 1 ? 'item' : 'items'} in ${span}`;
}
