import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { onRedis, redisUrl } from './redis.ts';

describe.skipIf(redisUrl === null)(`${onRedis}`, () => {
  it('finds a server that answers', async () => {
    const redis = new Redis(redisUrl ?? '');
    onTestFinished(() => redis.disconnect());

    expect(await redis.ping()).toBe('PONG');
  });
});
