import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import type { AuditEntry, AuditLog, AuditNote } from '../../src/ports/audit-log.ts';
import type { Db } from './database.ts';
import { audit, auditChanges } from './schema-audit.ts';

const CHANGES = sql<number>`(select count(*)::int from ${auditChanges} where ${auditChanges.auditId} = ${audit.id})`;

export function createAuditLog(db: Db): AuditLog {
  return {
    async recent(limit) {
      return (await entries(db, sql`${CHANGES} > 0`, limit)).map(toEntry);
    },
    async latestUndoable(actorId) {
      const condition = and(
        isNull(audit.undoneBy),
        isNull(audit.undoes),
        sql`${CHANGES} > 0`,
        actorId === undefined ? undefined : eq(audit.actorId, actorId),
      );
      const [row] = await entries(db, condition, 1);
      return row ? toEntry(row) : null;
    },
  };
}

export async function findEntry(db: Db, number: number): Promise<AuditEntry | null> {
  const [row] = await entries(db, eq(audit.seq, number), 1);
  return row ? toEntry(row) : null;
}

/**
 * Opens an entry and has the triggers of the audited tables record every row that this transaction changes from here on.
 * Returns the entry.
 */
export async function beginAudited(
  tx: Db,
  note: AuditNote,
  undoes: string | null,
): Promise<{ readonly id: string; readonly number: number }> {
  const { actor, channel, action, at } = note;
  const [row] = await tx
    .insert(audit)
    .values({
      at,
      actorId: actor.id,
      actorName: actor.name,
      place: `${channel.platform}/${channel.spaceId}/${channel.channelId}`,
      action,
      undoes,
    })
    .returning({ id: audit.id, number: audit.seq });
  if (!row) throw new Error('the audit entry was not written');
  await tx.execute(sql`select set_config('storywatch.audit_id', ${row.id}, true)`);
  return row;
}

async function entries(db: Db, condition: ReturnType<typeof and>, limit: number) {
  return db
    .select({
      id: audit.id,
      number: audit.seq,
      at: audit.at,
      actorName: audit.actorName,
      action: audit.action,
      undoneBy: audit.undoneBy,
      changes: CHANGES,
    })
    .from(audit)
    .where(condition)
    .orderBy(desc(audit.seq))
    .limit(limit);
}

function toEntry({ undoneBy, ...rest }: Awaited<ReturnType<typeof entries>>[number]): AuditEntry {
  return { ...rest, undone: undoneBy !== null };
}
