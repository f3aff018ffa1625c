import { setTimeout as delay } from 'node:timers/promises';
import { openDiscordEnd } from './far-end.ts';
import type { Random } from './random.ts';
import { hasRedis } from './redis.ts';
import { drill, type Drill, type Scenario } from './scenario.ts';

const onRedis = (name: string, fault: Drill['fault']): Scenario =>
  drill(name, {
    queue: 'redis',
    skip: () => (hasRedis() ? null : 'redis-server is not installed'),
    farEnd: openDiscordEnd,
    fault,
  });

const awhile = (random: Random, longestMs: number): Promise<void> => delay(random.whole(50, longestMs));

/** Redis loses, delays or refuses what it is given. The program stays up. */
export const QUEUE_FAULTS: readonly Scenario[] = [
  onRedis('Redis flushed', async ({ redis }) => {
    await redis?.command('FLUSHALL');
  }),
  onRedis('Redis restarted empty', async ({ redis }) => {
    await redis?.command('SHUTDOWN', 'NOSAVE').catch(() => {}); // it answers by going away
    await redis?.kill();
    await redis?.start();
  }),
  onRedis('Redis stopped for a while, once for a minute', async ({ redis }, random, count) => {
    redis?.freeze();
    await (count === 10 ? delay(60_000) : awhile(random, 3_000));
    redis?.thaw();
  }),
  onRedis('Redis answers slowly', async ({ redisWire }, random) => {
    redisWire?.delayAnswers(random.whole(50, 1_000));
    await awhile(random, 3_000);
    redisWire?.delayAnswers(0);
  }),
  onRedis('Redis connections cut', async ({ redisWire }) => {
    redisWire?.cut();
  }),
  onRedis('Redis full (OOM, noeviction)', async ({ redis }, random) => {
    await redis?.command('CONFIG', 'SET', 'maxmemory', '1');
    await awhile(random, 3_000);
    await redis?.command('CONFIG', 'SET', 'maxmemory', '0');
  }),
];
