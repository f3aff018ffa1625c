// Figures of the whole installation are read from the tables when they are asked for: every process gives the same
// ones, a restart loses none, and a worker needs no port. Only what Node says of itself is about this process.
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Log } from '../../src/log.ts';
import type { Figures, ReadFigures } from '../../src/ports/figures.ts';
import type { Readiness } from './readiness.ts';

/** Jobs of a queue's lane by state. */
export type LaneDepths = Readonly<Record<string, Readonly<Record<'waiting' | 'active' | 'delayed', number>>>>;

export interface MetricsOptions {
  readonly version: string;
  readonly readFigures: ReadFigures;
  readonly queueDepths: () => Promise<LaneDepths>;
  readonly readiness: Readiness;
  readonly clock: () => Date;
  readonly log: Log;
}

export interface Metrics {
  readonly contentType: string;
  /** In Prometheus' text format. What cannot be had now is left out. */
  text(): Promise<string>;
}

/** Scrapers that come at the same time share one look into the tables. */
const FRESH_FOR_MS = 5_000;
/** Prometheus gives up after ten seconds. */
const WITHIN_MS = 8_000;

export function createMetrics(options: MetricsOptions): Metrics {
  const own = new Registry();
  collectDefaultMetrics({ register: own });
  const registry = new Registry();
  const show = declare(registry, options.version);
  let latest: { readonly text: Promise<string>; readonly at: number } | undefined;

  async function collect(): Promise<string> {
    const { log } = options;
    const missing = (what: string) => (error: unknown) => {
      log.warn({ what, err: error }, 'metrics are not complete');
      return null;
    };
    const [figures, depths, readiness] = await Promise.all([
      within(options.readFigures(options.clock())).catch(missing('figures')),
      within(options.queueDepths()).catch(missing('queue')),
      options.readiness.look(),
    ]);
    registry.resetMetrics(); // a state that is no more must not stay
    show.build();
    if (figures) show.figures(figures);
    for (const [lane, depth] of Object.entries(depths ?? {})) show.depth(lane, depth);
    for (const { name, ok, detail } of readiness.dependencies) show.dependency(name, ok, detail);
    return `${await registry.metrics()}\n${await own.metrics()}`;
  }

  return {
    contentType: registry.contentType,
    text() {
      if (!latest || performance.now() - latest.at > FRESH_FOR_MS)
        latest = { text: collect(), at: performance.now() };
      return latest.text;
    },
  };
}

function declare(registry: Registry, version: string) {
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name: `storywatch_${name}`, help, labelNames, registers: [registry] });
  const build = gauge('build_info', 'Version of the program; always 1.', ['version']);
  const feeds = gauge('feeds', 'Feeds by state.', ['state']);
  const overdue = gauge('feeds_overdue', 'Feeds that should have been polled over a minute ago.');
  const polls = new Counter({
    name: 'storywatch_polls_total',
    help: 'Polls by outcome, since the installation began.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const items = gauge('items', 'Items, classified or waiting for it.', ['state']);
  const verdicts = gauge('verdicts', 'Items by what was decided of them.', ['state']);
  const stories = gauge('stories', 'Stories by phase.', ['phase']);
  const deliveries = gauge('deliveries', 'Messages by platform and state.', ['platform', 'state']);
  const oldest = gauge('delivery_oldest_waiting_seconds', 'Age of the oldest message that could be posted.');
  const delay = gauge('delivery_delay_seconds', 'From an item to its message, over the last hour.', [
    'from',
    'quantile',
  ]);
  const jobs = gauge('queue_jobs', 'Jobs in the queue by lane and state.', ['lane', 'state']);
  const up = gauge('dependency_up', 'Whether what this process needs is there.', ['dependency']);
  const held = gauge('chat_held', 'Whether this process holds the connection of a chat.', ['chat']);

  return {
    build: () => build.set({ version }, 1),
    depth(lane: string, depth: LaneDepths[string]) {
      for (const [state, count] of Object.entries(depth)) jobs.set({ lane, state }, count);
    },
    dependency(name: string, ok: boolean, detail: string) {
      up.set({ dependency: name }, ok ? 1 : 0);
      if (name === 'slack' || name === 'discord') held.set({ chat: name }, detail === 'connected' ? 1 : 0);
    },
    figures(figures: Figures) {
      for (const [state, count] of Object.entries(figures.feeds)) feeds.set({ state }, count);
      overdue.set(figures.feedsOverdue);
      for (const [outcome, count] of Object.entries(figures.polls)) polls.inc({ outcome }, count);
      for (const [state, count] of Object.entries(figures.items)) items.set({ state }, count);
      for (const [state, count] of Object.entries(figures.verdicts)) verdicts.set({ state }, count);
      for (const [phase, count] of Object.entries(figures.stories)) stories.set({ phase }, count);
      for (const { platform, state, count } of figures.deliveries) deliveries.set({ platform, state }, count);
      oldest.set(figures.oldestWaitingS);
      for (const { from, p50, p95, p99 } of figures.delays) {
        delay.set({ from, quantile: '0.5' }, p50);
        delay.set({ from, quantile: '0.95' }, p95);
        delay.set({ from, quantile: '0.99' }, p99);
      }
    },
  };
}

function within<T>(work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${WITHIN_MS} ms`)), WITHIN_MS).unref();
  });
  return Promise.race([work, late]);
}
