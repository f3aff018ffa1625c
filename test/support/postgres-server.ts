import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../adapters/postgres/embedded.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of a role that may create databases; see `freshDatabase`. */
    postgresUrl: string;
  }
}

/** One server for the whole run: that of `TEST_DATABASE_URL`, else an embedded one that forgets everything. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = env['TEST_DATABASE_URL'];
  if (given) {
    project.provide('postgresUrl', given);
    return async () => {};
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'storywatch-tests-'));
  await chmod(dataDir, 0o755); // root's PostgreSQL runs as somebody else, who must get through
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  project.provide('postgresUrl', server.url);
  return async () => {
    await server.stop();
    await rm(await realpath(join(dataDir, 'postgres')), { recursive: true });
    await rm(dataDir, { recursive: true });
  };
}
