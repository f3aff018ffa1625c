import type { ClientBase } from 'pg';

export interface StoredTable {
  readonly name: string;
  readonly columns: readonly string[];
}

/** What only the running program needs: who does what just now, and which host rests. */
const LEFT_OUT: ReadonlySet<string> = new Set(['leases', 'host_blocks']);

/** Leases end in `_until`; `credentials` are secrets. */
const isLeftOut = (column: string): boolean => column === 'credentials' || column.endsWith('_until');

/** Every table of the program, in an order in which a table comes after those that it refers to. */
export async function allTables(client: ClientBase): Promise<readonly StoredTable[]> {
  const { rows } = await client.query<StoredTable>(
    `select c.relname::text as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
     group by c.relname order by c.relname`,
  );
  const { rows: references } = await client.query<{ from: string; to: string }>(
    `select child.relname::text as from, parent.relname::text as to
     from pg_constraint f join pg_class child on child.oid = f.conrelid join pg_class parent on parent.oid = f.confrelid
     where f.contype = 'f' and f.connamespace = 'public'::regnamespace and f.conrelid <> f.confrelid`,
  );
  return inOrder(rows, references);
}

/** Tables and columns that a backup holds. */
export const keptTables = (tables: readonly StoredTable[]): readonly StoredTable[] =>
  tables
    .filter(({ name }) => !LEFT_OUT.has(name))
    .map(({ name, columns }) => ({ name, columns: columns.filter((column) => !isLeftOut(column)) }));

function inOrder(
  tables: readonly StoredTable[],
  references: readonly { readonly from: string; readonly to: string }[],
): readonly StoredTable[] {
  const ordered: StoredTable[] = [];
  const done = new Set<string>();
  while (ordered.length < tables.length) {
    const next = tables.filter(
      ({ name }) => !done.has(name) && references.every(({ from, to }) => from !== name || done.has(to)),
    );
    if (next.length === 0) throw new Error('tables refer to each other in a circle');
    for (const table of next) {
      ordered.push(table);
      done.add(table.name);
    }
  }
  return ordered;
}

/** When the newest migration that the database has was written, in milliseconds. */
export async function latestMigration(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ at: string | null }>(
    'select max(created_at)::text as at from drizzle.__drizzle_migrations',
  );
  return Number(rows[0]?.at ?? 0);
}
