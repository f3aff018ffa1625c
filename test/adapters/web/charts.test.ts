import { PNG } from 'pngjs';
import { expect, it, onTestFinished } from 'vitest';
import { drawVolume } from '../../../adapters/discord/volume-chart.ts';
import { CHARTS_PATH, createCharts, type Charts } from '../../../adapters/web/charts.ts';
import { createReadiness } from '../../../adapters/web/readiness.ts';
import { startWebServer } from '../../../adapters/web/server.ts';
import { HOUR_MS, NOON } from '../../support/builders.ts';
import { silentLog } from '../../support/store.ts';

const VOLUME = { counts: [0, 3, 12], stepMs: HOUR_MS, endsAt: NOON };

const charts = (key = 'a key of this installation'): Charts =>
  createCharts({ publicUrl: 'https://bot.example.org/', key, draw: (volume) => drawVolume(volume) });

/** Serves the charts; returns the address here of a path there. */
async function serve({ handle }: Charts): Promise<(url: string) => string> {
  const server = await startWebServer({
    host: '127.0.0.1',
    port: 0,
    readiness: createReadiness([]),
    metrics: { contentType: 'text/plain', text: async () => '' },
    mounts: new Map([[CHARTS_PATH, handle]]),
    log: silentLog,
  });
  onTestFinished(() => server.close());
  return (url) => `http://127.0.0.1:${server.address.port}${new URL(url).pathname}`;
}

it('serves the picture of a volume at an address that says all that is on it', async () => {
  const url = charts().urlOf(VOLUME);
  const here = await serve(charts());

  const answer = await fetch(here(url));

  expect(url).toMatch(/^https:\/\/bot\.example\.org\/chart\/[\w-]+\.[\w-]+\.png$/u);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('image/png');
  expect(PNG.sync.read(Buffer.from(await answer.arrayBuffer()))).toMatchObject({ width: 800, height: 240 });
});

it('answers a look at its head without the picture', async () => {
  const here = await serve(charts());

  const answer = await fetch(here(charts().urlOf(VOLUME)), { method: 'HEAD' });

  expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 0]);
});

it.each([
  ['made with another key', charts('another key').urlOf(VOLUME)],
  ['of figures that were changed', charts().urlOf(VOLUME).replace('/chart/e', '/chart/f')],
  ['without a signature', 'https://bot.example.org/chart/e30.png'],
  ['of nothing', 'https://bot.example.org/chart/'],
])('has no picture at an address %s', async (_what, url) => {
  const here = await serve(charts());

  expect((await fetch(here(url))).status).toBe(404);
});

it('stays within the length of an address that Slack takes', () => {
  const most = { ...VOLUME, counts: Array.from({ length: 170 }, () => 9_999) };

  expect(charts().urlOf(most).length).toBeLessThan(3_000);
});
