import { getTableColumns } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';

/**
 * A table's columns for a statement that is not drizzle's, named as drizzle names their fields. All are named one by one,
 * never `*`: a column that a newer version adds must not change what a statement prepared by this one brings back.
 */
export function columnsOf(table: PgTable, qualifier: string, left: readonly string[] = []): string {
  return Object.entries(getTableColumns(table))
    .filter(([field]) => !left.includes(field))
    .map(([field, column]) => {
      const name = `${qualifier}."${column.name}"`;
      // The driver hands 64 bits over as text.
      return `${column.dataType === 'number' && column.getSQLType().startsWith('big') ? `${name}::float8` : name} as "${field}"`;
    })
    .join(', ');
}
