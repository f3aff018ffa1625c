import { sql } from 'drizzle-orm';
import type { Db } from './database.ts';

/** New rows of one table that one audited change added. */
export interface AddedRows {
  readonly auditId: string;
  readonly tableName: string;
  /** The key column, of UUIDs. */
  readonly key: string;
  /** What puts a row out of sight, by column. */
  readonly hidden: Readonly<Record<string, unknown>>;
}

/**
 * Puts all rows out of sight that a change added, at once: an import adds thousands. False, with nothing done, when one
 * is no longer there or a person's later change of one still stands.
 */
export async function hideMany(tx: Db, { auditId, tableName, key, hidden }: AddedRows): Promise<boolean> {
  const [table, id] = [sql.identifier(tableName), sql.identifier(key)];
  const { rows } = await tx.execute<{ changed: boolean }>(
    sql`select exists (
          select from audit_changes c left join ${table} t on t.${id} = c.row_id::uuid
          where c.audit_id = ${auditId} and t.${id} is null
        ) or exists (
          select from audit_changes c
          join audit_changes later on later.row_id = c.row_id and later.table_name = c.table_name
            and later.seq > c.seq and later.audit_id <> c.audit_id
          join audit a on a.id = later.audit_id
          where c.audit_id = ${auditId} and a.undone_by is null and a.undoes is null
        ) as changed`,
  );
  if (rows[0]?.changed !== false) return false;
  const values = Object.keys(hidden).map(
    (column) => sql`${sql.identifier(column)} = v.${sql.identifier(column)}`,
  );
  await tx.execute(
    sql`update ${table} t set ${sql.join(values, sql`, `)}
        from jsonb_populate_record(null::${table}, ${JSON.stringify(hidden)}::jsonb) v
        where t.${id} in (select row_id::uuid from audit_changes where audit_id = ${auditId})`,
  );
  return true;
}
