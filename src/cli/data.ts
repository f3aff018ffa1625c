import type { Command } from 'commander';
import { runBackup, runRestore, type BackupTools } from './backup.ts';

/** What the commands need that look after data. */
export interface DataTools extends BackupTools {}

/** What main.ts hands to the command line, as far as it is needed here. */
export interface DataWiring {
  readonly data: DataTools;
}

type Finish = (work: () => Promise<number>) => () => Promise<void>;

/** Adds `storywatch backup` and `restore`. */
export function addDataCommands(program: Command, { data: tools }: DataWiring, finish: Finish): void {
  program
    .command('backup <file>')
    .description('write everything but secrets to one compressed file (- for standard output), while it runs')
    .option('--force', 'replace the file when it is there')
    .action((file: string, { force }: { force?: boolean }) =>
      finish(() => runBackup(tools, file, { force: force ?? false }, process.stderr))(),
    );
  program
    .command('restore <file>')
    .description('put a backup (- for standard input) in place of what the database holds, all or nothing')
    .option('--replace', 'give up the data of another installation in this database')
    .action((file: string, { replace }: { replace?: boolean }) =>
      finish(() => runRestore(tools, file, { replace: replace ?? false }, process.stderr))(),
    );
}
