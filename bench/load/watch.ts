// Looks at everything every few seconds while a phase goes on.
import { setTimeout as delay } from 'node:timers/promises';
import { usageOf, type Usage } from './processes.ts';

export interface Watched {
  readonly name: string;
  readonly pid: number;
  readonly withChildren?: boolean;
}

export interface Sample {
  /** Seconds since the phase began. */
  readonly atS: number;
  readonly usage: Readonly<Record<string, Usage>>;
  /** Jobs waiting or running, over all lanes; null when the program did not answer. */
  readonly queued: number | null;
  /** Of the program's event loop since the sample before, in milliseconds. */
  readonly lag: { readonly p50: number; readonly p99: number; readonly max: number } | null;
}

export interface Watch {
  /** Takes a last sample and returns all of them. */
  stop(): Promise<readonly Sample[]>;
}

/** What each process spends on some work, in seconds of CPU. */
export async function spentOn(
  processes: readonly Watched[],
  work: () => Promise<number>,
): Promise<{ readonly tookS: number; readonly cpuS: Readonly<Record<string, number>> }> {
  const look = () =>
    Promise.all(processes.map(({ pid, withChildren }) => usageOf(pid, withChildren ?? false)));
  const before = await look();
  const tookS = await work();
  const after = await look();
  const cpuS = processes.map(({ name }, at) => [name, (after[at]?.cpuS ?? 0) - (before[at]?.cpuS ?? 0)]);
  return { tookS, cpuS: Object.fromEntries(cpuS) };
}

export function watch(processes: readonly Watched[], metricsUrl: string, everyMs: number): Watch {
  const start = performance.now();
  const samples: Sample[] = [];
  const stop = new AbortController();
  const look = async (): Promise<void> => {
    const atS = (performance.now() - start) / 1000;
    const usage = await Promise.all(
      processes.map(
        async ({ name, pid, withChildren }) => [name, await usageOf(pid, withChildren ?? false)] as const,
      ),
    );
    samples.push({ atS, usage: Object.fromEntries(usage), ...(await metricsOf(metricsUrl)) });
  };
  const running = (async () => {
    while (!stop.signal.aborted) {
      await look();
      await delay(everyMs, undefined, { signal: stop.signal }).catch(() => {});
    }
    await look();
  })();
  return {
    async stop() {
      stop.abort();
      await running;
      return samples;
    },
  };
}

async function metricsOf(url: string): Promise<Pick<Sample, 'queued' | 'lag'>> {
  const text = await fetch(url)
    .then((answer) => answer.text())
    .catch(() => null);
  if (text === null) return { queued: null, lag: null };
  const values = (name: string): number[] =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)`, 'gmu'))].map(([, value]) => Number(value));
  const lag = (name: string): number => (values(`nodejs_eventloop_lag_${name}_seconds`)[0] ?? 0) * 1000;
  return {
    queued: values('storywatch_queue_jobs').reduce((sum, each) => sum + each, 0),
    lag: { p50: lag('p50'), p99: lag('p99'), max: lag('max') },
  };
}
