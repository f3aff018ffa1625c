import type { Volume } from './message.ts';

const BARS = '▁▂▃▄▅▆▇█';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Bars for counts, oldest first, at most `columns` of them: neighbours are added up when there are more. Only 0 gets the lowest bar. */
export function sparkline(counts: readonly number[], columns: number): string {
  const sums = squeeze(counts, columns);
  const most = Math.max(...sums, 1);
  return sums
    .map((count) => BARS[count === 0 ? 0 : Math.max(1, Math.round((count / most) * (BARS.length - 1)))])
    .join('');
}

/** `42 items in 7 days, at most 12 a day`; with `until`, `42 items in 7 days to 17 Mar 14:02, …`. */
export function legend({ counts, stepMs }: Volume, until?: string): string {
  const known = counts.map(countable);
  const total = known.reduce((sum, count) => sum + count, 0);
  const span = `${spell(counts.length * stepMs)}${until === undefined ? '' : ` to ${until}`}`;
  if (total === 0) return `nothing in ${span}`;
  const items = total === 1 ? '1 item' : `${total} items`;
  return `${items} in ${span}, at most ${Math.max(...known)} ${perStep(stepMs)}`;
}

/** Counts added up in equal groups so that at most `columns` remain. */
export function squeeze(counts: readonly number[], columns: number): number[] {
  const group = Math.max(1, Math.ceil(counts.length / Math.max(1, columns)));
  const sums: number[] = [];
  // From the end, so that the newest bar always covers a whole group.
  for (let end = counts.length; end > 0; end -= group) {
    const members = counts.slice(Math.max(0, end - group), end).map(countable);
    sums.unshift(members.reduce((sum, count) => sum + count, 0));
  }
  return sums;
}

const countable = (count: number): number => (Number.isFinite(count) && count > 0 ? count : 0);

function spell(ms: number): string {
  if (ms >= 2 * DAY_MS) return `${Math.round(ms / DAY_MS)} days`;
  if (ms >= 2 * HOUR_MS) return `${Math.round(ms / HOUR_MS)} hours`;
  return `${Math.round(ms / MINUTE_MS)} minutes`;
}

function perStep(stepMs: number): string {
  if (stepMs === DAY_MS) return 'a day';
  if (stepMs === HOUR_MS) return 'an hour';
  return stepMs === 7 * DAY_MS ? 'a week' : `in ${spell(stepMs)}`;
}
