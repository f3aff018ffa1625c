import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Returns when `holds` does; throws after half a minute, or the seconds given. */
export async function until(
  holds: () => Promise<boolean> | boolean,
  what: string,
  withinS = 30,
): Promise<void> {
  const giveUpAt = Date.now() + withinS * 1000;
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
