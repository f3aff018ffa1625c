import {
  emptyDatabase,
  openDatabase,
  STORE_CONNECTIONS,
  type Database,
} from '../../adapters/postgres/database.ts';
import { startEmbeddedPostgres } from '../../adapters/postgres/embedded.ts';
import type { OpenOptions } from '../cli/runtime.ts';

export interface Storage {
  readonly database: Database;
  /** With its password. */
  readonly url: string;
  /** Lets go of the embedded server; the last process out stops it. */
  stopServer(): Promise<void>;
}

/** The server that the settings name, or the embedded one. */
export async function openStorage({
  config,
  log,
  onStep,
  fresh,
}: Pick<OpenOptions, 'config' | 'log' | 'onStep' | 'fresh'>): Promise<Storage> {
  const open = (url: string) =>
    openDatabase(url, log, config.redisUrl === undefined ? undefined : STORE_CONNECTIONS);
  if (config.databaseUrl) {
    onStep('Connecting to PostgreSQL');
    const url = config.databaseUrl;
    return { database: await open(url), url, stopServer: () => Promise.resolve() };
  }
  const server = await startEmbeddedPostgres({ dataDir: config.dataDir, onProgress: onStep });
  try {
    if (fresh) await emptyDatabase(server.url);
    const { url } = server;
    return { database: await open(url), url, stopServer: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
