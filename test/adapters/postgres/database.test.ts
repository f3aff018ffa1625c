import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../adapters/postgres/database.ts';
import { freshDatabase } from '../../support/postgres.ts';
import { silentLog } from '../../support/store.ts';

const PROCESS = fileURLToPath(new URL('../../support/migrating-process.ts', import.meta.url));

async function emptyDatabase(): Promise<string> {
  const fresh = await freshDatabase();
  onTestFinished(() => fresh.drop());
  return fresh.url;
}

async function ask<Row>(url: string, query: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(query);
    return rows;
  } finally {
    await client.end();
  }
}

async function migrateInProcess(url: string): Promise<string> {
  const child = spawn(execPath, ['--import', 'tsx', PROCESS, url], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return said + complained;
}

it('makes the tables once when several processes start at once', async () => {
  const url = await emptyDatabase();

  const said = await Promise.all([1, 2, 3].map(() => migrateInProcess(url)));

  expect(said).toEqual(['ready\n', 'ready\n', 'ready\n']);
  const applied = await ask<{ hash: string }>(url, 'select hash from drizzle.__drizzle_migrations');
  expect(applied.length).toBeGreaterThan(0);
  expect(new Set(applied.map(({ hash }) => hash)).size).toBe(applied.length);
});

it('changes nothing when the tables are there', async () => {
  const url = await emptyDatabase();
  const first = await openDatabase(url, silentLog);
  await first.pool.query(`insert into topics values ('outages', 'Outages')`);
  await first.close();

  const second = await openDatabase(url, silentLog);
  onTestFinished(() => second.close());

  expect((await second.pool.query('select slug from topics')).rows).toEqual([{ slug: 'outages' }]);
});

it('throws what the server says when the database is not there', async () => {
  const url = new URL(await emptyDatabase());
  url.pathname = '/no_such_database';

  await expect(openDatabase(url.href, silentLog)).rejects.toMatchObject({ code: '3D000' });
});

it('goes on after its connections were cut', async () => {
  const url = await emptyDatabase();
  const database = await openDatabase(url, silentLog);
  onTestFinished(() => database.close());
  const cut = once(database.pool, 'error');

  await ask(
    url,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await cut;

  expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

it('goes on after a connection was cut in the middle of a transaction', async () => {
  const url = await emptyDatabase();
  const database = await openDatabase(url, silentLog);
  onTestFinished(() => database.close());

  const transaction = database.db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    await ask(url, `select pg_terminate_backend(${rows[0]?.pid})`);
    // Between two statements nobody waits for the connection: its end is an event and nobody's answer.
    await ask(url, 'select pg_sleep(0.1)');
    await tx.execute(sql`select 1`);
  });

  await expect(transaction).rejects.toThrow(/\S/u);
  expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

it('says what a failed migration means, and leaves the tables as they were', async () => {
  const url = await emptyDatabase();
  await ask(url, 'create table stories (mine text)');

  const opening = openDatabase(url, silentLog);

  await expect(opening).rejects.toMatchObject({
    name: 'MigrationError',
    message: expect.stringMatching(
      /could not be brought up to date.*relation "stories" already exists.*nothing was changed/is,
    ),
  });
  expect(
    await ask(url, "select table_name as name from information_schema.tables where table_schema = 'public'"),
  ).toEqual([{ name: 'stories' }]);
});
