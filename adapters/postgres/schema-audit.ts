import { bigserial, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { at, id } from './schema.ts';

/** Who changed what through chat or command line; the rows it changed stand in `auditChanges`. */
export const audit = pgTable('audit', {
  id: id(),
  seq: bigserial('seq', { mode: 'number' }).notNull().unique(),
  at: at('at').notNull(),
  actorId: text('actor_id').notNull(),
  actorName: text('actor_name').notNull(),
  place: text('place').notNull(),
  action: text('action').notNull(),
  undoneBy: uuid('undone_by'),
  undoes: uuid('undoes'),
});

/** Filled by triggers while an audited transaction runs. */
export const auditChanges = pgTable(
  'audit_changes',
  {
    seq: bigserial('seq', { mode: 'number' }).primaryKey(),
    auditId: uuid('audit_id').notNull(),
    tableName: text('table_name').notNull(),
    rowId: text('row_id').notNull(),
    before: jsonb('before').$type<Record<string, unknown>>(),
    after: jsonb('after').$type<Record<string, unknown>>(),
  },
  (table) => [index('audit_changes_audit').on(table.auditId), index('audit_changes_row').on(table.rowId)],
);
