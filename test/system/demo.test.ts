import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startEmbeddedPostgres } from '../../adapters/postgres/embedded.ts';
import { query } from '../support/embedded.ts';
import { shownIn } from '../support/pages.ts';
import { dataFolder, settingsFor, start, SYSTEM_TEST_MS } from '../support/program.ts';

/** What the demo prints as news comes in, before it asks for a digest itself. */
const alertsOf = (said: string): string => said.split('storywatch> /digest now')[0] ?? '';

const headlinesOf = (page: string): readonly string[] =>
  [...page.matchAll(/ {2}• ([^]*?)\s\(https?:/gu)].map(([, title = '']) => title.replaceAll(/\s+/gu, ' '));

it(
  'shows alerts, a digest and both stories, and after a kill goes on without a silent repeat',
  { timeout: SYSTEM_TEST_MS },
  async () => {
    const dataDir = await dataFolder();
    const settings = settingsFor(dataDir);

    // Killed twice: while it reads what the feeds hold, and while it tells what is new.
    const first = start(['demo', '--once'], settings);
    await first.says('Reading 10 feeds');
    const atTheStart = await first.end('SIGKILL');
    const second = start(['demo', '--once'], settings);
    await second.says(/\n── [^]*\n\n/u);
    const inTheMiddle = await second.end('SIGKILL');
    const third = start(['demo', '--once'], settings);
    const whole = await third.leave();

    expect(whole.code).toBe(0);
    expect(inTheMiddle.said).toContain('The demo goes on where it was cut short.');
    expect(whole.said).toContain('The demo goes on where it was cut short.');
    expect(whole.said).toMatch(
      /storywatch> \/digest now[^]*Digest: \d+ stories moved[^]*storywatch> \/story us-treasury-breach[^]*What is known[^]*storywatch> \/story x-outage-2025-03-10[^]*What is known/u,
    );
    const alerts = shownIn([atTheStart, inTheMiddle, whole].map(({ said }) => alertsOf(said)));
    const headlines = alerts.flatMap((page) => headlinesOf(page));
    expect(headlines.length).toBeGreaterThan(0);
    expect(headlines.filter((headline, index) => headlines.indexOf(headline) !== index)).toEqual([]);
    expect(alerts.length).toBe(await messagesKept(join(dataDir, 'demo')));
  },
);

/** How many messages were posted to the terminal; each was a page. */
async function messagesKept(dataDir: string): Promise<number> {
  const server = await startEmbeddedPostgres({ dataDir });
  try {
    const [row] = await query(server.url, 'select count(*)::int as posted from terminal_messages');
    return (row as { posted: number }).posted;
  } finally {
    await server.stop();
  }
}
