import { userInfo } from 'node:os';
import { stdin, stdout } from 'node:process';
import { readArchive, writeArchive } from '../../adapters/backup/archive.ts';
import { openBackup, writeWhole } from '../../adapters/backup/file.ts';
import { openSnapshot, type Snapshot } from '../../adapters/postgres/backup.ts';
import type { Database } from '../../adapters/postgres/database.ts';
import { restoreBackup } from '../../adapters/postgres/restore.ts';
import { rowsOf } from '../backup/header.ts';
import type { BackupTools } from '../cli/backup.ts';
import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import { openStorage } from './storage.ts';

/** What `storywatch backup` and `restore` work with. */
export function createBackupTools(config: () => Config, version: string): BackupTools {
  return {
    backup: (file, { force, onRows, onStep }) =>
      withDatabase(config(), onStep, async (database) => {
        const snapshot = await openSnapshot(database.pool, version, new Date());
        try {
          const total = rowsOf(snapshot.header);
          const rows = counted(snapshot, (done) => onRows(done, total));
          if (file === '-') {
            await writeArchive(stdout, snapshot.header, rows, false);
            return { rows: total, bytes: null };
          }
          const bytes = await writeWhole(file, force, (out) => writeArchive(out, snapshot.header, rows));
          return { rows: total, bytes };
        } finally {
          await snapshot.close();
        }
      }),
    restore: async (file, { replace, onRows, onStep }) => {
      const input = file === '-' ? stdin : openBackup(file);
      try {
        // A file that is none is told before anything is started.
        const { header, rows } = await readArchive(input, file === '-' ? 'Standard input' : file);
        const total = rowsOf(header);
        const { program, madeAt } = header;
        const report = await withDatabase(config(), onStep, ({ pool }) =>
          restoreBackup(pool, header, rows, {
            replace,
            actor: userInfo().username,
            now: new Date(),
            onRows: (done) => onRows(done, total),
          }),
        );
        return { ...report, program, madeAt };
      } finally {
        input.destroy();
      }
    },
  };
}

/** Works on the database with its tables up to date; nothing is planted in it. */
export async function withDatabase<T>(
  config: Config,
  onStep: (step: string) => void,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel);
  const storage = await openStorage({ config, log, onStep });
  try {
    return await work(storage.database);
  } finally {
    await storage.database.close();
    await storage.stopServer();
  }
}

async function* counted(
  { rows }: Snapshot,
  onRows: (done: number) => void,
): AsyncGenerator<readonly string[]> {
  let done = 0;
  for await (const lines of rows) {
    yield lines;
    onRows((done += lines.length));
  }
}
