import type { Command } from 'commander';
import { runBackup, runRestore, type BackupTools } from './backup.ts';

/** What the commands need that look after data. */
export interface DataTools extends BackupTools {
  /** Runs `storywatch export`. */
  export(what: string, file: string, force: boolean): Promise<number>;
  /** Runs `storywatch feeds import`. */
  importFeeds(file: string): Promise<number>;
}

/** What main.ts hands to the command line, as far as it is needed here. */
export interface DataWiring {
  readonly data: DataTools;
}

type Finish = (work: () => Promise<number>) => () => Promise<void>;

/** Adds the commands that look after data: backup, restore, export, feeds import. */
export function addDataCommands(program: Command, { data }: DataWiring, finish: Finish): void {
  program
    .command('backup <file>')
    .description('write everything but secrets to one compressed file (- for standard output), while it runs')
    .option('--force', 'replace the file when it is there')
    .action((file: string, { force }: { force?: boolean }) =>
      finish(() => runBackup(data, file, { force: force ?? false }, process.stderr))(),
    );
  program
    .command('restore <file>')
    .description('put a backup (- for standard input) in place of what the database holds, all or nothing')
    .option('--replace', 'give up the data of another installation in this database')
    .action((file: string, { replace }: { replace?: boolean }) =>
      finish(() => runRestore(data, file, { replace: replace ?? false }, process.stderr))(),
    );
  program
    .command('export <what> [file]')
    .description(
      'write stories (folder or YAML), feeds (OPML) or items (JSON lines); without a file to standard output',
    )
    .option('--force', 'replace what is there')
    .action((what: string, file: string | undefined, { force }: { force?: boolean }) =>
      finish(() => data.export(what, file ?? '-', force ?? false))(),
    );
  program
    .command('feeds')
    .description('manage the list of feeds')
    .command('import <file>')
    .description('add the feeds of an OPML file (- for standard input), as one change that can be undone')
    .action((file: string) => finish(() => data.importFeeds(file))());
}
