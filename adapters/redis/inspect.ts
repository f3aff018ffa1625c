import { Redis } from 'ioredis';
import type { RedisFacts } from '../../src/cli/doctor-findings.ts';

const ANSWER_MS = 5_000;

/** Looks at a Redis server. Throws what it or the network says. Managed servers may not tell their settings: null. */
export async function inspectRedis(url: string): Promise<RedisFacts> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: ANSWER_MS,
    commandTimeout: ANSWER_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let first: Error | undefined;
  redis.on('error', (error) => (first ??= error));
  try {
    await redis.connect().catch((error: unknown) => {
      throw first ?? error;
    });
    const setting = async (name: string): Promise<string | null> => {
      const answer = await redis.config('GET', name).catch(() => null);
      return Array.isArray(answer) && typeof answer[1] === 'string' ? answer[1] : null;
    };
    return {
      version: /redis_version:(\S+)/u.exec(await redis.info('server'))?.[1] ?? null,
      evictionPolicy: await setting('maxmemory-policy'),
      appendOnly: await setting('appendonly'),
      save: await setting('save'),
    };
  } finally {
    redis.disconnect();
  }
}
