import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** The program's version, from its package.json. */
export async function readVersion(root: URL): Promise<string> {
  const text = await readFile(new URL('package.json', root), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
