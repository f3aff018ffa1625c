import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { openControlPool } from '../../../adapters/postgres/control-pool.ts';
import { watchDatabase } from '../../../adapters/postgres/watch.ts';
import { newOptions, serverPid, startHere, temporaryFolder } from '../../support/embedded.ts';
import { silentLog } from '../../support/store.ts';

it('tells when the database has said nothing for the limit, although connections are taken', async () => {
  const silent = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const pool = openControlPool(`postgres://nobody@127.0.0.1:${port}/nothing`, silentLog);
  const watch = watchDatabase(pool, { limitMs: 1000, log: silentLog });
  onTestFinished(async () => {
    watch.end();
    silent.close();
    await pool.end();
  });

  await expect(watch.lost).resolves.toBeUndefined();
});

it('tells when the database serves those who are there and admits nobody any more', async () => {
  const options = newOptions(await temporaryFolder());
  const server = await startHere(options);
  const pool = openControlPool(server.url, silentLog);
  const watch = watchDatabase(pool, { limitMs: 1000, log: silentLog });
  onTestFinished(async () => {
    watch.end();
    await pool.end();
  });
  await pool.query('select 1');

  // PostgreSQL's "smart" shutdown: it waits for every connection, ours too, to end.
  process.kill((await serverPid(options.dataDir)) ?? 0, 'SIGTERM');

  await expect(watch.lost).resolves.toBeUndefined();
});
