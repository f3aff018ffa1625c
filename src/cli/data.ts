import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { runBackup, runRestore, type BackupTools } from './backup.ts';
import { runLine } from './deliveries.ts';
import type { OpenRuntime } from './runtime.ts';

/** What the commands need that look after data. */
export interface DataTools extends BackupTools {
  /** Runs `storywatch export`. */
  export(what: string, file: string, force: boolean): Promise<number>;
  /** Runs `storywatch feeds import`. */
  importFeeds(file: string): Promise<number>;
  /** Runs `storywatch doctor`. */
  doctor(): Promise<number>;
}

/** What main.ts hands to the command line, as far as it is needed here. */
export interface DataWiring {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly openRuntime: OpenRuntime;
  /** Loads what the commands need. */
  data(): Promise<DataTools>;
}

type Finish = (work: () => Promise<number>) => () => Promise<void>;

/** Adds the commands that look after data: backup, restore, export, feeds import, deliveries, retry, doctor. */
export function addDataCommands(program: Command, wiring: DataWiring, finish: Finish): void {
  addBackupCommands(program, wiring, finish);
  addListCommands(program, wiring, finish);
  addDeliveryCommands(program, wiring, finish);
  program
    .command('doctor')
    .description(
      'look at settings, database, queue, chats, feeds, clock and disk, and say how to mend what is wrong',
    )
    .action(finish(async () => (await wiring.data()).doctor()));
}

function addBackupCommands(program: Command, wiring: DataWiring, finish: Finish): void {
  program
    .command('backup <file>')
    .description('write everything but secrets to one compressed file (- for standard output), while it runs')
    .option('--force', 'replace the file when it is there')
    .action((file: string, { force }: { force?: boolean }) =>
      finish(async () => runBackup(await wiring.data(), file, { force: force ?? false }, process.stderr))(),
    );
  program
    .command('restore <file>')
    .description('put a backup (- for standard input) in place of what the database holds, all or nothing')
    .option('--replace', 'give up the data of another installation in this database')
    .action((file: string, { replace }: { replace?: boolean }) =>
      finish(async () =>
        runRestore(await wiring.data(), file, { replace: replace ?? false }, process.stderr),
      )(),
    );
}

function addListCommands(program: Command, wiring: DataWiring, finish: Finish): void {
  program
    .command('export <what> [file]')
    .description(
      'write stories (folder or YAML), feeds (OPML) or items (JSON lines); without a file to standard output',
    )
    .option('--force', 'replace what is there')
    .action((what: string, file: string | undefined, { force }: { force?: boolean }) =>
      finish(async () => (await wiring.data()).export(what, file ?? '-', force ?? false))(),
    );
  program
    .command('feeds')
    .description('manage the list of feeds')
    .command('import <file>')
    .description('add the feeds of an OPML file (- for standard input), as one change that can be undone')
    .action((file: string) => finish(async () => (await wiring.data()).importFeeds(file))());
}

function addDeliveryCommands(program: Command, { env, openRuntime }: DataWiring, finish: Finish): void {
  const say = (line: string) => finish(() => runLine(openRuntime, readConfig(env), line))();
  program
    .command('deliveries')
    .description('messages that wait or failed, and why')
    .action(() => say('/storywatch deliveries'));
  program
    .command('retry <message>')
    .description('send a failed message again, by its reference')
    .action((message: string) => say(`/storywatch retry ${message}`));
}
