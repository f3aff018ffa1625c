import { sql } from 'drizzle-orm';
import type { Store, Tables } from '../../src/ports/store.ts';
import { createAssignmentStore } from './assignment-store.ts';
import { beginAudited, createAuditLog } from './audit-log.ts';
import { callOffUnwanted } from './called-off.ts';
import { createChannelStore } from './channel-store.ts';
import type { Db } from './database.ts';
import { createDeliveryStore } from './delivery-store.ts';
import { createFeedStore } from './feed-store.ts';
import { createItemStore } from './item-store.ts';
import { createStoryStore } from './story-store.ts';
import { undo } from './undo.ts';

/** Held by whoever judges items or changes stories; the number is arbitrary but fixed. */
const STORIES_LOCK = 0x53_54_52_59;

export function createStore(db: Db): Store {
  const alone = <T>(work: (tx: Db) => Promise<T>): Promise<T> =>
    db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${STORIES_LOCK})`);
      return work(tx);
    });

  return {
    ...tablesOn(db),
    transact: (work) => db.transaction((tx) => work(tablesOn(tx))),
    transactStories: (work) => alone((tx) => work(tablesOn(tx))),
    change: (note, work) =>
      alone(async (tx) => {
        const entry = await beginAudited(tx, note, null);
        const result = await work(tablesOn(tx));
        await callOffUnwanted(tx);
        return { result, entry: entry.number };
      }),
    undo: (entryNumber, note) => alone((tx) => undo(tx, entryNumber, note)),
  };
}

function tablesOn(db: Db): Tables {
  return {
    feeds: createFeedStore(db),
    items: createItemStore(db),
    stories: createStoryStore(db),
    assignments: createAssignmentStore(db),
    channels: createChannelStore(db),
    deliveries: createDeliveryStore(db),
    audit: createAuditLog(db),
  };
}
