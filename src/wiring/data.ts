import { mkdir, readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { userInfo } from 'node:os';
import { stderr, stdin, stdout } from 'node:process';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { writeWhole } from '../../adapters/backup/file.ts';
import { parseOpml, renderOpml } from '../../adapters/feeds/opml.ts';
import { exportItems } from '../../adapters/postgres/export-items.ts';
import { createStore } from '../../adapters/postgres/store.ts';
import { terminalCaller } from '../../adapters/terminal/caller.ts';
import type { DataTools } from '../cli/data.ts';
import { hiderOf, runDoctor } from '../cli/doctor.ts';
import { runExport } from '../cli/export.ts';
import { importFeeds } from '../cli/feeds-opml.ts';
import { PersonError } from '../cli/person-error.ts';
import { readConfig } from '../config.ts';
import { createBackupTools, withDatabase } from './backup.ts';

const opml = { parse: parseOpml, render: renderOpml };
const quiet = (): void => {};

/** What the commands work with that look after data. */
export function createDataTools(
  env: Readonly<Record<string, string | undefined>>,
  version: string,
): DataTools {
  const config = () => readConfig(env);
  return {
    ...createBackupTools(config, version),
    export: (what, file, force) =>
      withDatabase(config(), quiet, ({ db, pool }) =>
        runExport(
          { tables: createStore(db), opml, items: () => exportItems(pool), write, makeFolder },
          what,
          file,
          { force, output: stderr },
        ),
      ),
    async doctor() {
      const { createChecks } = await import('./doctor.ts');
      return runDoctor(createChecks(env, version), hiderOf(env), (line) => void stdout.write(`${line}\n`));
    },
    async importFeeds(file) {
      const text = file === '-' ? await buffer(stdin) : await readGiven(file);
      const caller = terminalCaller(userInfo().username);
      return withDatabase(config(), quiet, ({ db }) =>
        importFeeds({ store: createStore(db), opml, caller, now: new Date() }, text, basename(file), stderr),
      );
    },
  };
}

async function readGiven(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new PersonError(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

export async function write(file: string, force: boolean, text: AsyncIterable<string>): Promise<void> {
  if (file === '-') await pipeline(Readable.from(text), stdout, { end: false });
  else await writeWhole(file, force, (out) => pipeline(Readable.from(text), out));
}

export async function makeFolder(folder: string, force: boolean): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    if (!force && (await readdir(folder)).length > 0)
      throw new PersonError(`${folder} holds files already. Name another folder, or add --force.`);
  } catch (error) {
    if (error instanceof PersonError) throw error;
    throw new PersonError(
      `${folder} cannot be made: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
