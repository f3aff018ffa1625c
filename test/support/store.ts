import { afterAll, beforeAll, beforeEach, inject } from 'vitest';
import { openDatabase, type Database } from '../../adapters/postgres/database.ts';
import { createStore } from '../../adapters/postgres/store.ts';
import { createLog } from '../../src/log.ts';
import type { Store } from '../../src/ports/store.ts';
import { freshDatabase, type FreshDatabase } from './postgres.ts';

export interface OpenStore extends Database {
  readonly store: Store;
  readonly url: string;
}

export const silentLog = createLog('silent');

/** To be called at the top of a test file: a store on a database of the file's own, empty at the start of each test. */
export function useStore(): OpenStore {
  let fresh: FreshDatabase | undefined;
  let open: OpenStore | undefined;
  beforeAll(async () => {
    fresh = await freshDatabase({ template: inject('migratedTemplate') });
    const database = await openDatabase(fresh.url, silentLog);
    open = { ...database, url: fresh.url, store: createStore(database.db) };
  });
  beforeEach(() => current().pool.query(EMPTY_ALL));
  afterAll(async () => {
    await open?.close();
    await fresh?.drop();
  });
  const current = (): OpenStore => {
    if (!open) throw new Error('the store is open while tests run only');
    return open;
  };
  return {
    get store() {
      return current().store;
    },
    get pool() {
      return current().pool;
    },
    get db() {
      return current().db;
    },
    get url() {
      return current().url;
    },
    close: () => current().close(),
  };
}

const EMPTY_ALL = `do $$ begin
  execute (select 'truncate ' || string_agg(format('%I', tablename), ', ') || ' restart identity'
           from pg_tables where schemaname = 'public');
end $$`;
