import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import { rolesOf, type Roles } from '../wiring/roles.ts';
import { keepHeapLean } from './lean-heap.ts';
import type { OpenRuntime, Runtime } from './runtime.ts';
import { createSteps } from './steps.ts';
import { aborted, stopSignal } from './stop-signal.ts';
import { prepareTerminal } from './terminal-channel.ts';

const clock = (): Date => new Date();

/** Stopping waits for the database, which is not there when it was lost. */
const CLOSE_WITHIN_MS = 5_000;

/**
 * `storywatch start`: the named roles, or everything, in this process until Ctrl-C or SIGTERM. When the database is
 * lost for good the process ends with 1, for its supervisor to start it again.
 */
export async function runStart(
  { openRuntime }: { openRuntime: OpenRuntime },
  config: Config,
  named: readonly string[],
): Promise<number> {
  keepHeapLean();
  const signal = stopSignal();
  const roles = rolesOf(named, config);
  const interactive = roles.terminal && process.stdin.isTTY && process.stdout.isTTY;
  // A person who types must not be talked over by the log.
  const log = createLog(config.logLevel, interactive ? join(config.dataDir, 'storywatch.log') : undefined);
  const { step, say } = createSteps(process.stdout);
  const runtime = await openRuntime({ config, roles, log, clock, feeds: null, onStep: step });
  let lost = false;
  try {
    if (roles.terminal) await openTerminal(runtime);
    await runtime.startEngine();
    say(await opening(runtime, roles));
    if (roles.terminal) await runtime.startScreen();
    if (interactive)
      say('Try /story treasury, /stories list, /feeds health or /storywatch help. Ctrl-C stops.');
    const stopped = interactive
      ? Promise.race([runtime.prompt({ interactive, signal }), aborted(signal)])
      : aborted(signal);
    lost = await Promise.race([stopped.then(() => false), runtime.databaseLost.then(() => true)]);
  } finally {
    if (!lost) await runtime.close();
  }
  if (lost) {
    log.fatal('the database has been away for a minute: the process ends, to be started again');
    await Promise.race([runtime.close().catch(() => {}), delay(CLOSE_WITHIN_MS)]);
    // Work that waits for the database would keep the process.
    process.exit(1);
  }
  say('Storywatch has stopped; everything is kept.');
  return 0;
}

async function openTerminal({ store, caller }: Runtime): Promise<void> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  await prepareTerminal(store, caller.channel, { times: ['08:00'], timeZone }, clock());
}

async function opening({ store, platforms }: Runtime, roles: Roles): Promise<string> {
  const feeds = await store.feeds.counts();
  const stories = await store.stories.list();
  const reads = `reads ${feeds.active} feeds and follows ${stories.length} stories`;
  const here = [...(roles.worker ? [] : ['no worker here']), ...(roles.web === 'off' ? [] : ['web'])];
  const chat = roles.terminal
    ? 'No chat is set up: this terminal is the chat'
    : `Chats: ${platforms.join(', ') || 'none'}`;
  return `Storywatch ${reads}. ${[chat, ...here].join('; ')}.`;
}
