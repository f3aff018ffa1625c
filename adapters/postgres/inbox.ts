import { asc, eq, gt, max, sql } from 'drizzle-orm';
import { storedMessage } from '../../src/messages/stored.ts';
import type { Inbox } from '../../src/ports/inbox.ts';
import type { Db } from './database.ts';
import { terminalMessages } from './schema.ts';

/**
 * Messages are put one at a time over all processes, or a screen could see a number before a lower one and never look
 * back. The lock's number is arbitrary but fixed.
 */
const INBOX_LOCK = 0x53_54_49_4e;

export function createInbox(db: Db): Inbox {
  return {
    async put(nonce, channel, message, at) {
      const { spaceId, channelId } = channel;
      const [added] = await db.transaction(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(${INBOX_LOCK})`);
        return tx
          .insert(terminalMessages)
          .values({ nonce, spaceId, channelId, message, at })
          .onConflictDoNothing({ target: terminalMessages.nonce })
          .returning({ id: terminalMessages.id });
      });
      if (added) return added.id;
      const [first] = await db
        .select({ id: terminalMessages.id })
        .from(terminalMessages)
        .where(eq(terminalMessages.nonce, nonce));
      if (!first) throw new Error('a terminal message vanished while it was added');
      return first.id;
    },
    async replace(id, message) {
      await db.update(terminalMessages).set({ message }).where(eq(terminalMessages.id, id));
    },
    async after(after, limit) {
      const rows = await db
        .select()
        .from(terminalMessages)
        .where(gt(terminalMessages.id, after))
        .orderBy(asc(terminalMessages.id))
        .limit(limit);
      return rows.map(({ id, spaceId, channelId, message, at }) => ({
        id,
        channel: { platform: 'terminal', spaceId, channelId },
        message: storedMessage(message),
        at,
      }));
    },
    async latest() {
      const [row] = await db.select({ id: max(terminalMessages.id) }).from(terminalMessages);
      return row?.id ?? 0;
    },
  };
}
