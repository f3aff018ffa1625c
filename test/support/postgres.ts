import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { execute } from './postgres-server.ts';

export interface FreshDatabase {
  readonly url: string;
  /** Drops it, ending what connections are left. */
  readonly drop: () => Promise<void>;
}

/**
 * A database of the test's own on the run's server (`postgres-server.ts`).
 * @param options `template`: name of a database to copy, to which nobody is connected; default: an empty one
 */
export async function freshDatabase(options: { readonly template?: string } = {}): Promise<FreshDatabase> {
  const server = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await execute(server, `create database ${name} template "${options.template ?? 'template0'}"`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(server, `drop database if exists ${name} with (force)`) };
}
