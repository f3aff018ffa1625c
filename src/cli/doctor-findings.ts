// What the doctor makes of what it sees: pure, so that each judgement can be read and tested by itself.
import { count } from './progress.ts';

export interface Finding {
  readonly level: 'ok' | 'warning' | 'problem';
  readonly text: string;
  /** How to mend it, as a sentence. */
  readonly mend?: string | undefined;
}

export const ok = (text: string): Finding => ({ level: 'ok', text });
export const warning = (text: string, mend: string): Finding => ({ level: 'warning', text, mend });
export const problem = (text: string, mend: string): Finding => ({ level: 'problem', text, mend });

export interface StoredFacts {
  readonly feeds: number;
  readonly failing: number;
  readonly neverRead: number;
  /** Why feeds fail, the most frequent first. */
  readonly causes: readonly { readonly cause: string; readonly feeds: number }[];
  readonly withCredentials: number;
  /** Leases that ran out and were not given back. */
  readonly staleLeases: number;
  readonly failedMessages: number;
  /** Address of a feed that answered lately. */
  readonly wellFeed: string | null;
  /** Processes that work on it now. */
  readonly workers: number;
}

export interface DatabaseFacts {
  readonly majorVersion: number;
  readonly encoding: string;
  readonly bytes: number;
  /** How far its clock is ahead of ours, in milliseconds. */
  readonly aheadMs: number;
  /** Null: it has no tables yet. */
  readonly pendingMigrations: number | null;
  /** Migrations that this version does not know. */
  readonly newerMigrations: number;
  /** Null when the tables are not those of this version. */
  readonly stored: StoredFacts | null;
}

export interface RedisFacts {
  readonly version: string | null;
  readonly evictionPolicy: string | null;
  readonly appendOnly: string | null;
  readonly save: string | null;
}

const OLDEST_NODE = [20, 19] as const;
const OLDEST_POSTGRES = 14;

/** @param version like `20.19.4` */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const old = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  return old
    ? problem(`Node ${version} is too old.`, `Install Node ${OLDEST_NODE.join('.')} or newer.`)
    : ok(`Node ${version}`);
}

export function databaseFindings(facts: DatabaseFacts, where: string): Finding[] {
  const { majorVersion, encoding, bytes, pendingMigrations: pending, newerMigrations } = facts;
  const findings = [ok(`Database: PostgreSQL ${majorVersion} ${where}, ${megabytes(bytes)}`)];
  if (majorVersion < OLDEST_POSTGRES)
    findings.push(problem(`PostgreSQL ${majorVersion} is too old.`, `Move to ${OLDEST_POSTGRES} or newer.`));
  if (encoding !== 'UTF8')
    findings.push(
      problem(
        `The database is encoded in ${encoding}: letters of other languages cannot be stored.`,
        `Make one with "create database … encoding 'UTF8' template template0" and name it in DATABASE_URL.`,
      ),
    );
  if (newerMigrations > 0)
    findings.push(
      problem('Its tables are of a newer Storywatch.', 'Run that version, or restore a backup of this one.'),
    );
  else if (pending === null) findings.push(ok('It has no tables yet: the first start makes them.'));
  else if (pending > 0)
    findings.push(
      warning(
        `${pending} changes of its tables are still to be made.`,
        'The next start makes them; make a backup first.',
      ),
    );
  else findings.push(ok('Its tables are up to date.'));
  return findings;
}

export function storedFindings(facts: StoredFacts): Finding[] {
  const { workers, staleLeases, failedMessages } = facts;
  const findings = [
    workers > 0
      ? ok(`At work: ${workers} ${workers === 1 ? 'process' : 'processes'}`)
      : ok('Nobody works on it at present.'),
  ];
  if (staleLeases > 0)
    findings.push(
      workers > 0
        ? ok(`${staleLeases} leases ran out; whoever works takes them over within minutes.`)
        : warning(
            `${staleLeases} leases were left by a process that was killed.`,
            'Nothing to do: the next start takes them over at once.',
          ),
    );
  if (failedMessages > 0)
    findings.push(
      warning(
        `${count(failedMessages)} messages failed.`,
        '/storywatch deliveries says why, /storywatch retry sends one again.',
      ),
    );
  return [...findings, feedFinding(facts)];
}

function feedFinding({ feeds, failing, neverRead, causes }: StoredFacts): Finding {
  if (feeds === 0)
    return warning(
      'No feed is read.',
      'Add some: /feeds add <address>, or storywatch feeds import <file.opml>.',
    );
  const unread = neverRead > 0 ? `, ${count(neverRead)} not read yet` : '';
  if (failing === 0) return ok(`Feeds: ${count(feeds)}${unread}, none fails`);
  const why = causes.map((each) => `${each.feeds} ${each.cause}`).join(', ');
  const text = `${count(failing)} of ${count(feeds)} feeds fail (${why}).`;
  return failing * 2 > feeds
    ? problem(
        text,
        'So many at once point to this machine: check its network, DNS, proxy (HTTPS_PROXY) and clock.',
      )
    : warning(text, '/feeds health lists them with what to do.');
}

export function redisFindings({ version, evictionPolicy, appendOnly, save }: RedisFacts): Finding[] {
  const findings = [ok(`Queue: Redis ${version ?? '(version not told)'}`)];
  const [major = 0, minor = 0] = (version ?? '99').split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 2))
    findings.push(problem(`Redis ${version} is too old.`, 'Move to 6.2 or newer, or to Valkey.'));
  if (evictionPolicy !== null && evictionPolicy !== 'noeviction')
    findings.push(
      problem(
        `Redis may throw jobs away when its memory is full (maxmemory-policy ${evictionPolicy}).`,
        'Set it: redis-cli config set maxmemory-policy noeviction; and in redis.conf.',
      ),
    );
  if (appendOnly === 'no' && save === '')
    findings.push(
      warning(
        'Redis keeps nothing on disk: when it restarts, waiting jobs are looked up in the database again.',
        'To save those seconds: redis-cli config set appendonly yes; and in redis.conf.',
      ),
    );
  return findings;
}

const CLOCK_WARNING_MS = 5_000;
const CLOCK_PROBLEM_MS = 60_000;

/** @param whose whose clock was compared with ours, like `the database's` */
export function clockFinding(aheadMs: number, whose: string): Finding {
  const off = Math.abs(aheadMs);
  const text = `This machine's clock is ${(off / 1000).toFixed(off < 10_000 ? 1 : 0)} s ${aheadMs > 0 ? 'behind' : 'ahead of'} ${whose}.`;
  const mend = 'Let both machines keep time by NTP (timedatectl set-ntp true).';
  if (off >= CLOCK_PROBLEM_MS) return problem(text, mend);
  return off >= CLOCK_WARNING_MS ? warning(text, mend) : ok(`Clock: agrees with ${whose}`);
}

const DISK_WARNING = 2_000_000_000;
const DISK_PROBLEM = 200_000_000;

export function diskFinding(freeBytes: number, folder: string): Finding {
  const text = `${megabytes(freeBytes)} are free on the disk of ${folder}.`;
  const mend = 'Make room, or move DATA_DIR to another disk.';
  if (freeBytes < DISK_PROBLEM) return problem(text, mend);
  return freeBytes < DISK_WARNING ? warning(text, mend) : ok(`Disk: ${text}`);
}

/** @param mode permission bits of the folder */
export function folderFinding(mode: number, folder: string): Finding {
  return (mode & 0o022) === 0
    ? ok(`Data folder: ${folder}`)
    : warning(
        `Other users of this machine may change the data folder ${folder}.`,
        `Close it to them: chmod go-w ${folder}`,
      );
}

const megabytes = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
