import { and, desc, eq, gt, isNull, ne, sql } from 'drizzle-orm';
import type { AuditNote, UndoOutcome } from '../../src/ports/audit-log.ts';
import { beginAudited, findEntry } from './audit-log.ts';
import type { Db } from './database.ts';
import { callOffUnwanted, wantAgain } from './called-off.ts';
import { hideMany } from './undo-many.ts';
import { audit, auditChanges } from './schema-audit.ts';

type Row = Readonly<Record<string, unknown>>;

interface Change {
  readonly seq: number;
  readonly auditId: string;
  readonly tableName: string;
  readonly rowId: string;
  readonly before: Row | null;
  readonly after: Row | null;
}

interface AuditedTable {
  /** A column of UUIDs. */
  readonly key: string;
  /** Columns that move by themselves: neither compared nor put back. */
  readonly own: readonly string[];
  /** Columns that people set and that move by themselves as well: put back, but not compared. */
  readonly shared?: readonly string[];
  /** Where other rows may already point to a new row, it is put out of sight so instead of deleted. */
  readonly hide?: Row;
}

/** The tables with an audit trigger (see migrations). */
const TABLES: Readonly<Record<string, AuditedTable>> = {
  feeds: {
    key: 'id',
    own: [
      'next_due_at',
      'enqueued_until',
      'lease_until',
      'failures',
      'failing_since',
      'failure_cause',
      'failure_message',
    ],
    hide: { state: 'removed', state_reason: 'its adding was undone' },
  },
  stories: {
    key: 'id',
    own: ['revision', 'last_item_at'],
    shared: ['phase', 'phase_since'],
    hide: { removed_at: 'now' },
  },
  assignments: { key: 'item_id', own: ['changed_at'] },
  rejections: { key: 'id', own: [] },
  // A channel that was met for the first time stays known.
  channels: { key: 'id', own: ['last_digest_at'], shared: ['digest_due_at'], hide: {} },
  follows: { key: 'id', own: [] },
  // Recorded are a retry, which can be taken back until the message is sent, and what a change called off.
  deliveries: { key: 'id', own: ['attempts', 'retry_at', 'not_before', 'lease_until', 'last_error'] },
};

class ChangedSince extends Error {
  override readonly name = 'ChangedSince';
}

/** Puts back what an audited change changed, inside the given transaction; all or nothing. */
export async function undo(tx: Db, number: number, note: AuditNote): Promise<UndoOutcome> {
  const entry = await findEntry(tx, number);
  if (!entry || entry.changes === 0) return { kind: 'unknown' };
  if (entry.undone) return { kind: 'already-undone', entry };

  const changes = await tx
    .select()
    .from(auditChanges)
    .where(eq(auditChanges.auditId, entry.id))
    .orderBy(desc(auditChanges.seq));
  try {
    await tx.transaction(async (inner) => {
      const { id: undoId } = await beginAudited(inner, note, entry.id);
      await putAllBack(inner, changes, note.at);
      await callOffUnwanted(inner);
      await tellClassifiers(inner, changes);
      await markUndone(inner, entry.id, undoId);
    });
  } catch (error) {
    if (error instanceof ChangedSince || isTaken(error)) return { kind: 'changed-since', entry };
    throw error;
  }
  return { kind: 'undone', entry };
}

/** An undone undo brings the change back that it had undone, and so on down the chain. `by` is null for a change that counts again. */
async function markUndone(tx: Db, entryId: string, by: string | null): Promise<void> {
  const [row] = await tx
    .update(audit)
    .set({ undoneBy: by })
    .where(eq(audit.id, entryId))
    .returning({ undoes: audit.undoes });
  if (row?.undoes) await markUndone(tx, row.undoes, by === null ? entryId : null);
}

const UNIQUE_VIOLATION = '23505';

/** Somebody took the name or place that the row had. */
const isTaken = (error: unknown): boolean =>
  error instanceof Error && (('code' in error && error.code === UNIQUE_VIOLATION) || isTaken(error.cause));

/** From so many new rows on they are put out of sight together. */
const MANY = 100;

async function putAllBack(tx: Db, changes: readonly Change[], now: Date): Promise<void> {
  const [first] = changes;
  const table = first && TABLES[first.tableName];
  const added = changes.every(({ before, tableName }) => before === null && tableName === first?.tableName);
  if (first && table?.hide && added && changes.length >= MANY) {
    const hidden = hiddenValues(table.hide, now);
    if (!(await hideMany(tx, { auditId: first.auditId, tableName: first.tableName, key: table.key, hidden })))
      throw new ChangedSince();
    return;
  }
  for (const change of changes) await putBack(tx, change, now);
}

const hiddenValues = (hide: Row, now: Date): Row =>
  Object.fromEntries(
    Object.entries(hide).map(([column, value]) => [column, value === 'now' ? now.toISOString() : value]),
  );

async function putBack(tx: Db, change: Change, now: Date): Promise<void> {
  const table = TABLES[change.tableName];
  if (!table) throw new Error(`no rule for undoing changes of ${change.tableName}`);
  if (isCallingOff(change)) return wantAgain(tx, change.rowId, change.before?.['key'], now);
  const current = await currentRow(tx, change, table);
  if (change.before === null) {
    if (!current || (await isChangedLater(tx, change))) throw new ChangedSince();
    await takeOut(tx, change, table, now);
  } else if (change.after === null) {
    if (current) throw new ChangedSince();
    await insertRow(tx, change.tableName, change.before);
  } else {
    const columns = changedColumns(change.before, change.after, table);
    const compared = columns.filter((column) => !table.shared?.includes(column));
    if (!current || !sameIn(compared, current, change.after)) throw new ChangedSince();
    await setColumns(tx, change, table, columns, change.before);
    if (columns.includes('phase')) await notePhase(tx, change, current, change.before, now);
  }
}

/** A message went on meanwhile or did not: that never stands in the way of putting back what it hung from. */
const isCallingOff = ({ tableName, before, after }: Change): boolean =>
  tableName === 'deliveries' && [before, after].some((row) => row?.['state'] === 'cancelled');

/** Whether a person's later change of the same row still stands. */
async function isChangedLater(tx: Db, { seq, auditId, tableName, rowId }: Change): Promise<boolean> {
  const [later] = await tx
    .select({ id: audit.id })
    .from(auditChanges)
    .innerJoin(audit, eq(audit.id, auditChanges.auditId))
    .where(
      and(
        eq(auditChanges.tableName, tableName),
        eq(auditChanges.rowId, rowId),
        gt(auditChanges.seq, seq),
        ne(auditChanges.auditId, auditId),
        isNull(audit.undoneBy),
        isNull(audit.undoes),
      ),
    )
    .limit(1);
  return later !== undefined;
}

/** A digest tells the way of a story's phase: it must lead back. */
async function notePhase(tx: Db, change: Change, from: Row, to: Row, now: Date): Promise<void> {
  if (from['phase'] === to['phase']) return;
  await tx.execute(
    sql`insert into phase_changes (story_id, "from", "to", at)
        values (${change.rowId}, ${from['phase']}, ${to['phase']}, ${now.toISOString()})`,
  );
}

async function takeOut(tx: Db, change: Change, table: AuditedTable, now: Date): Promise<void> {
  if (!table.hide) {
    await tx.execute(
      sql`delete from ${sql.identifier(change.tableName)} where ${sql.identifier(table.key)} = ${change.rowId}::uuid`,
    );
    return;
  }
  const hidden = hiddenValues(table.hide, now);
  await setColumns(tx, change, table, Object.keys(hidden), hidden);
}

async function currentRow(tx: Db, { tableName, rowId }: Change, table: AuditedTable): Promise<Row | null> {
  const found = await tx.execute<{ row: Row }>(
    sql`select to_jsonb(t) as row from ${sql.identifier(tableName)} t
        where ${sql.identifier(table.key)} = ${rowId}::uuid for update`,
  );
  return found.rows[0]?.row ?? null;
}

function changedColumns(before: Row, after: Row, table: AuditedTable): string[] {
  return Object.keys(before).filter(
    (column) =>
      !table.own.includes(column) && JSON.stringify(before[column]) !== JSON.stringify(after[column]),
  );
}

const sameIn = (columns: readonly string[], left: Row, right: Row): boolean =>
  columns.every((column) => JSON.stringify(left[column]) === JSON.stringify(right[column]));

async function setColumns(
  tx: Db,
  { tableName, rowId }: Change,
  table: AuditedTable,
  columns: readonly string[],
  values: Row,
): Promise<void> {
  if (columns.length === 0) return;
  const assignments = columns.map((column) => sql`${sql.identifier(column)} = v.${sql.identifier(column)}`);
  await tx.execute(
    sql`update ${sql.identifier(tableName)} t set ${sql.join(assignments, sql`, `)}
        from jsonb_populate_record(null::${sql.identifier(tableName)}, ${JSON.stringify(values)}::jsonb) v
        where t.${sql.identifier(table.key)} = ${rowId}::uuid`,
  );
}

async function insertRow(tx: Db, tableName: string, row: Row): Promise<void> {
  await tx.execute(
    sql`insert into ${sql.identifier(tableName)}
        select * from jsonb_populate_record(null::${sql.identifier(tableName)}, ${JSON.stringify(row)}::jsonb)`,
  );
}

/** Stories whose row, items or corrections were put back get a new revision, so that every classifier learns of it. */
async function tellClassifiers(tx: Db, changes: readonly Change[]): Promise<void> {
  const ids = new Set<string>();
  for (const { tableName, rowId, before, after } of changes) {
    if (tableName === 'stories') ids.add(rowId);
    for (const row of [before, after]) {
      if (typeof row?.['story_id'] === 'string') ids.add(row['story_id']);
    }
  }
  if (ids.size === 0) return;
  await tx.execute(
    sql`update stories set revision = nextval('story_revision') where id = any(${sql.param([...ids])}::uuid[])`,
  );
}
