import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { Pool } from 'pg';
import type { Store, Tables } from '../../src/ports/store.ts';
import { createAssignmentStore } from './assignment-store.ts';
import { beginAudited, createAuditLog } from './audit-log.ts';
import { callOffUnwanted } from './called-off.ts';
import { createChannelStore } from './channel-store.ts';
import type { Db, PooledDb, Queryable } from './database.ts';
import { createDeliveryStore } from './delivery-store.ts';
import { createFeedStore } from './feed-store.ts';
import { createItemStore } from './item-store.ts';
import { createStoryStore } from './story-store.ts';
import { undo } from './undo.ts';

/** Held by whoever judges items or changes stories; the number is arbitrary but fixed. */
const STORIES_LOCK = 0x53_54_52_59;

export function createStore(db: PooledDb): Store {
  const pool = db.$client;
  const alone = <T>(work: (tx: Db, client: Queryable) => Promise<T>): Promise<T> =>
    transact(pool, async (tx, client) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${STORIES_LOCK})`);
      return work(tx, client);
    });

  return {
    ...tablesOn(db, pool),
    transact: (work) => transact(pool, (tx, client) => work(tablesOn(tx, client))),
    transactStories: (work) => alone((tx, client) => work(tablesOn(tx, client))),
    change: (note, work) =>
      alone(async (tx, client) => {
        const entry = await beginAudited(tx, note, null);
        const result = await work(tablesOn(tx, client));
        await callOffUnwanted(tx);
        return { result, entry: entry.number };
      }),
    undo: (entryNumber, note) => alone((tx) => undo(tx, entryNumber, note)),
  };
}

/** A transaction whose connection is at hand beside it: drizzle's own keeps it to itself. */
async function transact<T>(pool: Pool, work: (tx: Db, client: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await drizzle(client).transaction((tx) => work(tx, client));
  } finally {
    client.release();
  }
}

function tablesOn(db: Db, client: Queryable): Tables {
  return {
    feeds: createFeedStore(db, client),
    items: createItemStore(db, client),
    stories: createStoryStore(db),
    assignments: createAssignmentStore(db),
    channels: createChannelStore(db),
    deliveries: createDeliveryStore(db),
    audit: createAuditLog(db),
  };
}
