// An old version and a new one share a database while an upgrade is under way: the new one has migrated it, the old one
// goes on reading and writing by the columns that it knows.
import { readdirSync, readFileSync } from 'node:fs';
import { Client } from 'pg';
import { z } from 'zod';

const FOLDER = new URL('../../adapters/postgres/migrations/', import.meta.url);

const ADDITIVE: readonly RegExp[] = [
  /^create table /iu,
  /^create index /iu,
  /^create sequence /iu,
  /^create function /iu,
  /^create trigger /iu,
  /^insert into /iu,
  // What an old version does not know, it does not fill.
  /^alter table \S+ add column \S+ (?!.*not null)/iu,
  /^alter table \S+ add column \S+ .*default .+ not null/iu,
];

/** Statements of migrations after the first that could stop an older version, with their files. */
export function disruptiveStatements(files: ReadonlyMap<string, string> = migrations()): string[] {
  const unique = [...files.values()].flatMap((sql) =>
    [...sql.matchAll(/create unique index ("\w+")/giu)].map(([, name]) => name),
  );
  // Without an index an old version is slower; without a unique one its `on conflict` fails.
  const isPlainIndex = (statement: string): boolean =>
    /^drop index "\w+";?$/iu.test(statement) && !unique.some((name) => statement.includes(name ?? ''));
  return [...files]
    .filter(([name]) => !name.startsWith('0000_'))
    .flatMap(([name, sql]) =>
      statementsOf(sql)
        .filter(
          (statement) => !isPlainIndex(statement) && !ADDITIVE.some((pattern) => pattern.test(statement)),
        )
        .map((statement) => `${name}: ${statement}`),
    );
}

function migrations(): Map<string, string> {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.sql'));
  return new Map(names.toSorted().map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')]));
}

const statementsOf = (sql: string): string[] =>
  sql
    .split('--> statement-breakpoint')
    .map((statement) => statement.replaceAll(/^--.*$/gmu, '').trim())
    .filter((statement) => statement !== '');

const snapshot = z.object({
  tables: z.record(
    z.string(),
    z.object({
      name: z.string(),
      columns: z.record(
        z.string(),
        z.object({
          name: z.string(),
          type: z.string(),
          notNull: z.boolean(),
          default: z.unknown().optional(),
        }),
      ),
    }),
  ),
});

type Table = z.infer<typeof snapshot>['tables'][string];

/** The tables as each version knew them, oldest version first. */
export function knownTables(): readonly { readonly version: string; readonly tables: readonly Table[] }[] {
  const folder = new URL('meta/', FOLDER);
  return readdirSync(folder)
    .filter((name) => name.endsWith('_snapshot.json'))
    .toSorted()
    .map((name) => ({
      version: name.slice(0, 4),
      tables: Object.values(snapshot.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))).tables),
    }));
}

const SAMPLES: Readonly<Record<string, string>> = {
  uuid: 'gen_random_uuid()',
  text: `'x'`,
  jsonb: `'{}'`,
  boolean: 'false',
  integer: '1',
  bigint: '1',
  bigserial: 'default',
  'double precision': '0.5',
  'timestamp with time zone': 'now()',
};

/**
 * Writes, changes and reads a row of every table with the columns that each version knew, and takes it all back.
 * Returns what the database refused. Its role must be a superuser: foreign keys are not looked at.
 */
export async function refusedToOldVersions(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const refused: string[] = [];
  try {
    for (const { version, tables } of knownTables())
      for (const table of tables)
        for (const statement of oldStatements(table)) {
          await client.query('begin');
          await client.query('set local session_replication_role = replica');
          await client.query(statement).catch((error: unknown) => {
            refused.push(`version ${version}: ${statement}: ${String(error)}`);
          });
          await client.query('rollback');
        }
    return refused;
  } finally {
    await client.end();
  }
}

function oldStatements({ name, columns }: Table): string[] {
  const list = Object.values(columns);
  const values = list.map((column) =>
    column.default === undefined ? (SAMPLES[column.type] ?? 'default') : 'default',
  );
  const names = list.map((column) => `"${column.name}"`).join(', ');
  const changes = list.map((column) => `"${column.name}" = "${column.name}"`).join(', ');
  return [
    `insert into "${name}" (${names}) values (${values.join(', ')})`,
    `update "${name}" set ${changes}`,
    `select ${names} from "${name}" limit 1`,
  ];
}
