import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * How long a test waits for what is bound to come: no measure of anything, only the end of hope. A machine with several
 * times as much to do as it can takes half a minute for what is done in a second.
 */
export const PATIENCE_MS = 120_000;

/** Returns when `holds` does; throws when that takes longer than anybody would wait. */
export async function until(holds: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`waited in vain until ${what}`);
    await delay(50);
  }
}

/** A port of the loopback interface that is free now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
