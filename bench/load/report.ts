import type { Sample } from './watch.ts';

export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly count: number;
}

export function quantiles(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), count: sorted.length };
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, each) => sum + each, 0) / values.length;

const most = (values: readonly number[]): number => Math.max(0, ...values);

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;

/** A row for each process: memory at most and at both ends of the phase, and how much of a core it took. */
export function processTable(samples: readonly Sample[]): string {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last) return '';
  const names = Object.keys(first.usage);
  const took = Math.max(0.001, last.atS - first.atS);
  const rows = names.map((name) => {
    const of = (sample: Sample, field: 'rssMb' | 'pssMb' | 'cpuS'): number =>
      sample.usage[name]?.[field] ?? 0;
    const cpu = (of(last, 'cpuS') - of(first, 'cpuS')) / took;
    return [
      name,
      `${Math.round(most(samples.map((sample) => of(sample, 'pssMb'))))} MB`,
      `${Math.round(mean(early(samples).map((sample) => of(sample, 'pssMb'))))} MB`,
      `${Math.round(mean(late(samples).map((sample) => of(sample, 'pssMb'))))} MB`,
      `${Math.round(cpu * 100)} %`,
    ];
  });
  return table(['process', 'memory at most', 'first fifth', 'last fifth', 'CPU (of a core)'], rows);
}

const early = (samples: readonly Sample[]): readonly Sample[] =>
  samples.slice(0, Math.ceil(samples.length / 5));
const late = (samples: readonly Sample[]): readonly Sample[] =>
  samples.slice(Math.floor((samples.length * 4) / 5));

/** All memory of these processes together, at most, in MB. */
export const memoryOf = (samples: readonly Sample[], names: readonly string[]): number =>
  most(samples.map(({ usage }) => names.reduce((sum, name) => sum + (usage[name]?.pssMb ?? 0), 0)));

export function loopLine(samples: readonly Sample[]): string {
  const lags = samples.flatMap(({ lag }) => lag ?? []);
  const depths = samples.flatMap(({ queued }) => queued ?? []);
  const p50 = quantiles(lags.map((lag) => lag.p50)).p50;
  return (
    `event-loop delay p50 ${p50.toFixed(0)} ms, p99 ${quantiles(lags.map((lag) => lag.p99)).p50.toFixed(0)} ms (median of looks), ` +
    `worst ${most(lags.map((lag) => lag.max)).toFixed(0)} ms; jobs in the queue: ${quantiles(depths).p50} (median), ${most(depths)} (most)`
  );
}
