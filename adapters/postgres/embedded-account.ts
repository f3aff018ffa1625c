import { execFile } from 'node:child_process';
import { chown, readFile, stat } from 'node:fs/promises';

/** The system account that PostgreSQL runs under; null: the one this process has. */
export type Account = { readonly uid: number; readonly gid: number } | null;

export interface Finished {
  readonly ok: boolean;
  /** Standard output and error, as they came. */
  readonly output: string;
}

// Nothing of the caller's environment reaches PostgreSQL: PG*, LC_* and LD_LIBRARY_PATH there change what it does.
export const CLEAN_ENV = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', TZ: 'UTC' };

const NOBODY = { uid: 65534, gid: 65534 };

/**
 * The account for PostgreSQL, which refuses to run as root. Root gets the owner of `existing` (so a folder made
 * by an ordinary user stays that user's), else the system's `postgres`, else `nobody`.
 */
export async function accountFor(existing: string): Promise<Account> {
  if (process.getuid?.() !== 0) return null;
  const owner = await stat(existing).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return entry(passwd, 'postgres') ?? entry(passwd, '_postgres') ?? entry(passwd, 'nobody') ?? NOBODY;
}

function entry(passwd: string, name: string): Account {
  const fields = passwd
    .split('\n')
    .find((line) => line.startsWith(`${name}:`))
    ?.split(':');
  if (!fields) return null;
  // macOS writes nobody as -2; system calls want the same 32 bits without a sign.
  const [uid, gid] = [Number(fields[2]) >>> 0, Number(fields[3]) >>> 0];
  return uid === 0 ? null : { uid, gid };
}

/** Hands a file or folder over to the account; nothing when that is our own. */
export async function giveTo(account: Account, path: string): Promise<void> {
  if (account) await chown(path, account.uid, account.gid);
}

/** Runs a program to its end under the account. Never throws: a program that cannot start is not `ok`. */
export function runAs(account: Account, program: string, args: readonly string[]): Promise<Finished> {
  return new Promise((resolve) => {
    // Root's working folder may be closed to the account, hence `/`.
    const options = { ...account, cwd: '/', env: CLEAN_ENV, timeout: 120_000, maxBuffer: 4_000_000 };
    try {
      execFile(program, [...args], options, (error, stdout, stderr) => {
        resolve({ ok: error === null, output: stdout + stderr || (error?.message ?? '') });
      });
    } catch (error) {
      resolve({ ok: false, output: String(error) });
    }
  });
}

/** Whether the account can enter the folder, by whatever rules the system has, and create files in it. */
export async function canUse(account: Account, folder: string): Promise<boolean> {
  const probe = 'cd -- "$1" && : > .probe && rm .probe';
  return (await runAs(account, '/bin/sh', ['-c', probe, 'sh', folder])).ok;
}
