import { join } from 'node:path';
import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import type { OpenRuntime } from './runtime.ts';
import { createSteps } from './steps.ts';
import { aborted, stopSignal } from './stop-signal.ts';
import { prepareTerminal } from './terminal-channel.ts';

const clock = (): Date => new Date();

/** `storywatch start`: everything in one process until Ctrl-C or SIGTERM. */
export async function runStart(
  { openRuntime }: { openRuntime: OpenRuntime },
  config: Config,
): Promise<number> {
  const signal = stopSignal();
  const interactive = process.stdin.isTTY && process.stdout.isTTY;
  // A person who types must not be talked over by the log.
  const log = createLog(config.logLevel, interactive ? join(config.dataDir, 'storywatch.log') : undefined);
  const { step, say } = createSteps(process.stdout);
  const runtime = await openRuntime({ config, log, clock, feeds: null, onStep: step });
  try {
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const terminal = runtime.platforms.length === 0;
    if (terminal)
      await prepareTerminal(runtime.store, runtime.caller.channel, { times: ['08:00'], timeZone }, clock());
    await runtime.startEngine();
    const feeds = await runtime.store.feeds.counts();
    const stories = await runtime.store.stories.list();
    const chat = terminal
      ? 'No chat is set up: this terminal is the chat'
      : `Chats: ${runtime.platforms.join(', ')}`;
    say(`Storywatch reads ${feeds.active} feeds and follows ${stories.length} stories. ${chat}.`);
    if (terminal) await runtime.startScreen();
    if (terminal && interactive) {
      say('Try /story treasury, /stories list, /feeds health or /storywatch help. Ctrl-C stops.');
      await Promise.race([runtime.prompt({ interactive, signal }), aborted(signal)]);
    } else await aborted(signal);
  } finally {
    await runtime.close();
  }
  say('Storywatch has stopped; everything is kept.');
  return 0;
}
