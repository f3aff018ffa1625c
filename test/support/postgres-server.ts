import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { runMigrations } from 'bullmq';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../adapters/postgres/database.ts';
import { startEmbeddedPostgres } from '../../adapters/postgres/embedded.ts';
import { createLog } from '../../src/log.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of a role that may create databases; see `freshDatabase`. */
    postgresUrl: string;
    /** A database with every table of the program and of the queue, to be copied; nobody is connected to it. */
    migratedTemplate: string;
  }
}

/** One server for the whole run: that of `TEST_DATABASE_URL`, else an embedded one that forgets everything. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = env['TEST_DATABASE_URL'];
  if (given) return provide(project, given);
  const dataDir = await mkdtemp(join(tmpdir(), 'storywatch-tests-'));
  await chmod(dataDir, 0o755); // root's PostgreSQL runs as somebody else, who must get through
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  const dropTemplate = await provide(project, server.url);
  return async () => {
    await dropTemplate();
    await server.stop();
    await rm(await realpath(join(dataDir, 'postgres')), { recursive: true });
    await rm(dataDir, { recursive: true });
  };
}

/** Tells tests of the server, and of the template that it is given here. Returns how to take that away. */
async function provide(project: TestProject, server: string): Promise<() => Promise<void>> {
  const template = `template_${randomUUID().replaceAll('-', '')}`;
  await execute(server, `create database ${template} template template0`);
  const url = new URL(server);
  url.pathname = `/${template}`;
  const database = await openDatabase(url.href, createLog('silent'));
  const client = await database.pool.connect();
  await runMigrations(client);
  client.release();
  await database.close();
  project.provide('postgresUrl', server);
  project.provide('migratedTemplate', template);
  return () => execute(server, `drop database ${template}`);
}

/** Runs one statement on a connection of its own. */
export async function execute(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
