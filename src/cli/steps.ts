import type { Progress } from './runtime.ts';

/** Prints what takes time, one line a step. */
export function createSteps(output: { write(text: string): unknown }) {
  return {
    step: (text: string): void => void output.write(`· ${text} …\n`),
    say: (text: string): void => void output.write(`${text}\n`),
  };
}

export interface Tally {
  readonly take: (progress: Progress) => void;
  readonly polled: () => number;
  readonly failed: () => number;
  readonly added: () => number;
  readonly judged: () => number;
  readonly joined: () => number;
}

/** Counts what the engine did. */
export function createTally(onChange: () => void = () => {}): Tally {
  const sums = { polled: 0, failed: 0, added: 0, judged: 0, joined: 0 };
  return {
    take(progress) {
      if (progress.kind === 'polled') {
        sums.polled += 1;
        sums.failed += progress.outcome === 'failed' ? 1 : 0;
        sums.added += progress.added;
      } else {
        sums.judged += progress.judged;
        sums.joined += progress.joined;
      }
      onChange();
    },
    polled: () => sums.polled,
    failed: () => sums.failed,
    added: () => sums.added,
    judged: () => sums.judged,
    joined: () => sums.joined,
  };
}
