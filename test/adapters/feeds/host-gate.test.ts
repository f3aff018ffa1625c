import { EventEmitter, once } from 'node:events';
import { expect, it } from 'vitest';
import { createHostGate, gapFor } from '../../../adapters/feeds/host-gate.ts';
import { rssOf } from '../../support/feed-server.ts';
import { openBoth } from './open-reader.ts';

/** A task that is under way until it is told to end. */
function openTask() {
  const events = new EventEmitter();
  const ended = once(events, 'end').then(([result]) => String(result));
  return { run: () => ended, end: (result: string) => events.emit('end', result) };
}

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

it('lets one request at a time through to a host', async () => {
  const { server, reader } = await openBoth();
  let open = 0;
  let most = 0;
  for (const path of ['/a', '/b', '/c']) {
    server.page(path, (_, response) => {
      open += 1;
      most = Math.max(most, open);
      setImmediate(() => {
        open -= 1;
        response.end(rssOf('one'));
      });
    });
  }

  await Promise.all(
    ['/a', '/b', '/c'].map((path) => reader.read({ url: server.origin + path, validators: null })),
  );

  expect(server.seen).toHaveLength(3);
  expect(most).toBe(1);
});

it('keeps the order in which requests came', async () => {
  const gate = createHostGate(0);
  const order: number[] = [];

  await Promise.all([1, 2, 3].map((number) => gate.run('example.org', async () => void order.push(number))));

  expect(order).toEqual([1, 2, 3]);
});

it('does not make one host wait for another', async () => {
  const gate = createHostGate(0);
  const slow = openTask();
  const waiting = gate.run('slow.example.org', slow.run);

  await expect(gate.run('fast.example.org', () => Promise.resolve('done'))).resolves.toBe('done');

  slow.end('late');
  await expect(waiting).resolves.toBe('late');
});

it('goes on after a failed request', async () => {
  const gate = createHostGate(0);

  await expect(gate.run('example.org', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await expect(gate.run('example.org', () => Promise.resolve('next'))).resolves.toBe('next');
});

it('leaves a gap after each request', async () => {
  const gate = createHostGate();
  await gate.run('example.org', () => Promise.resolve());
  const stop = new AbortController();
  const second = gate.run('example.org', () => Promise.resolve('too early'), stop.signal);

  await settled();
  stop.abort(new Error('was still waiting'));

  await expect(second).rejects.toThrow('aborted');
});

it.each([
  ['example.org', 1000],
  ['www.reddit.com', 60_000],
  ['reddit.com:443', 60_000],
  ['notreddit.com', 1000],
])('leaves %s alone for %i ms', (host, gap) => {
  expect(gapFor(host)).toBe(gap);
});

it('drops a request whose signal aborts while it waits, and lets the next one through', async () => {
  const gate = createHostGate(0);
  const first = openTask();
  const stop = new AbortController();
  const running = gate.run('example.org', first.run);
  const dropped = gate.run('example.org', () => Promise.resolve('never'), stop.signal);
  const last = gate.run('example.org', () => Promise.resolve('last'));

  stop.abort(new Error('given up'));
  first.end('first');

  await expect(running).resolves.toBe('first');
  await expect(dropped).rejects.toThrow('given up');
  await expect(last).resolves.toBe('last');
});

it('remembers the latest end of a block', () => {
  const gate = createHostGate();
  const now = new Date('2025-03-10T12:00:00Z');
  const later = new Date('2025-03-10T13:00:00Z');

  gate.block('example.org', later);
  gate.block('example.org', new Date('2025-03-10T12:30:00Z'));

  expect(gate.blockedUntil('example.org', now)).toEqual(later);
  expect(gate.blockedUntil('example.org', later)).toBeNull();
  expect(gate.blockedUntil('other.example.org', now)).toBeNull();
});
