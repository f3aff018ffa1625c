import { EventEmitter, once } from 'node:events';
import type { Pool } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { openControlPool } from '../../../adapters/postgres/control-pool.ts';
import { createLeases } from '../../../adapters/postgres/leadership-lease.ts';
import { createOffice, type Office, type OfficeOptions } from '../../../adapters/postgres/leadership.ts';
import { silentLog, useStore } from '../../support/store.ts';
import { until } from '../../support/waiting.ts';

const database = useStore();

interface Candidate {
  readonly office: Office;
  readonly pool: Pool;
  /** What its terms did, oldest first. */
  readonly did: string[];
}

/** A process, as far as the lease can tell. */
function candidate(over: Partial<OfficeOptions> = {}): Candidate {
  const pool = openControlPool(database.url, silentLog);
  const did: string[] = [];
  const office = createOffice({
    leases: createLeases(pool),
    name: 'discord',
    newTerm: () => ({
      start: async () => void did.push('start'),
      stop: async () => void did.push('stop'),
      isUp: () => true,
    }),
    isHopeless: () => true,
    log: silentLog,
    ...over,
  });
  onTestFinished(async () => {
    await office.end();
    if (!pool.ending) await pool.end();
  });
  return { office, pool, did };
}

it('is held by the first, while the second stands by', async () => {
  const first = candidate();
  const second = candidate();

  await first.office.start();
  await second.office.start();

  expect([first.office.state(), second.office.state()]).toEqual(['held', 'standby']);
  expect([first.did, second.did]).toEqual([['start'], []]);
});

it('says when the connection of its holder is lost', async () => {
  let up = true;
  const { office } = candidate({
    newTerm: () => ({ start: async () => {}, stop: async () => {}, isUp: () => up }),
  });
  await office.start();
  expect(office.state()).toBe('held');

  up = false;

  expect(office.state()).toBe('reconnecting');
});

it('goes to one of many that stand at once', async () => {
  const all = Array.from({ length: 10 }, () => candidate());

  await Promise.all(all.map(({ office }) => office.start()));

  expect(all.filter(({ office }) => office.state() === 'held')).toHaveLength(1);
});

it('goes to the next as soon as the holder ends, and not before that has stopped', async () => {
  const stopping = new EventEmitter();
  const first = candidate({
    newTerm: () => ({
      start: async () => {},
      async stop() {
        const done = once(stopping, 'done');
        stopping.emit('asked');
        await done;
      },
      isUp: () => true,
    }),
  });
  const second = candidate();
  await first.office.start();
  await second.office.start();

  const asked = once(stopping, 'asked');
  const ended = first.office.end();
  await asked;
  const { rows } = await database.pool.query('select name from leases');
  expect(rows).toEqual([{ name: 'discord' }]);
  const holders = async () =>
    (await database.pool.query<{ holder: string }>('select holder from leases')).rows;
  const [before] = await holders();
  stopping.emit('done');
  await ended;

  // Let go, not run out.
  expect(await holders()).not.toContainEqual(before);
  await until(() => second.office.state() === 'held', 'the second holds it');
});

it('goes to another when the holder vanishes, once the lease has run out', async () => {
  await database.pool.query(
    `insert into leases values ('discord', gen_random_uuid(), now() + interval '2 seconds')`,
  );
  const { office, did } = candidate();
  await office.start();
  expect([office.state(), did]).toEqual(['standby', []]);

  await until(() => office.state() === 'held', 'it holds the lease');
});

it('is given up by a holder that hears that another has it', async () => {
  const { office, did } = candidate();
  await office.start();

  // As after a long sleep of this machine.
  await database.pool.query('update leases set holder = gen_random_uuid()');

  await until(() => did.includes('stop'), 'it stops');
  expect(office.state()).toBe('standby');
});

it('is given up before it runs out by a holder that hears nothing', async () => {
  const { office, pool, did } = candidate();
  await office.start();

  await pool.end();

  await until(() => did.includes('stop'), 'it stops');
  const { rows } = await database.pool.query(`select until > now() as still from leases`);
  expect(rows).toEqual([{ still: true }]);
});

it('throws what a hopeless first term throws, and leaves the lease to others', async () => {
  const refusal = new Error('the token is refused');
  const first = candidate({
    newTerm: () => ({ start: () => Promise.reject(refusal), stop: async () => {}, isUp: () => false }),
  });
  const second = candidate();

  await expect(first.office.start()).rejects.toBe(refusal);
  await second.office.start();

  expect(second.office.state()).toBe('held');
});

it('is free at once when whoever is alone forgets all leases', async () => {
  await database.pool.query(
    `insert into leases values ('discord', gen_random_uuid(), now() + interval '1 hour')`,
  );

  await createLeases(database.pool).forgetAll();

  const { office } = candidate();
  await office.start();
  expect(office.state()).toBe('held');
});
