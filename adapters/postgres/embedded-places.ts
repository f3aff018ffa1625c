import { randomUUID } from 'node:crypto';
import { chmod, lstat, mkdir, open, readdir, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canUse, giveTo, type Account } from './embedded-account.ts';
import { explained } from './embedded-error.ts';

// initdb takes seconds; what is older was left by a process that died, even if its id lives on in another one.
const ABANDONED_AFTER_MS = 10 * 60_000;

/** Folders outside of the data folder for what cannot live in it, best first. */
export function systemFolders(): readonly string[] {
  const uid = process.getuid?.() ?? 0;
  const temporary = join(tmpdir(), `storywatch-${uid}`);
  return uid === 0 ? ['/var/lib/storywatch', temporary] : [temporary];
}

/**
 * Makes the data folder when it is missing.
 * @returns its real path
 * @throws EmbeddedPostgresError when it cannot be made or is no folder
 */
export async function openDataDir(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true });
    return await realpath(dataDir);
  } catch (error) {
    throw explained(`The data folder ${dataDir} cannot be used`, error);
  }
}

/** Makes the folder; false when that fails or when another user could put things into it (as in /tmp). */
export async function isOurs(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true });
    const found = await lstat(folder);
    if (!found.isDirectory() || found.uid !== process.getuid?.()) return false;
    await chmod(folder, 0o755); // others must get through to what is inside, none may write
    return true;
  } catch {
    return false;
  }
}

/** A new private folder `<name>.new-<pid>-<random>` that the account can use, or null when `parent` does not allow it. */
export async function newAttempt(account: Account, parent: string, name: string): Promise<string | null> {
  const attempt = join(parent, `${name}.new-${process.pid}-${randomUUID()}`);
  try {
    await mkdir(attempt, { mode: 0o700 });
    await giveTo(account, attempt);
    // Some mounts ignore chmod, and PostgreSQL refuses a folder that others may enter.
    const { mode } = await stat(attempt);
    if ((mode & 0o777) === 0o700 && (await canUse(account, attempt))) return attempt;
  } catch {
    // No access, or root has no power here (network file system): same as not usable.
  }
  await rm(attempt, { recursive: true, force: true });
  return null;
}

/** Deletes attempts of processes that died. What a rename has published does not match and is never touched. */
export async function dropAbandonedAttempts(parent: string, name: string): Promise<void> {
  const prefix = `${name}.new-`;
  for (const entry of await readdir(parent)) {
    const pid = entry.startsWith(prefix) ? /^\d+(?=-)/.exec(entry.slice(prefix.length))?.[0] : undefined;
    if (pid === undefined) continue;
    const path = join(parent, entry);
    const made = await stat(path).catch(() => null);
    if (made && (!isAlive(Number(pid)) || Date.now() - made.mtimeMs > ABANDONED_AFTER_MS)) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

/** Whether a process has this id; a process of another user counts. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Makes renames and links in the folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
