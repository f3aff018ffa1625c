import { env, stdout } from 'node:process';
import { startSampleServer } from '../adapters/demo/sample-server.ts';
import { packageRoot } from '../adapters/postgres/package-root.ts';
import { createSecretBox } from '../adapters/secrets/secret-box.ts';
import { readSeeds } from '../adapters/seeds/read-seeds.ts';
import { runCli } from './cli.ts';
import { readVersion } from './version.ts';
import { openFeedCheck } from './wiring/feeds.ts';

// The composition root: reads nothing but the environment it hands on, and wires what a command needs. What most
// commands do without, chats and classifier above all, is loaded by those that need it: it takes half of the memory.

const root = packageRoot();
const version = await readVersion(root);
const runtime = () => import('./wiring/runtime.ts');
const describedCommands = async () => (await runtime()).describedCommands(version);

/** As a shell tells of programs that end like this. */
const BROKEN_PIPE = 141;
// Whoever reads along may have seen enough (`| head`): nothing is wrong, and nobody is there to be told.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(BROKEN_PIPE);
});

const exitCode = await runCli(process.argv, {
  env,
  version,
  openRuntime: async (options) => (await runtime()).openRuntime({ root, version }, options),
  startSampleServer,
  readSeeds: () => readSeeds(root),
  createSecretBox,
  openFeedCheck: (config) => openFeedCheck(config, version),
  openBacktest: async () =>
    (await import('./wiring/classifier.ts')).openBacktest((await readSeeds(root)).lexicon),
  root,
  data: async () => (await import('./wiring/data.ts')).createDataTools(env, version),
  setUp: async () => (await import('./wiring/set-up.ts')).createSetUp(env, await describedCommands()),
  describedCommands,
});

process.exitCode = exitCode;
// Whatever is still open after a failed start must not keep the process.
const LINGER_MS = 3000;
setTimeout(() => process.exit(), LINGER_MS).unref();
