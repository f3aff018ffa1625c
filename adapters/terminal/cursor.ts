import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where a screen is in the inbox. */
export interface Position {
  /** Everything up to this message was shown; 0: nothing was. */
  readonly shown: number;
  /** The message that was begun and perhaps shown; null when nothing was under way. */
  readonly begun: number | null;
}

/** Remembers over restarts what a screen has shown of the inbox: a number in a file, and one in a second file beside it. */
export interface Cursor {
  /** Without a file, or a number in it, everything is shown again rather than nothing. */
  read(): Position;
  /** To be called before a message is shown. */
  begin(id: number): void;
  /** To be called when a message was shown. */
  finish(id: number): void;
}

/** A number that cannot be written is told to `onFault`: a full disk is no reason to show nothing. */
export function createCursor(file: string, onFault: (error: unknown) => void): Cursor {
  const begunFile = `${file}.begun`;
  const note = (noted: string, id: number): void => {
    try {
      writeNumber(noted, id);
    } catch (error) {
      onFault(error);
    }
  };
  return {
    read() {
      const [shown, begun] = [readNumber(file), readNumber(begunFile)];
      return { shown, begun: begun > shown ? begun : null };
    },
    begin: (id) => note(begunFile, id),
    finish: (id) => note(file, id),
  };
}

function readNumber(file: string): number {
  try {
    const id = Number(readFileSync(file, 'utf8').trim());
    return Number.isSafeInteger(id) && id > 0 ? id : 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}

/** Blocks until the number is with the operating system; a reader sees the old one or the new, never half of it. */
function writeNumber(file: string, id: number): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${id}\n`);
  renameSync(`${file}.new`, file);
}
