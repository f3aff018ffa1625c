import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import type { OpenRuntime } from './runtime.ts';

/** Runs one line as chats take it, as the person at this terminal, and prints what comes back. Returns the exit code. */
export async function runLine(openRuntime: OpenRuntime, config: Config, line: string): Promise<number> {
  const runtime = await openRuntime({
    config,
    log: createLog(config.logLevel === 'info' ? 'warn' : config.logLevel),
    clock: () => new Date(),
    feeds: null,
    onStep: () => {},
  });
  try {
    const reply = await runtime.desk.runLine(line, runtime.caller);
    runtime.print(reply.message);
    return reply.failed ? 1 : 0;
  } finally {
    await runtime.close();
  }
}
