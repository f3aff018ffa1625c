import { count, createProgress } from './progress.ts';

export interface BackupMade {
  readonly rows: number;
  /** Null for standard output. */
  readonly bytes: number | null;
}

export interface Restored {
  readonly rows: number;
  /** When the backup was made, ISO 8601. */
  readonly madeAt: string;
  /** Version of the program that made it. */
  readonly program: string;
  readonly over: 'nothing' | 'the same' | 'another';
  /** Messages that may have been sent after the backup was made; null when there can be none. */
  readonly unsure: number | null;
}

/** What these commands need from outside. What a person can mend is thrown as PersonError. */
export interface BackupTools {
  /** Writes everything but secrets to a file, or to standard output for `-`, while the program may go on. */
  backup(
    file: string,
    options: { readonly force: boolean; readonly onRows: OnRows; readonly onStep: OnStep },
  ): Promise<BackupMade>;
  /** Puts a backup (`-`: standard input) in place of what the database holds; all or nothing. */
  restore(
    file: string,
    options: { readonly replace: boolean; readonly onRows: OnRows; readonly onStep: OnStep },
  ): Promise<Restored>;
}

type OnRows = (done: number, total: number) => void;
type OnStep = (step: string) => void;

type Output = { readonly isTTY?: boolean; write(text: string): unknown };

/** `storywatch backup <file>`. All that it says goes to `output` (standard error). Returns the exit code. */
export async function runBackup(
  tools: BackupTools,
  file: string,
  options: { readonly force: boolean },
  output: Output,
): Promise<number> {
  const progress = createProgress('Rows written', output);
  const made = await tools
    .backup(file, { ...options, onRows: progress.update, onStep: stepsTo(output) })
    .finally(() => progress.end());
  const size = made.bytes === null ? '' : `, ${megabytes(made.bytes)}`;
  output.write(`${count(made.rows)} rows are in ${file === '-' ? 'the backup' : file}${size}.\n`);
  output.write('Secrets are not in it: keep .env, or the environment, yourself.\n');
  return 0;
}

/** `storywatch restore <file>`. Returns the exit code. */
export async function runRestore(
  tools: BackupTools,
  file: string,
  options: { readonly replace: boolean },
  output: Output,
): Promise<number> {
  const progress = createProgress('Rows restored', output);
  const done = await tools
    .restore(file, { ...options, onRows: progress.update, onStep: stepsTo(output) })
    .finally(() => progress.end());
  output.write(
    `${count(done.rows)} rows are back, as of ${done.madeAt} (Storywatch ${done.program}).${
      done.over === 'another' ? ' The data of another installation were replaced.' : ''
    }\n`,
  );
  output.write('Passwords of feeds are not in a backup: give those feeds theirs again.\n');
  if (done.unsure !== null)
    output.write(
      `Storywatch went on after this backup was made. So that nothing is posted twice, feeds are read quietly once${
        done.unsure > 0
          ? `, and ${count(done.unsure)} messages that waited then are kept as failed: see /storywatch deliveries`
          : ''
      }.\n`,
    );
  return 0;
}

const stepsTo =
  (output: Output): OnStep =>
  (step) =>
    void output.write(`· ${step} …\n`);

const megabytes = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
