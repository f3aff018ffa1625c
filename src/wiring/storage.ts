import { emptyDatabase, openDatabase, type Database } from '../../adapters/postgres/database.ts';
import { startEmbeddedPostgres } from '../../adapters/postgres/embedded.ts';
import type { OpenOptions } from '../cli/runtime.ts';

export interface Storage {
  readonly database: Database;
  /** Lets go of the embedded server; the last process out stops it. */
  stopServer(): Promise<void>;
}

/** The server that the settings name, or the embedded one. */
export async function openStorage({ config, log, onStep, fresh }: OpenOptions): Promise<Storage> {
  if (config.databaseUrl) {
    onStep('Connecting to PostgreSQL');
    return { database: await openDatabase(config.databaseUrl, log), stopServer: () => Promise.resolve() };
  }
  const server = await startEmbeddedPostgres({ dataDir: config.dataDir, onProgress: onStep });
  try {
    if (fresh) await emptyDatabase(server.url);
    return { database: await openDatabase(server.url, log), stopServer: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
