import { EventEmitter, once } from 'node:events';
import { expect, it } from 'vitest';
import { createLocalPace, gapFor } from '../../../adapters/feeds/local-pace.ts';
import { hostPaceContract } from '../../contracts/host-pace.ts';
import { rssOf } from '../../support/feed-server.ts';
import { openBoth } from './open-reader.ts';

hostPaceContract(() => createLocalPace({ gapFor: () => 10 }));

const noGap = () => createLocalPace({ gapFor: () => 0 });
const asked = (value: string) => ({ kind: 'asked', value });

it('holds requests to a host back until it has answered the one before', async () => {
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
  const pace = noGap();
  const order: number[] = [];

  await Promise.all([1, 2, 3].map((number) => pace.ask('example.org', async () => void order.push(number))));

  expect(order).toEqual([1, 2, 3]);
});

it('does not make one host wait for another', async () => {
  const pace = noGap();
  const slow = new EventEmitter();
  const waiting = pace.ask('slow.example.org', () => once(slow, 'end').then(([result]) => String(result)));

  await expect(pace.ask('fast.example.org', () => Promise.resolve('done'))).resolves.toEqual(asked('done'));

  slow.emit('end', 'late');
  await expect(waiting).resolves.toEqual(asked('late'));
});

it('goes on after a failed request', async () => {
  const pace = noGap();

  await expect(pace.ask('example.org', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await expect(pace.ask('example.org', () => Promise.resolve('next'))).resolves.toEqual(asked('next'));
});

it('leaves a gap after each request', async () => {
  const pace = createLocalPace({ gapFor: () => 300 });
  let ended = 0;
  await pace.ask('example.org', async () => void (ended = performance.now()));

  const { value: started } = (await pace.ask('example.org', async () => performance.now())) as {
    value: number;
  };

  // A timer counts whole milliseconds, and may fire one of them early.
  expect(started - ended).toBeGreaterThanOrEqual(298);
});

it.each([
  ['example.org', 1000],
  ['www.reddit.com', 60_000],
  ['reddit.com:443', 60_000],
  ['notreddit.com', 1000],
])('leaves %s alone for %i ms', (host, gap) => {
  expect(gapFor(host)).toBe(gap);
});

it('turns away whoever is in line when the host asks to be left alone', async () => {
  const pace = noGap();
  const first = pace.ask('example.org', () => pace.block('example.org', 60_000, 'test'));
  const second = pace.ask('example.org', () => Promise.resolve('too many'));

  await first;

  expect(await second).toMatchObject({ kind: 'wait', blocked: true });
});

it('asks a host again once its block is over', async () => {
  let now = new Date('2025-03-10T12:00:00Z');
  const pace = createLocalPace({ gapFor: () => 0, now: () => now });
  await pace.block('example.org', 60_000, 'test');
  now = new Date('2025-03-10T12:01:00Z');

  expect(await pace.ask('example.org', () => Promise.resolve('again'))).toEqual(asked('again'));
});
