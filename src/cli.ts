import { Command } from 'commander';
import { runChat } from './cli/chat.ts';
import { addDataCommands, type DataWiring } from './cli/data.ts';
import { runDemo, type DemoTools } from './cli/demo.ts';
import { PersonError } from './cli/person-error.ts';
import type { OpenRuntime } from './cli/runtime.ts';
import { addSetUpCommands, type SetUp } from './cli/set-up.ts';
import { runStart } from './cli/start.ts';
import { addToolCommands, type Tools } from './cli/tools.ts';
import { commandsTable } from './cli/commands-table.ts';
import type { Command as ChatCommand } from './commands/command.ts';
import { ConfigError, describeConfig, readConfig } from './config.ts';
import { ROLES } from './wiring/roles.ts';

/** What main.ts hands to the command line. */
export interface Wiring extends DemoTools, Tools, DataWiring {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly openRuntime: OpenRuntime;
  /** Loads what the set-up of the chats needs. */
  setUp(): Promise<SetUp>;
  describedCommands(): Promise<readonly ChatCommand[]>;
}

/** Runs one command line; returns the exit code. Mistakes are told on standard error in a sentence, bugs with a stack. */
export async function runCli(argv: readonly string[], wiring: Wiring): Promise<number> {
  let exitCode = 0;
  const program = new Command('storywatch')
    .description('Follow stories, not feeds.')
    .version(wiring.version)
    .showHelpAfterError('(storywatch --help lists the commands)')
    .exitOverride();
  const run = (work: () => Promise<number>) => async () => {
    exitCode = await work();
  };

  program
    .command('start')
    .description(
      'read feeds, follow stories, post to the chats; without chat tokens this terminal is the chat',
    )
    .option('--role <name>', `only this: ${ROLES.join(', ')}; several with commas`, collect, [])
    .action((options: { role: readonly string[] }) =>
      run(() => runStart(wiring, readConfig(wiring.env), options.role))(),
    );
  program
    .command('chat')
    .description('answer commands typed here or piped in, on the data of a running or stopped storywatch')
    .action(run(() => runChat(wiring, readConfig(wiring.env))));
  program
    .command('demo')
    .description('replay two days of sample news in this terminal')
    .option('--once', 'no prompt: read everything, print a digest and two stories, end')
    .action((options: { once?: boolean }) =>
      run(() => runDemo(wiring, readConfig(wiring.env), options.once ?? false))(),
    );
  program
    .command('config')
    .description('print the settings as understood, secrets hidden')
    .action(
      run(() => {
        process.stdout.write(`${describeConfig(readConfig(wiring.env))}\n`);
        return Promise.resolve(0);
      }),
    );

  program
    .command('commands')
    .description('print the table of chat commands, as Markdown')
    .action(
      run(async () => {
        process.stdout.write(`${commandsTable(await wiring.describedCommands())}\n`);
        return 0;
      }),
    );
  addToolCommands(program, wiring, run);
  addDataCommands(program, wiring, run);
  addSetUpCommands(program, () => wiring.setUp(), run);
  try {
    await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    return exitCodeOf(error);
  }
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

function exitCodeOf(error: unknown): number {
  if (error instanceof Error && error.name === 'CommanderError') {
    // Commander has printed it already; help and version end well.
    return 'exitCode' in error && error.exitCode === 0 ? 0 : 2;
  }
  if (error instanceof ConfigError || error instanceof PersonError) {
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  process.stderr.write(`${describeFault(error)}\n`);
  return 1;
}

/** Errors of adapters whose message says what to do: a stack would hide it. */
const FOR_A_PERSON: ReadonlySet<string> = new Set(['EmbeddedPostgresError', 'MigrationError', 'RedisError']);

function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (FOR_A_PERSON.has(error.name)) return error.message;
  const refused = 'code' in error && error.code === 'ECONNREFUSED';
  return refused
    ? `A server does not answer: ${error.message}. Check DATABASE_URL and REDIS_URL.`
    : (error.stack ?? error.message);
}
