import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDiscordEnd } from './far-end.ts';
import { drill, type Scenario } from './scenario.ts';

/** PostgreSQL goes away, cuts connections or has no room. The program stays up. */
export const DATABASE_FAULTS: readonly Scenario[] = [
  drill('PostgreSQL restarted', {
    farEnd: openDiscordEnd,
    async fault({ postgres }, random) {
      await postgres.stop();
      await delay(random.whole(0, 1_500));
      await postgres.start();
    },
  }),
  drill('PostgreSQL connections cut', {
    farEnd: openDiscordEnd,
    async fault({ postgres }, random) {
      const share = random.next() < 0.5 ? 1 : random.next();
      await postgres.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where backend_type = 'client backend' and pid <> pg_backend_pid() and random() < $1`,
        [share],
      );
    },
  }),
  drill('disk of PostgreSQL full', {
    farEnd: openDiscordEnd,
    skip: mayMount,
    diskMegabytes: 250,
    async fault({ postgres, folder }, random) {
      await fillDisk(folder);
      await delay(random.whole(200, 2_500));
      await rm(join(folder, 'data', 'filler'), { force: true });
      await postgres.start(); // it may have ended: without room for its log it does
    },
  }),
];

/** Why no small disk can be had here; null when it can. */
function mayMount(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a small disk needs Linux and root';
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'this system lets nobody mount a tmpfs';
  }
}

/** Writes until nothing more fits. */
async function fillDisk(folder: string): Promise<void> {
  const piece = Buffer.alloc(1 << 20);
  for (const size of [piece.length, 4096]) {
    for (;;) {
      const full = await writeFile(join(folder, 'data', 'filler'), piece.subarray(0, size), {
        flag: 'a',
      }).then(
        () => false,
        () => true,
      );
      if (full) break;
    }
  }
}
