import { EventEmitter, once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../adapters/postgres/database.ts';
import { createHostPace } from '../../../adapters/postgres/host-pace.ts';
import type { HostPace } from '../../../src/ports/host-pace.ts';
import { hostPaceContract } from '../../contracts/host-pace.ts';
import { silentLog, useStore } from '../../support/store.ts';

const database = useStore();

/** The pace as another process sees it. */
async function otherProcess(gapMs: number): Promise<HostPace> {
  const other = await openDatabase(database.url, silentLog);
  onTestFinished(() => other.close());
  return createHostPace(other.pool, () => gapMs);
}

const here = (gapMs: number): HostPace => createHostPace(database.pool, () => gapMs);
hostPaceContract(() => here(10));

const answer = async (): Promise<string> => 'answer';
const asked = { kind: 'asked', value: 'answer' };
const MINUTE_MS = 60_000;

/** Milliseconds until the one host that was asked may be asked again. */
async function kept(): Promise<number> {
  const { rows } = await database.pool.query<{ ms: number }>(
    `select extract(epoch from until - now())::float8 * 1000 as ms from host_blocks`,
  );
  return rows[0]?.ms ?? 0;
}

it('lets one of many processes ask a host', async () => {
  const processes = await Promise.all(Array.from({ length: 10 }, () => otherProcess(MINUTE_MS)));

  const turns = await Promise.all(processes.map((pace) => pace.ask('news.example', answer)));

  expect(turns.filter(({ kind }) => kind === 'asked')).toEqual([asked]);
});

it('gives each of those who wait a turn of its own, the gap apart', async () => {
  const pace = here(MINUTE_MS);
  await pace.ask('news.example', answer);

  const waits: number[] = [];
  for (let count = 0; count < 5; count += 1) {
    const turn = await pace.ask('news.example', answer);
    if (turn.kind === 'wait') waits.push(turn.waitMs);
  }

  expect(waits).toHaveLength(5);
  const apart = waits.slice(1).map((wait, index) => wait - (waits[index] ?? 0));
  expect(Math.min(...apart)).toBeGreaterThanOrEqual(MINUTE_MS);
});

it('keeps others away from a host for as long as a request takes, and the gap after it', async () => {
  const gapMs = 300;
  const other = await otherProcess(gapMs);
  const slow = new EventEmitter();
  const first = here(gapMs).ask('slow.example', () => once(slow, 'answer'));
  while ((await kept()) < 2 * gapMs); // it takes longer than the gap

  expect(await other.ask('slow.example', answer)).toMatchObject({ kind: 'wait' });
  slow.emit('answer');
  await first;

  expect(await kept()).toBeLessThanOrEqual(gapMs);
});

it('leaves a blocked host alone, in other processes and after a restart', async () => {
  await here(1).block('busy.example', MINUTE_MS, 'asked to come back later (429)');

  const turn = await (await otherProcess(1)).ask('busy.example', answer);

  expect(turn).toMatchObject({ kind: 'wait' });
  expect(turn.kind === 'wait' && turn.waitMs).toBeGreaterThan(MINUTE_MS / 2);
});

it('does not shorten a block when the request that met it ends', async () => {
  const pace = here(10);
  await pace.ask('busy.example', async () => {
    await pace.block('busy.example', MINUTE_MS, 'asked to come back later (429)');
    await new Promise((resolve) => setTimeout(resolve, 50)); // longer than the gap
  });

  expect(await pace.ask('busy.example', answer)).toMatchObject({ kind: 'wait' });
});

it('asks nothing of the database where there is no gap', async () => {
  const pace = here(0);
  await pace.ask('news.example', answer);

  expect(await pace.ask('news.example', answer)).toEqual(asked);
  expect((await database.pool.query('select from host_blocks')).rowCount).toBe(0);
});
