import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  dropTemplate,
  killHard,
  leave,
  makeTemplate,
  newOptions,
  query,
  readyOptions,
  serverPid,
  startHere,
  startProcess,
  temporaryFolder,
  until,
} from '../../support/embedded.ts';

beforeAll(makeTemplate);
afterAll(dropTemplate);

describe('two processes on one data folder', () => {
  it('share a server when they start in the same instant, and the last one out stops it', async () => {
    const options = newOptions(await temporaryFolder());
    const [one, two] = await Promise.all([startProcess(options), startProcess(options)]);
    expect(one.said).toEqual({ url: two.said.url });

    await leave(one);
    expect(await query(two.said.url, 'select 1 as one')).toEqual([{ one: 1 }]);

    await leave(two);
    expect(await serverPid(options.dataDir)).toBeNull();
  });

  it('stop it when they leave in the same instant', async () => {
    const options = await readyOptions(await temporaryFolder());
    const here = [await startHere(options), await startHere(options), await startHere(options)];

    await Promise.all(here.map((server) => server.stop()));

    expect(await serverPid(options.dataDir)).toBeNull();
  });

  it('never end with a server that stops under a newcomer', async () => {
    const options = await readyOptions(await temporaryFolder());
    let last = await startHere(options);

    for (let round = 0; round < 8; round += 1) {
      const [next] = await Promise.all([startHere(options), last.stop()]);
      expect(await query(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      last = next;
    }
  });

  it('do not wait for one that was killed', async () => {
    const options = await readyOptions(await temporaryFolder());
    const killed = await startProcess(options);
    const here = await startHere(options);
    await killHard(killed);
    await until(async () => (await holders(here.url)) === 1);

    await here.stop();

    expect(await serverPid(options.dataDir)).toBeNull();
  });
});

describe('a server', () => {
  it('is joined when its process was killed', async () => {
    const options = await readyOptions(await temporaryFolder());
    const killed = await startProcess(options);
    const pid = await serverPid(options.dataDir);
    await killHard(killed);

    const here = await startHere(options);

    expect(here.url).toBe(killed.said.url);
    expect(await serverPid(options.dataDir)).toBe(pid);
  });

  it('is not reached by Ctrl-C in the terminal', async () => {
    const options = await readyOptions(await temporaryFolder());
    const { child, said } = await startProcess(options);
    const gone = once(child, 'exit');
    process.kill(-Number(child.pid), 'SIGINT'); // what a terminal does to the foreground group
    await gone;

    expect(await query(said.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('keeps what was committed when it is killed itself', async () => {
    const options = { ...(await readyOptions(await temporaryFolder())), durable: true };
    const first = await startProcess(options);
    await query(first.said.url, 'create table kept as select 7 as number');
    const pid = Number(await serverPid(options.dataDir));
    process.kill(pid, 'SIGKILL');
    await killHard(first);

    const second = await startHere(options);

    expect(await query(second.url, 'select number from kept')).toEqual([{ number: 7 }]);
  });

  it('stays for those who hold it when PostgreSQL has restarted itself after a crash', async () => {
    const options = await readyOptions(await temporaryFolder());
    const here = await startHere(options);
    const [{ pid }] = (await query(
      here.url,
      `select pid from pg_stat_activity where application_name = 'storywatch hold'`,
    )) as [{ pid: number }];
    process.kill(pid, 'SIGKILL');
    await until(async () => (await holders(here.url).catch(() => 0)) === 1);
    const guest = await startProcess(options);

    await leave(guest);

    expect(await query(here.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

async function holders(url: string): Promise<number> {
  const rows = await query(url, `select from pg_locks where locktype = 'advisory' and granted`);
  return rows.length;
}
