import type { ClientBase, Pool } from 'pg';
import { FORMAT_VERSION, type BackupHeader } from '../../src/backup/header.ts';
import { allTables, keptTables, latestMigration } from './backup-tables.ts';
import { DUTY_LOCK } from './duty.ts';

/** Rows of one round trip: few enough that a hundred feeds' longest articles fit into memory. */
const AT_ONCE = 250;

export interface Snapshot {
  readonly header: BackupHeader;
  /** The rows of all tables in the header's order, as JSON texts in groups; to be read once. */
  readonly rows: AsyncIterable<readonly string[]>;
  close(): Promise<void>;
}

/**
 * The database as it is now, while others go on writing: one REPEATABLE READ snapshot, read by a cursor. Without secrets,
 * leases and the queue.
 * @param program its version, for people
 */
export async function openSnapshot(pool: Pool, program: string, now: Date): Promise<Snapshot> {
  const client = await pool.connect();
  try {
    await client.query(
      'insert into installation (id) select gen_random_uuid() where not exists (select from installation)',
    );
    await client.query('begin isolation level repeatable read read only');
    await client.query(
      `set local timezone to 'UTC'; set local statement_timeout to 0; set local idle_in_transaction_session_timeout to 0`,
    );
    const header = await describe(client, program, now);
    return {
      header,
      rows: rowsOfAll(client, header),
      async close() {
        await client.query('rollback').catch(() => {});
        client.release(true);
      },
    };
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function describe(client: ClientBase, program: string, now: Date): Promise<BackupHeader> {
  const tables = [];
  for (const table of keptTables(await allTables(client))) {
    const { rows } = await client.query<{ count: string }>(`select count(*) from public."${table.name}"`);
    tables.push({ name: table.name, columns: [...table.columns], rows: Number(rows[0]?.count ?? 0) });
  }
  const { rows: installations } = await client.query<{ id: string }>(
    'select id from installation order by created_at limit 1',
  );
  // Sequences are no part of a snapshot: they may be ahead of its rows, which does no harm, but never behind.
  const { rows: sequences } = await client.query<{ name: string; last: string }>(
    `select sequencename::text as name, last_value::text as last from pg_sequences
     where schemaname = 'public' and last_value is not null`,
  );
  return {
    format: 'storywatch-backup',
    version: FORMAT_VERSION,
    program,
    madeAt: now.toISOString(),
    migration: await latestMigration(client),
    installation: installations[0]?.id ?? '',
    working: (await workers(client)) > 0,
    sequences: Object.fromEntries(sequences.map(({ name, last }) => [name, last])),
    tables,
  };
}

/** How many processes work on the database: see duty.ts. */
export async function workers(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from pg_locks
     where locktype = 'advisory' and classid = 0 and objid = $1 and objsubid = 1 and granted
       and database = (select oid from pg_database where datname = current_database())`,
    [DUTY_LOCK],
  );
  return rows[0]?.count ?? 0;
}

async function* rowsOfAll(client: ClientBase, { tables }: BackupHeader): AsyncGenerator<readonly string[]> {
  for (const { name, columns } of tables) {
    const chosen = columns.map((column) => expressionOf(name, column)).join(', ');
    const line = withoutPasswords(name, 'row_to_json(r)::text');
    await client.query(
      `declare backup_rows no scroll cursor for select ${line} as line from (select ${chosen} from public."${name}") r`,
    );
    for (;;) {
      const { rows } = await client.query<{ line: string }>(`fetch ${AT_ONCE} from backup_rows`);
      if (rows.length === 0) break;
      yield rows.map((row) => row.line);
    }
    await client.query('close backup_rows');
  }
}

/** The log of changes holds whole rows, those of feeds with their credentials. */
function expressionOf(table: string, column: string): string {
  return table === 'audit_changes' && (column === 'before' || column === 'after')
    ? `"${column}" - 'credentials' as "${column}"`
    : `"${column}"`;
}

/** Addresses with a password in them are refused when feeds are read; in case one was stored all the same. */
function withoutPasswords(table: string, line: string): string {
  return ['feeds', 'audit', 'audit_changes'].includes(table)
    ? String.raw`regexp_replace(${line}, '(https?://)[^/@\s"\\?#:]*:[^/@\s"\\?#]*@', '\1hidden@', 'gi')`
    : line;
}
