import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  beginProcess,
  dropTemplate,
  homeOf,
  killHard,
  makeTemplate,
  newOptions,
  query,
  readyOptions,
  serverPid,
  startHere,
  temporaryFolder,
  until,
} from '../../support/embedded.ts';

const DEAD_PID = spawnSync('true').pid;

beforeAll(makeTemplate);
afterAll(dropTemplate);

describe('a pid file left behind', () => {
  it.each([
    ['of a process that is gone', () => DEAD_PID],
    ['whose number now belongs to another process', () => process.pid],
  ])('%s does not stop the next start', async (_, pid) => {
    const options = await readyOptions(await temporaryFolder());
    const first = await startHere(options);
    const path = join(await homeOf(options.dataDir), 'data', 'postmaster.pid');
    const left = await readFile(path, 'utf8');
    await first.stop();
    await writeFile(path, left.replace(/^\d+/, String(pid())));
    // Something else answers on the old port.
    const stranger = createServer((socket) => socket.end('220 not a database\r\n'));
    stranger.listen(Number(new URL(first.url).port), '127.0.0.1');
    await once(stranger, 'listening');
    onTestFinished(() => void stranger.close());

    const second = await startHere(options);

    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
  });

  it('in a copy of a data folder that is in use leads to a server of its own', async () => {
    const folder = await temporaryFolder();
    const original = await readyOptions(folder);
    const first = await startHere(original);
    const copy = newOptions(folder, 'copy');
    spawnSync('cp', ['-a', original.dataDir, copy.dataDir]);

    const second = await startHere(copy);

    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    await second.stop();
    expect(await query(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

it('a server that was killed is started again where it was, for those who use it', async () => {
  const options = await readyOptions(await temporaryFolder());
  const { url } = await startHere(options);
  const killed = await serverPid(options.dataDir);

  process.kill(killed ?? 0, 'SIGKILL');

  const held = `select 1 from pg_stat_activity where application_name = 'storywatch hold'`;
  await until(async () => {
    const again = await serverPid(options.dataDir);
    if (again === null || again === killed) return false;
    return (await query(url, held).catch(() => [])).length === 1;
  });
  expect(await serverPid(options.dataDir)).not.toBe(killed);
});

describe('creating the database', () => {
  it('starts over when the process is killed in the middle', async () => {
    const options = newOptions(await temporaryFolder());
    const child = beginProcess(options);
    const begun = async (): Promise<boolean> => {
      const entries = await readdir(options.dataDir, { recursive: true }).catch(() => []);
      return entries.some((entry) => entry.endsWith('data/base'));
    };
    await until(begun);
    await killHard({ child });
    expect(await readdir(options.dataDir)).not.toContain('postgres');

    const { url } = await startHere(options);

    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('clears up what a process left half made', async () => {
    const options = newOptions(await temporaryFolder());
    const half = join(options.dataDir, `postgres.new-${DEAD_PID}-0b52fa48-3bd8-4f6a-8a2b-6d39c7c4b7f1`);
    await mkdir(join(half, 'data', 'base'), { recursive: true });
    await writeFile(join(half, 'data', 'PG_VERSION'), '18\n');

    const { url } = await startHere(options);

    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await readdir(options.dataDir)).toEqual(['postgres']);
  });

  it('leaves the attempt of a living process alone', async () => {
    const options = newOptions(await temporaryFolder());
    const theirs = `postgres.new-${process.pid}-0b52fa48-3bd8-4f6a-8a2b-6d39c7c4b7f1`;
    await mkdir(join(options.dataDir, theirs), { recursive: true });

    await startHere(options);

    expect((await readdir(options.dataDir)).toSorted()).toEqual(['postgres', theirs]);
  });

  it('ends with one database when several do it at once in one process', async () => {
    const options = newOptions(await temporaryFolder());

    const servers = await Promise.all([startHere(options), startHere(options), startHere(options)]);

    expect(new Set(servers.map(({ url }) => url)).size).toBe(1);
    expect(await readdir(options.dataDir)).toEqual(['postgres']);
  });
});

describe('what it cannot use is refused and kept', () => {
  it('a folder that holds no database', async () => {
    const options = newOptions(await temporaryFolder());
    await mkdir(join(options.dataDir, 'postgres'), { recursive: true });
    await writeFile(join(options.dataDir, 'postgres', 'thesis.txt'), 'ten years');

    await expect(startHere(options)).rejects.toThrow(/holds no database\. Move it away/);

    expect(await readdir(join(options.dataDir, 'postgres'))).toEqual(['thesis.txt']);
  });

  it('a database of another major version', async () => {
    const options = await readyOptions(await temporaryFolder());
    await (await startHere(options)).stop();
    const version = join(await homeOf(options.dataDir), 'data', 'PG_VERSION');
    await writeFile(version, '15\n');

    await expect(startHere(options)).rejects.toThrow(
      new RegExp(`${options.dataDir}/postgres was made by PostgreSQL 15, and this is PostgreSQL 18.*pg_dump`),
    );

    expect(await readFile(version, 'utf8')).toBe('15\n');
  });

  it('a password file that was changed under a running server', async () => {
    const options = await readyOptions(await temporaryFolder());
    await startHere(options);
    const file = join(await homeOf(options.dataDir), 'password');
    await cp(file, `${file}.kept`);
    await writeFile(file, 'changed');

    await expect(startHere(options)).rejects.toThrow(/refuses the password/);

    expect(await serverPid(options.dataDir)).not.toBeNull();
    await rm(file);
    await expect(startHere(options)).rejects.toThrow(/password of the database, in .*Put the file back/);
  });

  it('a file in place of the data folder', async () => {
    const options = newOptions(await temporaryFolder());
    await writeFile(options.dataDir, '');

    await expect(startHere(options)).rejects.toThrow(`The data folder ${options.dataDir} cannot be used`);
  });
});
