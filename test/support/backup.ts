import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { onTestFinished } from 'vitest';
import { readArchive, writeArchive } from '../../adapters/backup/archive.ts';
import { openBackup, writeWhole } from '../../adapters/backup/file.ts';
import { openSnapshot } from '../../adapters/postgres/backup.ts';
import { restoreBackup, type RestoreOptions, type RestoreReport } from '../../adapters/postgres/restore.ts';
import { NOON } from './builders.ts';

/** A file name in a folder of the test's own. */
export async function fileFor(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'storywatch-backup-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, name);
}

/** Backs a database up to a file; returns its size in bytes. */
export async function backUp(pool: Pool, file: string, now = NOON): Promise<number> {
  const snapshot = await openSnapshot(pool, '1.2.3', now);
  try {
    return await writeWhole(file, false, (out) => writeArchive(out, snapshot.header, snapshot.rows));
  } finally {
    await snapshot.close();
  }
}

export async function restore(
  pool: Pool,
  file: string,
  over: Partial<RestoreOptions> = {},
): Promise<RestoreReport> {
  const input = openBackup(file);
  try {
    const { header, rows } = await readArchive(input, 'the file');
    return await restoreBackup(pool, header, rows, { replace: false, actor: 'ada', now: NOON, ...over });
  } finally {
    input.destroy();
  }
}

/** Every row of every table but those that no backup holds, as text, by table. */
export async function contents(pool: Pool): Promise<Readonly<Record<string, readonly string[]>>> {
  const { rows } = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename not in ('leases', 'host_blocks')`,
  );
  const found: Record<string, readonly string[]> = {};
  for (const { name } of rows) {
    const table = await pool.query<{ row: string }>(
      `select (to_jsonb(t) - 'credentials' - 'lease_until' - 'enqueued_until')::text as row from public."${name}" t order by 1`,
    );
    found[name] = table.rows.map(({ row }) => row);
  }
  return found;
}
