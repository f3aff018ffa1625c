import { createMetrics } from '../../adapters/web/metrics.ts';
import { createReadiness } from '../../adapters/web/readiness.ts';
import { startWebServer, type Handle, type WebServer } from '../../adapters/web/server.ts';
import { CHARTS_PATH, createCharts, type Charts } from '../../adapters/web/charts.ts';
import { EVENTS_PATH } from '../../adapters/slack/events-path.ts';
import type { LaneDepths } from '../../adapters/web/metrics.ts';
import { PersonError } from '../cli/person-error.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Dependency } from '../ports/dependency.ts';
import type { ReadFigures } from '../ports/figures.ts';

export interface WebParts {
  readonly config: Config;
  readonly version: string;
  readonly readFigures: ReadFigures;
  readonly queueDepths: () => Promise<LaneDepths>;
  /** Resolves when the database answers. */
  readonly pingDatabase: () => Promise<unknown>;
  readonly dependencies: readonly Dependency[];
  readonly slackEvents: Handle | undefined;
  readonly charts: Charts | undefined;
  readonly clock: () => Date;
  readonly log: Log;
}

/** Serves health and metrics on HOST and PORT, and takes Slack's requests when they come over HTTP. */
export async function openWeb(parts: WebParts): Promise<WebServer> {
  const { config, slackEvents, charts, log } = parts;
  const { host, port } = config.web;
  const readiness = createReadiness([
    answering('database', parts.pingDatabase),
    answering('queue', parts.queueDepths),
    ...parts.dependencies,
  ]);
  const metrics = createMetrics({ ...parts, readiness });
  const mounts = new Map<string, Handle>([
    ...(slackEvents ? [[EVENTS_PATH, slackEvents] as const] : []),
    ...(charts ? [[CHARTS_PATH, charts.handle] as const] : []),
  ]);
  try {
    const server = await startWebServer({ host, port, readiness, metrics, mounts, log });
    log.info(server.address, 'web: /healthz, /readyz and /metrics');
    return server;
  } catch (error) {
    throw new PersonError(
      `Nothing can be served on port ${port} of ${host} (${String(error)}). Set PORT and HOST to what is free here.`,
    );
  }
}

const answering = (name: string, ask: () => Promise<unknown>): Dependency => ({
  name,
  async state() {
    await ask();
    return { ok: true, detail: 'answers' };
  },
});

/** Pictures for places that show them by address, as Slack does; undefined where nobody could fetch them. */
export async function chartsOf({ web, secretKey, slack }: Config): Promise<Charts | undefined> {
  const key = secretKey ?? slack?.botToken;
  if (web.publicUrl === undefined || key === undefined) return undefined;
  const { drawVolume } = await import('../../adapters/discord/volume-chart.ts');
  return createCharts({ publicUrl: web.publicUrl, key, draw: (volume) => drawVolume(volume) });
}
