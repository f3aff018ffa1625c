import { inject } from 'vitest';

/** Where the run's Redis is; null where there is none. */
export const redisUrl = inject('redisUrl');

/** To end the name of tests that need Redis, so that a report of skipped ones says how to get them run. */
export const unlessSkipped =
  redisUrl === null ? ' (skipped: apt-get install redis-server, or set REDIS_URL)' : '';
