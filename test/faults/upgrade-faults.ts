import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { Random } from './random.ts';
import type { Rig } from './rig.ts';
import { drill, type Scenario } from './scenario.ts';
import { disruptiveStatements, knownTables, refusedToOldVersions } from './upgrade.ts';

const MIGRATIONS = 'adapters/postgres/migrations';

/** Ways for a migration to fail, each after others that would have worked. */
const FAILING = [
  'alter table no_such_table add column x text',
  'select 1 / 0',
  'create table items (id text)',
  'alter table items add column broken text not null',
  'this is not SQL',
] as const;
const WORKING = [
  'create table half_done (id text)',
  'alter table feeds add column half_done text',
  'delete from topics where false',
  `update stories set title = 'half done'`,
] as const;

/** A copy of the program whose last migration is broken. */
async function brokenProgram(main: string, folder: string, random: Random): Promise<string> {
  const root = join(dirname(main), '../..');
  await mkdir(join(folder, dirname(MIGRATIONS)), { recursive: true });
  await promisify(execFile)('cp', ['-aL', join(root, MIGRATIONS), join(folder, MIGRATIONS)]);
  await cp(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  for (const name of ['package.json', 'seeds', 'node_modules'])
    await symlink(join(root, name), join(folder, name));
  const journalFile = join(folder, MIGRATIONS, 'meta/_journal.json');
  const journal = JSON.parse(await readFile(journalFile, 'utf8')) as {
    entries: { idx: number; when: number; tag: string }[];
  };
  const last = journal.entries.at(-1);
  const entry = { ...last, idx: journal.entries.length, when: (last?.when ?? 0) + 1, tag: '9999_broken' };
  await writeFile(journalFile, JSON.stringify({ ...journal, entries: [...journal.entries, entry] }));
  const before = WORKING.slice(0, random.whole(0, WORKING.length));
  const statements = [...before, random.pick(FAILING), ...WORKING.slice(before.length)];
  await writeFile(
    join(folder, MIGRATIONS, '9999_broken.sql'),
    statements.join(';\n--> statement-breakpoint\n'),
  );
  return join(folder, 'dist/src/main.js');
}

const SHAPE = `select md5(string_agg(table_name || '.' || column_name || ' ' || data_type, ',' order by table_name, ordinal_position))
  || (select string_agg(title, ',' order by id) from stories) as shape
  from information_schema.columns where table_schema = 'public'`;

const shapeOf = async ({ postgres }: Rig): Promise<string> =>
  (await postgres.query<{ shape: string }>(SHAPE))[0]?.shape ?? '';

function failedMigration(): Scenario {
  const wrong: string[] = [];
  return drill('a failed migration', {
    async fault(rig, random, count) {
      await rig.program.kill();
      const before = await shapeOf(rig);
      const main = await brokenProgram(rig.main, join(rig.folder, `broken-${count}`), random);
      const env = {
        PATH: '/usr/bin:/bin',
        HOME: '/',
        DATA_DIR: join(rig.folder, 'unused'),
        DATABASE_URL: await rig.postgres.url(),
      };
      const child = spawn(execPath, [main, 'start'], { cwd: '/', env, stdio: ['ignore', 'ignore', 'pipe'] });
      const [said, [code]] = await Promise.all([
        text(child.stderr),
        once(child, 'exit') as Promise<[number]>,
      ]);
      if (code === 0) wrong.push(`attempt ${count} ended well`);
      if (!/could not be brought up to date/u.test(said))
        wrong.push(`attempt ${count} said: ${said.slice(0, 400)}`);
      if ((await shapeOf(rig)) !== before) wrong.push(`attempt ${count} left something behind`);
      await rig.program.start();
    },
    judge: (_rig, { lost }) => ({ lost: [...lost, ...wrong] }),
  });
}

function olderVersions(): Scenario {
  return drill('an older version on a migrated database', {
    async fault() {},
    async judge({ postgres }, { lost }) {
      const problems = [...disruptiveStatements(), ...(await refusedToOldVersions(await postgres.url()))];
      const versions = knownTables().length;
      return {
        faults: versions,
        lost: [...lost, ...problems],
        note: `every table written, changed and read with the columns of ${versions} versions`,
      };
    },
  });
}

/** Upgrades that go wrong, and those that are under way. */
export const UPGRADE_FAULTS: readonly Scenario[] = [failedMigration(), olderVersions()];
