import { createReadStream, createWriteStream } from 'node:fs';
import { access, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { PersonError } from '../../src/cli/person-error.ts';

/** Opens a backup for reading; what is wrong with the file is told by the stream. */
export const openBackup = (file: string): Readable => createReadStream(file);

/**
 * Writes a file whole or not at all, for its owner alone: under another name first, which is renamed when everything
 * is on the disk. Throws PersonError when it is there already and `force` is false, or when it cannot be made.
 * @returns its size in bytes
 */
export async function writeWhole(
  file: string,
  force: boolean,
  write: (out: Writable) => Promise<void>,
): Promise<number> {
  if (!force && (await exists(file)))
    throw new PersonError(`${file} exists already. Name another file, or add --force to replace it.`);
  const partial = `${file}.partial-${process.pid}`;
  try {
    await write(createWriteStream(partial, { flags: 'wx', mode: 0o600 }));
    const handle = await open(partial, 'r+');
    await handle.sync();
    await handle.close();
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw explained(error, file);
  }
  return (await stat(file)).size;
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}

function explained(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return new PersonError(`There is no folder ${dirname(file)}.`);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new PersonError(`${dirname(file)} may not be written to by this user.`);
  if (code === 'ENOSPC') return new PersonError(`The disk of ${dirname(file)} is full. Nothing was kept.`);
  if (code === 'EISDIR') return new PersonError(`${file} is a folder. Name a file in it.`);
  return error;
}
