// What is asked of the program: two rounds as fast as it can, then a while at the feeds' intervals.
import { setTimeout as delay } from 'node:timers/promises';
import type { Installation } from './installation.ts';
import type { Publisher } from './servers.ts';

const BENCH_FEEDS = `url like 'http://127.1.%'`;

async function number({ database }: Installation, expression: string): Promise<number> {
  const { rows } = await database.pool.query<{ value: number }>(`select (${expression})::float8 as value`);
  return rows[0]?.value ?? 0;
}

/** Makes the feeds of these addresses due and waits until each was polled. Returns the seconds. */
export async function roundOf(installation: Installation, urls: readonly string[]): Promise<number> {
  const polls = `select sum(polls) from feeds where ${BENCH_FEEDS}`;
  const before = await number(installation, polls);
  const start = performance.now();
  await installation.database.pool.query(
    `update feeds set state = 'active', next_due_at = now(), enqueued_until = null where url = any($1)`,
    [urls],
  );
  while ((await number(installation, polls)) < before + urls.length) await delay(100);
  return (performance.now() - start) / 1000;
}

/** Waits until every item has its verdict. Returns the seconds. */
export async function settle(installation: Installation): Promise<number> {
  const start = performance.now();
  while ((await number(installation, 'select count(*) from items where classified_at is null')) > 0)
    await delay(100);
  return (performance.now() - start) / 1000;
}

/** Waits until every message was sent. */
export async function delivered(installation: Installation): Promise<void> {
  while ((await number(installation, `select count(*) from deliveries where state = 'pending'`)) > 0)
    await delay(100);
}

export interface Steady {
  readonly feeds: number;
  readonly minutes: number;
  readonly intervalS: number;
  readonly itemsPerSecond: number;
}

/** Lets every feed be polled once an interval while items are published. Returns when each item was published. */
export async function steady(
  installation: Installation,
  publisher: Publisher,
  { feeds, minutes, intervalS, itemsPerSecond }: Steady,
): Promise<ReadonlyMap<number, number>> {
  const { pool } = installation.database;
  await pool.query(
    `update feeds set next_due_at = now() + random() * $1 * interval '1 second' where ${BENCH_FEEDS}`,
    [intervalS],
  );
  const published = new Map<number, number>();
  const start = performance.now();
  for (let tick = 1; performance.now() - start < minutes * 60_000; tick += 1) {
    for (let each = 0; each < itemsPerSecond; each += 1) {
      const item = published.size;
      publisher.publish({ feed: (item * 7919) % feeds, number: item });
      published.set(item, Date.now());
    }
    // The shortest interval that the program allows is five minutes: ten minutes of that would say little.
    await pool.query(
      `update feeds set next_due_at = last_checked_at + $1 * interval '1 second'
       where ${BENCH_FEEDS} and lease_until is null and next_due_at > last_checked_at + ($1 + 1) * interval '1 second'`,
      [intervalS],
    );
    await delay(Math.max(0, start + tick * 1000 - performance.now()));
  }
  return published;
}

/** When the poll that found each item kept it, by the item's number. */
export async function seenTimes({ database }: Installation): Promise<ReadonlyMap<number, number>> {
  const { rows } = await database.pool.query<{ title: string; seen_at: Date }>(
    `select title, seen_at from items where title ~ ' ref[0-9]{4,}q$'`,
  );
  return new Map(
    rows.map(({ title, seen_at }) => [Number(/ref(\d+)q$/u.exec(title)?.[1]), seen_at.getTime()]),
  );
}
