import { onTestFinished } from 'vitest';
import { openDatabase } from '../../../adapters/postgres/database.ts';
import { createInbox } from '../../../adapters/postgres/inbox.ts';
import { TERMINAL_CHANNEL } from '../../../adapters/terminal/caller.ts';
import { createLog } from '../../../src/log.ts';
import { say } from '../../../src/messages/message.ts';
import type { Inbox } from '../../../src/ports/inbox.ts';
import { freshDatabase } from '../../support/postgres.ts';

export interface OpenInbox {
  readonly inbox: Inbox;
  /** Of its database. */
  readonly url: string;
  /** Puts one message per text. */
  readonly fill: (...texts: readonly string[]) => Promise<void>;
}

/** An inbox on a database of its own, gone after the test. */
export async function openInbox(): Promise<OpenInbox> {
  const fresh = await freshDatabase();
  const database = await openDatabase(fresh.url, createLog('silent'));
  onTestFinished(async () => {
    await database.close();
    await fresh.drop();
  });
  const inbox = createInbox(database.db);
  return {
    inbox,
    url: fresh.url,
    fill: async (...texts) => {
      for (const text of texts)
        await inbox.put(text, TERMINAL_CHANNEL, say(text), new Date('2025-03-10T11:30:00Z'));
    },
  };
}
