import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { redisUrl, unlessSkipped } from './redis.ts';

describe.skipIf(redisUrl === null)(`Redis for tests${unlessSkipped}`, () => {
  it('finds a server that answers', async () => {
    const redis = new Redis(redisUrl ?? '');
    onTestFinished(() => redis.disconnect());

    expect(await redis.ping()).toBe('PONG');
  });
});
