import { setTimeout as delay } from 'node:timers/promises';
import { openDiscordEnd } from './far-end.ts';
import type { Random } from './random.ts';
import { hasRedis } from './redis.ts';
import type { Rig } from './rig.ts';
import { drill, type Scenario } from './scenario.ts';

/** Kills the whole program while it works, at times once more while it starts, and starts it again. */
export async function killProgram({ program }: Rig, random: Random): Promise<void> {
  await program.kill();
  if (random.next() < 0.3) {
    program.launch();
    await delay(random.whole(0, 2_000));
    await program.kill();
  }
  await program.start();
}

const needsRedis = (): string | null => (hasRedis() ? null : 'redis-server is not installed');

/** `kill -9` of processes of the program and of its servers. */
export const KILLS: readonly Scenario[] = [
  drill('kill -9 of one of two workers, or of the chat', {
    queue: 'redis',
    skip: needsRedis,
    farEnd: openDiscordEnd,
    processes: [
      ['start', '--role', 'worker'],
      ['start', '--role', 'worker'],
      ['start', '--role', 'chat'],
    ],
    async fault({ programs }, random) {
      const program = random.pick(programs);
      await program.kill();
      await program.start();
    },
  }),
  drill('kill -9 of the whole program (embedded PostgreSQL, terminal)', {
    embedded: true,
    fault: killProgram,
  }),
  drill('kill -9 of the whole program (Redis, Discord)', {
    queue: 'redis',
    skip: needsRedis,
    farEnd: openDiscordEnd,
    fault: killProgram,
  }),
  drill('kill -9 of the embedded PostgreSQL', {
    embedded: true,
    async fault({ postgres }, random) {
      if (random.next() < 0.5) await postgres.killBackend();
      else await postgres.kill();
      await postgres.start();
    },
  }),
  drill('kill -9 of a PostgreSQL server', {
    farEnd: openDiscordEnd,
    async fault({ postgres }, random) {
      if (random.next() < 0.5) return postgres.killBackend();
      await postgres.kill();
      await delay(random.whole(0, 1_000));
      await postgres.start();
    },
  }),
  drill('kill -9 of Redis', {
    queue: 'redis',
    skip: needsRedis,
    farEnd: openDiscordEnd,
    async fault({ redis }, random) {
      await redis?.kill();
      await delay(random.whole(0, 1_000));
      await redis?.start();
    },
  }),
];
