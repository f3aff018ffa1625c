import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, notExists, notInArray, sql } from 'drizzle-orm';
import type { Message } from '../../src/messages/message.ts';
import type { Retention } from '../../src/ports/retention.ts';
import type { Db } from './database.ts';
import { assignments, deliveries, items, rejections, terminalMessages, type EntryDetails } from './schema.ts';

const NO_DETAILS: EntryDetails = { author: null, categories: [], enclosures: [], source: null };
const NO_MESSAGE: Message = { blocks: [] };

export function createRetention(db: Db): Retention {
  return {
    reduceItems: (before, limit, now) => reduceItems(db, before, limit, now),
    emptySent: (before, limit) => emptySent(db, before, limit),
    async dropShown(before, limit) {
      // Screens remember the newest id: it must not fall.
      const newest = db
        .select({ id: terminalMessages.id })
        .from(terminalMessages)
        .orderBy(desc(terminalMessages.id))
        .limit(1);
      const old = db
        .select({ id: terminalMessages.id })
        .from(terminalMessages)
        .where(and(lt(terminalMessages.at, before), notInArray(terminalMessages.id, newest)))
        .orderBy(asc(terminalMessages.id))
        .limit(limit)
        .for('update', { skipLocked: true });
      const { rowCount } = await db.delete(terminalMessages).where(inArray(terminalMessages.id, old));
      return rowCount ?? 0;
    },
  };
}

async function reduceItems(db: Db, before: Date, limit: number, now: Date): Promise<number> {
  // What another process is at, it will have done when this one comes back.
  const old = db
    .select({ id: items.id })
    .from(items)
    .where(
      and(
        isNull(items.reducedAt),
        lt(items.seenAt, before),
        isNotNull(items.classifiedAt),
        notExists(
          db
            .select({ one: sql`1` })
            .from(assignments)
            .where(eq(assignments.itemId, items.id)),
        ),
        notExists(
          db
            .select({ one: sql`1` })
            .from(rejections)
            .where(eq(rejections.itemId, items.id)),
        ),
      ),
    )
    .orderBy(asc(items.seenAt))
    .limit(limit)
    .for('update', { of: items, skipLocked: true });
  const { rowCount } = await db
    .update(items)
    .set({ title: '', text: '', link: null, details: NO_DETAILS, reducedAt: now })
    .where(inArray(items.id, old));
  return rowCount ?? 0;
}

async function emptySent(db: Db, before: Date, limit: number): Promise<number> {
  const old = db
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(
      and(
        inArray(deliveries.state, ['sent', 'cancelled']),
        lt(sql`coalesce(${deliveries.sentAt}, ${deliveries.createdAt})`, before),
        sql`${deliveries.message} <> ${JSON.stringify(NO_MESSAGE)}::jsonb`,
      ),
    )
    .limit(limit)
    .for('update', { skipLocked: true });
  const { rowCount } = await db
    .update(deliveries)
    .set({ message: NO_MESSAGE })
    .where(inArray(deliveries.id, old));
  return rowCount ?? 0;
}
