// Where the database files live and how they come into being. A cluster is made whole in a folder of its own name and
// published by one atomic step (a rename in the data folder, or a symlink there to a system folder when the account
// that runs PostgreSQL cannot reach the data folder). So there is no lock to go stale: of two processes one wins and
// the other throws its attempt away, and a process killed in the middle leaves an attempt, never half a cluster.
// Published clusters are never deleted, not even when they look wrong.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { lstat, readFile, realpath, rename, rm, rmdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { canUse, giveTo, runAs, type Account } from './embedded-account.ts';
import type { Binaries } from './embedded-binaries.ts';
import { EmbeddedPostgresError, explained, systemCode } from './embedded-error.ts';
import { dropAbandonedAttempts, isOurs, newAttempt, syncFolder } from './embedded-places.ts';

/** A published cluster, by real paths. */
export interface Cluster {
  readonly data: string;
  readonly log: string;
  readonly password: string;
  readonly account: Account;
}

export interface ClusterRequest {
  /** Real path of the data folder. */
  readonly dataDir: string;
  readonly account: Account;
  readonly binaries: Binaries;
  readonly systemFolders: readonly string[];
  readonly onProgress: (step: string) => void;
  /** False: initdb does not wait for the disk. */
  readonly durable: boolean;
}

interface Attempt {
  readonly folder: string;
  /** The system folder it is in, or null when it is in the data folder. */
  readonly systemFolder: string | null;
}

// With LC_CTYPE C, pg_trgm sees no letters beyond ASCII. Not every system has every locale; sorting does not depend on it.
const CTYPES = ['C.UTF-8', 'en_US.UTF-8', 'UTF-8', 'C'];
const INVALID_LOCALE = /invalid locale name|invalid locale settings/;

/** The entry of the data folder that is, or points to, the cluster. */
export function clusterEntry(dataDir: string): string {
  return join(dataDir, 'postgres');
}

/**
 * The cluster of a data folder, made first when there is none.
 * @throws EmbeddedPostgresError when it cannot be made, read, or is of another major version
 */
export async function openCluster(request: ClusterRequest): Promise<Cluster> {
  const entry = clusterEntry(request.dataDir);
  await dropAbandonedAttempts(request.dataDir, 'postgres').catch(() => {}); // tidying only
  if (!(await isPublished(entry))) await create(request, entry);
  return readCluster(request, entry);
}

async function isPublished(entry: string): Promise<boolean> {
  await rmdir(entry).catch(() => {}); // removes an empty folder and nothing else
  const found = await lstat(entry).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null;
    throw explained(`The database folder ${entry} cannot be read`, error);
  });
  return found !== null;
}

async function readCluster({ account, binaries }: ClusterRequest, entry: string): Promise<Cluster> {
  const home = await realpath(entry).catch((error: unknown) => {
    if (systemCode(error) !== 'ENOENT') throw explained(`The database folder ${entry} cannot be read`, error);
    throw new EmbeddedPostgresError(
      `${entry} points to a folder with the database that is gone. Put that folder back, ` +
        `or delete ${entry} to start with an empty database.`,
    );
  });
  const data = join(home, 'data');
  const version = await readFile(join(data, 'PG_VERSION'), 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'EACCES')
      throw explained(`The database in ${home} belongs to another user`, error);
    throw new EmbeddedPostgresError(`${home} holds no database. Move it away and start again.`, {
      cause: error,
    });
  });
  if (version.trim() !== binaries.major) throw otherMajor(home, version.trim(), binaries.major);
  if (!(await canUse(account, home))) throw unreachable(home, account);
  const passwordFile = join(home, 'password');
  const password = await readFile(passwordFile, 'utf8').catch((error: unknown) => {
    throw new EmbeddedPostgresError(
      `The password of the database, in ${passwordFile}, cannot be read (${String(error)}). ` +
        'Put the file back as it was: it was made together with the database.',
    );
  });
  return { data, log: join(home, 'server.log'), password: password.trim(), account };
}

function otherMajor(home: string, found: string, ours: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The database in ${home} was made by PostgreSQL ${found}, and this is PostgreSQL ${ours}. ` +
      `Dump it with version ${found} (pg_dump) and restore it here, go back to the Storywatch that made it, ` +
      'or set DATA_DIR to another folder to start with an empty database.',
  );
}

function unreachable(home: string, account: Account): EmbeddedPostgresError {
  const who = account ? `User ${account.uid}, who runs PostgreSQL because root may not,` : 'This user';
  return new EmbeddedPostgresError(
    `${who} cannot get to the database in ${home} or cannot write there. Let that user through ` +
      '(chmod o+x on the folders above), give the folder back to its owner, or set DATA_DIR to another folder.',
  );
}

async function create(request: ClusterRequest, entry: string): Promise<void> {
  const attempt = await attemptFor(request);
  request.onProgress(`Creating the database in ${attempt.systemFolder ?? request.dataDir}`);
  try {
    await initialise(request, attempt.folder);
    if (attempt.systemFolder === null) await publishHere(attempt.folder, entry);
    else await publishElsewhere(attempt.folder, attempt.systemFolder, entry);
  } catch (error) {
    // Another process was faster, and may have tidied our attempt away.
    if (!(await isPublished(entry)))
      throw explained(`No database could be created in ${request.dataDir}`, error);
  } finally {
    await rm(attempt.folder, { recursive: true, force: true });
  }
}

async function attemptFor({ account, dataDir, systemFolders }: ClusterRequest): Promise<Attempt> {
  const here = await newAttempt(account, dataDir, 'postgres');
  if (here !== null) return { folder: here, systemFolder: null };
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  for (const systemFolder of account ? systemFolders : []) {
    if (!(await isOurs(systemFolder))) continue;
    await dropAbandonedAttempts(systemFolder, name).catch(() => {});
    const folder = await newAttempt(account, systemFolder, name);
    if (folder === null) continue;
    await writeFile(join(folder, 'data-dir'), `${dataDir}\n`); // tells a person whose this is
    return { folder, systemFolder };
  }
  throw new EmbeddedPostgresError(
    `The data folder ${dataDir} cannot be written, its disk is full, or it ignores file permissions` +
      `${account ? `, and no folder of ${systemFolders.join(', ')} can be used instead` : ''}. ` +
      'Set DATA_DIR to a folder of your own on a local disk, or DATABASE_URL to a PostgreSQL server of your own.',
  );
}

async function initialise({ account, binaries, durable }: ClusterRequest, folder: string): Promise<void> {
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  await giveTo(account, passwordFile);
  const fixed = ['-D', join(folder, 'data'), '--username=storywatch', `--pwfile=${passwordFile}`];
  fixed.push('--auth=scram-sha-256', '--encoding=UTF8', '--no-instructions', '--text-search-config=simple');
  fixed.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  if (!durable) fixed.push('--no-sync');
  for (const ctype of CTYPES) {
    const { ok, output } = await runAs(account, binaries.initdb, [...fixed, `--lc-ctype=${ctype}`]);
    if (ok) return;
    if (!INVALID_LOCALE.test(output) || ctype === CTYPES.at(-1)) throw new Error(output);
  }
}

async function publishHere(attempt: string, entry: string): Promise<void> {
  await rename(attempt, entry); // fails when another process has published: a folder with content is not replaced
  await syncFolder(dirname(entry));
}

async function publishElsewhere(attempt: string, systemFolder: string, entry: string): Promise<void> {
  const name = createHash('sha256').update(dirname(entry)).digest('hex').slice(0, 12);
  // A fresh name each time: a data folder deleted and made anew must not find the old database again.
  const home = join(systemFolder, `${name}-${randomUUID().slice(0, 8)}`);
  await rename(attempt, home);
  await syncFolder(systemFolder);
  await symlink(home, entry).catch(async (error: unknown) => {
    await rm(home, { recursive: true, force: true }); // never served: nothing points to it
    throw error;
  });
  await syncFolder(dirname(entry));
}
