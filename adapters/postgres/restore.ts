import type { ClientBase, Pool } from 'pg';
import type { BackupHeader } from '../../src/backup/header.ts';
import { PersonError } from '../../src/cli/person-error.ts';
import { allTables, latestMigration, type StoredTable } from './backup-tables.ts';
import { DUTY_LOCK } from './duty.ts';
import { holdBackUnsure } from './restore-unsure.ts';

export interface RestoreOptions {
  /** Replaces what another installation keeps in this database. */
  readonly replace: boolean;
  /** Name of the person, for the log of changes. */
  readonly actor: string;
  readonly now: Date;
  /** Called with the number of rows that are in. */
  readonly onRows?: (done: number) => void;
}

export interface RestoreReport {
  /** What was in the database before. */
  readonly over: 'nothing' | 'the same' | 'another';
  readonly rows: number;
  /**
   * The program went on after the backup was made, so that what it held as waiting may have been sent: `unsure` such
   * messages are kept as failed, and feeds are read quietly once. Null: the backup is the last word.
   */
  readonly unsure: number | null;
}

interface Rows {
  readonly table: StoredTable;
  readonly lines: readonly string[];
}

/** Letters of JSON in one statement. */
const STATEMENT_CHARACTERS = 4_000_000;

/**
 * Puts the rows of a backup in place of everything that the database holds, in one transaction: all or nothing. The
 * tables must be up to date. Throws PersonError when another process works on the database or uses its tables, when it
 * is another installation's, or when the backup is newer than this program; and whatever `rows` throws.
 */
export async function restoreBackup(
  pool: Pool,
  header: BackupHeader,
  rows: AsyncIterable<Rows>,
  options: RestoreOptions,
): Promise<RestoreReport> {
  const client = await pool.connect();
  try {
    await shutOut(client);
    await client.query('begin');
    const report = await replaceAll(client, header, rows, options);
    await client.query('commit');
    return report;
  } catch (error) {
    throw isOfRows(error)
      ? new PersonError('The backup is damaged: its rows do not fit together. Nothing was changed.')
      : error;
  } finally {
    // Ends the transaction where it was not committed, and with the connection its lock.
    client.release(true);
  }
}

/** PostgreSQL's classes of errors for values it cannot read (22) and rows that break its rules (23). */
const isOfRows = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^2[23]/u.test(String(error.code));

/** Nobody works on the database, nor begins to, while this connection lives. */
async function shutOut(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [
    DUTY_LOCK,
  ]);
  if (rows[0]?.alone !== true)
    throw new PersonError(
      'A storywatch works on this database. Stop every one of them, then restore. Nothing was changed.',
    );
}

async function replaceAll(
  client: ClientBase,
  header: BackupHeader,
  rows: AsyncIterable<Rows>,
  options: RestoreOptions,
): Promise<RestoreReport> {
  if (header.migration > (await latestMigration(client)))
    throw new PersonError(
      `The backup was made by a newer Storywatch (${header.program}). Update this one, then restore.`,
    );
  await client.query(`set local timezone to 'UTC'; set local statement_timeout to 0`);
  const tables = await allTables(client);
  await lockAll(client, tables);
  const over = await whatIsThere(client, header);
  if (over === 'another' && !options.replace)
    throw new PersonError(
      'This database holds the data of another installation. Add --replace to give them up. Nothing was changed.',
    );
  const wentOn = header.working || (over === 'the same' && (await workedSince(client, header.madeAt)));

  await client.query(`truncate ${tables.map(({ name }) => `public."${name}"`).join(', ')}`);
  const count = await fill(client, tables, rows, options);
  const unsure = wentOn ? await holdBackUnsure(client, options.now) : null;
  await moveSequences(client, header);
  await noteRestore(client, header, options);
  return { over, rows: count, unsure };
}

const LOCK_TIMEOUT = '55P03';

async function lockAll(client: ClientBase, tables: readonly StoredTable[]): Promise<void> {
  await client.query(`set local lock_timeout to '10s'`);
  try {
    await client.query(`lock table ${tables.map(({ name }) => `public."${name}"`).join(', ')}`);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === LOCK_TIMEOUT)
      throw new PersonError(
        'Another process uses the tables (a backup, an open prompt). Let it end, then restore. Nothing was changed.',
      );
    throw error;
  }
}

/** A database with nothing but what every start puts there (built-in stories and feeds) counts as empty. */
async function whatIsThere(client: ClientBase, header: BackupHeader): Promise<RestoreReport['over']> {
  const { rows } = await client.query<{ used: boolean; same: boolean }>(
    `select exists (select from items) or exists (select from audit) or exists (select from channels) as used,
            exists (select from installation where id::text = $1) as same`,
    [header.installation],
  );
  if (rows[0]?.used !== true) return 'nothing';
  return rows[0].same ? 'the same' : 'another';
}

async function workedSince(client: ClientBase, madeAt: string): Promise<boolean> {
  const { rows } = await client.query<{ worked: boolean }>(
    `select exists (select from deliveries where greatest(created_at, sent_at) > $1::timestamptz)
         or exists (select from items where seen_at > $1::timestamptz) as worked`,
    [madeAt],
  );
  return rows[0]?.worked ?? true;
}

async function fill(
  client: ClientBase,
  tables: readonly StoredTable[],
  rows: AsyncIterable<Rows>,
  { onRows }: RestoreOptions,
): Promise<number> {
  const here = new Map(tables.map(({ name, columns }) => [name, new Set(columns)]));
  let done = 0;
  for await (const { table, lines } of rows) {
    const columns = table.columns.filter((column) => here.get(table.name)?.has(column));
    if (columns.length > 0) for (const part of parts(lines)) await insert(client, table.name, columns, part);
    done += lines.length;
    onRows?.(done);
  }
  return done;
}

function* parts(lines: readonly string[]): Generator<readonly string[]> {
  let part: string[] = [];
  let size = 0;
  for (const line of lines) {
    if (part.length > 0 && size + line.length > STATEMENT_CHARACTERS) {
      yield part;
      part = [];
      size = 0;
    }
    part.push(line);
    size += line.length;
  }
  if (part.length > 0) yield part;
}

/** Columns that the backup does not have get their defaults. */
async function insert(
  client: ClientBase,
  table: string,
  columns: readonly string[],
  lines: readonly string[],
): Promise<void> {
  const list = columns.map((column) => `"${column}"`).join(', ');
  await client.query(
    `insert into public."${table}" (${list})
     select ${list} from json_populate_recordset(null::public."${table}", $1::json)`,
    [`[${lines.join(',')}]`],
  );
}

async function noteRestore(client: ClientBase, header: BackupHeader, options: RestoreOptions): Promise<void> {
  await client.query(
    `insert into audit (at, actor_id, actor_name, place, action)
     values ($1, $2, $3, 'terminal/local/terminal', $4)`,
    [
      options.now.toISOString(),
      `terminal:${options.actor}`,
      options.actor,
      `storywatch restore (backup of ${header.madeAt})`,
    ],
  );
}

/** Past what the rows have and what was given out here before: sequences do not roll back, and gaps do no harm. */
async function moveSequences(client: ClientBase, { sequences }: BackupHeader): Promise<void> {
  await client.query(
    `select setval(format('%I.%I', s.schemaname, s.sequencename)::regclass,
                   greatest(s.last_value, ($1::jsonb ->> s.sequencename::text)::bigint + 1))
     from pg_sequences s
     where s.schemaname = 'public' and coalesce(s.last_value::text, $1::jsonb ->> s.sequencename::text) is not null`,
    [JSON.stringify(sequences)],
  );
}
