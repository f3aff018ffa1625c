// A process that brings the database of its first argument up to date, tables and queue, and says `ready`.
import { argv, stdout } from 'node:process';
import { openDatabase } from '../../adapters/postgres/database.ts';
import { openQueueBackend } from '../../jobs/queue.ts';
import { createLog } from '../../src/log.ts';

const log = createLog('error');
const database = await openDatabase(argv[2] ?? '', log);
const backend = await openQueueBackend({ redisUrl: undefined, pool: database.pool, prefix: 'test', log });
await backend.close();
await database.close();
stdout.write('ready\n');
