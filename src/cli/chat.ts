import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import type { OpenRuntime } from './runtime.ts';
import { createSteps } from './steps.ts';
import { stopSignal } from './stop-signal.ts';

/** `storywatch chat`: commands from this terminal or from standard input. Exits 1 when one of the lines went wrong. */
export async function runChat(
  { openRuntime }: { openRuntime: OpenRuntime },
  config: Config,
): Promise<number> {
  const signal = stopSignal();
  const interactive = process.stdin.isTTY && process.stdout.isTTY;
  const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel);
  // Answers alone belong on standard output: they may be piped on.
  const { step } = createSteps(process.stderr);
  const runtime = await openRuntime({
    config,
    log,
    clock: () => new Date(),
    feeds: null,
    onStep: interactive ? step : () => {},
  });
  try {
    const { failed } = await runtime.prompt({ interactive, signal });
    return failed > 0 ? 1 : 0;
  } finally {
    await runtime.close();
  }
}
