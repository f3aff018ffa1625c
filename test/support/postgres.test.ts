import { Client } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from './postgres.ts';

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {}); // dropped under it
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

it('gives each caller an empty UTF-8 database of its own', async () => {
  const [one, two] = await Promise.all([freshDatabase(), freshDatabase()]);
  onTestFinished(one.drop);
  onTestFinished(two.drop);
  const first = await connect(one.url);
  const second = await connect(two.url);

  await first.query('create table mine (id int)');
  const seen = await second.query(
    `select to_regclass('mine') as mine, current_setting('server_encoding') as encoding`,
  );

  expect(seen.rows).toEqual([{ mine: null, encoding: 'UTF8' }]);
});

it('copies a template and is gone after drop', async () => {
  const template = await freshDatabase();
  onTestFinished(() => template.drop());
  const made = new Client({ connectionString: template.url });
  await made.connect();
  await made.query('create table kept as select 7 as number');
  await made.end();

  const copy = await freshDatabase({ template: new URL(template.url).pathname.slice(1) });
  const client = await connect(copy.url);
  expect((await client.query('select number from kept')).rows).toEqual([{ number: 7 }]);

  await copy.drop();
  await expect(connect(copy.url)).rejects.toMatchObject({ code: '3D000' });
});
