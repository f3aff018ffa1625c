// A wire that can be slow, dead or cut, between the program and a server.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Wire {
  readonly port: number;
  /** Delays every piece of an answer by so many milliseconds, until it is set to something else. */
  delayAnswers(ms: number): void;
  /** Nothing passes and nothing is refused, as when a firewall forgot the connection; then everything passes. */
  hang(on: boolean): void;
  /** Resets every open connection. */
  cut(): void;
  /** Requests pass, and the connection is reset when the answer comes: so many times. */
  loseAnswers(count: number): void;
  /** Connections opened from now on are reset at once, or not any more. */
  refuse(on: boolean): void;
  /** Called with each piece of an answer as it is handed on. */
  onAnswer(listener: (text: string) => void): void;
  close(): Promise<void>;
}

export async function openWire(targetPort: number): Promise<Wire> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let delayMs = 0;
  let hanging = false;
  let toLose = 0;
  let refusing = false;
  let listener: ((text: string) => void) | undefined;

  const server = createServer((near) => {
    if (refusing) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(targetPort, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.setNoDelay(true).on('error', end).on('close', end);
    if (hanging) pause(pair);
    near.on('data', (bytes) => far.write(bytes));
    let lastAt = 0; // pieces must not overtake each other when the delay shrinks
    far.on('data', (bytes) => {
      if (toLose > 0) {
        toLose -= 1;
        near.resetAndDestroy();
        return;
      }
      lastAt = Math.max(lastAt, Date.now() + delayMs);
      const waitMs = lastAt - Date.now();
      const pass = (): void => {
        if (!near.writable) return;
        near.write(bytes);
        listener?.(bytes.toString('latin1'));
      };
      if (waitMs <= 0) pass();
      else setTimeout(pass, waitMs);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const cut = (): void => {
    for (const [near, far] of pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  };
  return {
    port: (server.address() as AddressInfo).port,
    delayAnswers: (ms) => {
      delayMs = ms;
    },
    hang(on) {
      hanging = on;
      for (const pair of pairs)
        if (on) pause(pair);
        else for (const socket of pair) socket.resume();
    },
    cut,
    loseAnswers: (count) => {
      toLose = count;
    },
    refuse: (on) => {
      refusing = on;
    },
    onAnswer(heard) {
      listener = heard;
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

function pause(pair: readonly Socket[]): void {
  for (const socket of pair) socket.pause();
}
