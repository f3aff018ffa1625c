import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Up to where a screen has shown the inbox: one number in a file. */
export interface Cursor {
  /** 0 when there is no file yet, or none that holds a number: then everything is shown again rather than nothing. */
  read(): number;
  /** Blocks until the number is with the operating system; a reader sees the old number or the new one, never half of it. */
  write(id: number): void;
}

export function createCursor(file: string): Cursor {
  return {
    read() {
      try {
        const id = Number(readFileSync(file, 'utf8').trim());
        return Number.isSafeInteger(id) && id > 0 ? id : 0;
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
        throw error;
      }
    },
    write(id) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, `${id}\n`);
      renameSync(`${file}.new`, file);
    },
  };
}
