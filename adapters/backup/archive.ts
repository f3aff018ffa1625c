// A backup is one gzip file of JSON lines: a header (src/backup/header.ts), the rows of each table in the header's
// order, and a last line with the SHA-256 of all bytes before it. A cut file has no last line, a damaged one another
// sum; both are found out when the last row has been read, so whoever takes rows must not keep them before.
import { createHash } from 'node:crypto';
import { pipeline, Readable, type Writable } from 'node:stream';
import { pipeline as finished } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { backupHeader, FORMAT_VERSION, type BackupHeader } from '../../src/backup/header.ts';
import { PersonError } from '../../src/cli/person-error.ts';
import { readLines } from './lines.ts';

const lastLine = z.object({ sha256: z.string() });
/** Rows handed on together. */
const AT_ONCE = 500;

/** Writes a header and rows (JSON texts without line breaks) as one compressed file. `end`: whether `out` ends with it. */
export async function writeArchive(
  out: Writable,
  header: BackupHeader,
  rows: AsyncIterable<readonly string[]>,
  end = true,
): Promise<void> {
  const hash = createHash('sha256');
  async function* text(): AsyncGenerator<string> {
    const first = `${JSON.stringify(header)}\n`;
    hash.update(first);
    yield first;
    for await (const lines of rows) {
      const part = `${lines.join('\n')}\n`;
      hash.update(part);
      yield part;
    }
    yield `${JSON.stringify({ sha256: hash.digest('hex') })}\n`;
  }
  await finished(Readable.from(text()), createGzip(), out, { end });
}

export interface Archive {
  readonly header: BackupHeader;
  /**
   * The rows in groups, of one table each; to be read once and to the end. Throws PersonError when the file turns out
   * to be damaged, at the latest after the last group.
   */
  readonly rows: AsyncIterable<TableRows>;
}

export interface TableRows {
  readonly table: BackupHeader['tables'][number];
  readonly lines: readonly string[];
}

/** Opens a backup. Throws PersonError when it is none, or one of a newer format. `name` is for people. */
export async function readArchive(input: Readable, name: string): Promise<Archive> {
  // What goes wrong in either stream is thrown where the lines are read.
  const lines = readLines(pipeline(input, createGunzip(), () => {}));
  const hash = createHash('sha256');
  const next = async (): Promise<string | null> => {
    try {
      const read = await lines.next();
      if (read.done === true) return null;
      hash.update(read.value);
      return read.value.toString('utf8', 0, read.value.length - 1);
    } catch (error) {
      throw explained(error, name);
    }
  };
  const header = parseHeader(await next(), name);
  return { header, rows: rowsIn({ header, next, hash: () => hash.copy().digest('hex'), name }) };
}

interface Reading {
  readonly header: BackupHeader;
  readonly next: () => Promise<string | null>;
  /** Of all that was read so far. */
  readonly hash: () => string;
  readonly name: string;
}

async function* rowsIn({ header, next, hash, name }: Reading): AsyncGenerator<TableRows> {
  for (const table of header.tables) {
    for (let left = table.rows; left > 0;) {
      const lines: string[] = [];
      while (lines.length < Math.min(AT_ONCE, left)) {
        const line = await next();
        if (line === null) throw cut(name);
        lines.push(line);
      }
      left -= lines.length;
      yield { table, lines };
    }
  }
  const sum = hash();
  const last = await next();
  if (last === null) throw cut(name);
  if (lastLine.safeParse(json(last)).data?.sha256 !== sum || (await next()) !== null) throw damaged(name);
}

function parseHeader(line: string | null, name: string): BackupHeader {
  const value = line === null ? null : json(line);
  const version = z.object({ format: z.literal('storywatch-backup'), version: z.number() }).safeParse(value);
  if (!version.success) throw foreign(name);
  if (version.data.version > FORMAT_VERSION) throw newer(name);
  const parsed = backupHeader.safeParse(value);
  if (!parsed.success) throw damaged(name);
  return parsed.data;
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function explained(error: unknown, name: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return new PersonError(`There is no file ${name}.`);
  if (code === 'EISDIR') return new PersonError(`${name} is a folder. Name the backup file in it.`);
  if (code === 'Z_BUF_ERROR') return cut(name);
  if (code === 'Z_DATA_ERROR')
    return error instanceof Error && error.message.includes('header') ? foreign(name) : damaged(name);
  return error;
}

const foreign = (name: string) => new PersonError(`${name} is no Storywatch backup.`);
const cut = (name: string) =>
  new PersonError(`${name} is cut off: its end is missing. Nothing was changed. Use another copy.`);
const damaged = (name: string) =>
  new PersonError(`${name} is damaged: its checksum does not fit. Nothing was changed. Use another copy.`);
const newer = (name: string) =>
  new PersonError(`${name} was made by a newer Storywatch. Update this one, then restore.`);
