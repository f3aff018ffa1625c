import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { homeOf, newOptions, query, serverPid, startHere, temporaryFolder } from '../../support/embedded.ts';

describe('a first start', () => {
  it('gives a UTF-8 database that knows letters of all languages, in a folder with any name', async () => {
    const { url } = await startHere(newOptions(await temporaryFolder(), "Réda's 新闻 data"));

    const [facts] = await query(
      url,
      `select current_database() as name, current_setting('server_encoding') as encoding, lower('ÉПР') as lower`,
    );
    expect(facts).toEqual({ name: 'storywatch', encoding: 'UTF8', lower: 'éпр' });
    await query(url, 'create extension pg_trgm');
    const [{ alike }] = (await query(url, `select similarity('привет', 'привет') as alike`)) as [
      { alike: number },
    ];
    expect(alike).toBe(1);
  });

  it('is durable, small and lets nobody in without the password, from this machine only', async () => {
    const { durable: _, ...options } = newOptions(await temporaryFolder());
    const { url } = await startHere(options);

    const settings = await query(
      url,
      `select name, setting from pg_settings where name in
       ('fsync', 'synchronous_commit', 'listen_addresses', 'unix_socket_directories', 'max_connections') order by name`,
    );
    expect(settings).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'listen_addresses', setting: '127.0.0.1' },
      { name: 'max_connections', setting: '100' },
      { name: 'synchronous_commit', setting: 'on' },
      { name: 'unix_socket_directories', setting: '' },
    ]);
    const passwordFile = join(await homeOf(options.dataDir), 'password');
    expect((await stat(passwordFile)).mode & 0o777).toBe(0o600);
    expect(new URL(url).password).toBe(await readFile(passwordFile, 'utf8'));
    const guessed = new URL(url);
    guessed.password = 'guessed';
    await expect(query(guessed.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });
});

describe('a later start', () => {
  it('finds what was written, says what it does, and leaves no process', async () => {
    const steps: string[] = [];
    const options = {
      ...newOptions(await temporaryFolder()),
      onProgress: (step: string) => steps.push(step),
    };
    const first = await startHere(options);
    await query(first.url, `create table kept as select 'x' as word`);
    await first.stop();
    await first.stop();
    expect(await serverPid(options.dataDir)).toBeNull();

    const second = await startHere(options);

    expect(await query(second.url, 'select word from kept')).toEqual([{ word: 'x' }]);
    expect(steps).toEqual([
      `Creating the database in ${options.dataDir}`,
      'Starting PostgreSQL',
      'Starting PostgreSQL',
    ]);
  });

  it('makes the database again when it was dropped', async () => {
    const options = newOptions(await temporaryFolder());
    const first = await startHere(options);
    const maintenance = first.url.replace(/storywatch$/, 'postgres');
    await query(maintenance, 'drop database storywatch with (force)');
    await first.stop();

    const second = await startHere(options);

    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('says in the error what the server wrote to its log', async () => {
    const options = newOptions(await temporaryFolder());
    await (await startHere(options)).stop();
    const home = await homeOf(options.dataDir);
    await writeFile(join(home, 'data', 'postgresql.conf'), 'shared_bufers = 1\n');

    await expect(startHere(options)).rejects.toThrow(
      /did not start in .*unrecognized configuration parameter/s,
    );
  });
});
