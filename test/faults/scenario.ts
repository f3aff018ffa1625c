// One kind of fault, again and again at random moments, and what came of the items published meanwhile.
import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import type { FarEnd } from './far-end.ts';
import type { Random } from './random.ts';
import { openRig, type Rig, type RigOptions } from './rig.ts';
import type { Tally } from './tally.ts';

export interface Outcome {
  readonly faults: number;
  readonly items: number;
  readonly classified: number;
  readonly messages: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** Doubled messages that the platform makes impossible to avoid; see docs/reliability.md. Not among `doubled`. */
  readonly excused?: number;
  /** What a reader of the report should know besides. */
  readonly note?: string;
}

export interface Run {
  readonly bench: Bench;
  readonly random: Random;
  /** Faults of each kind. */
  readonly times: number;
}

export interface Scenario {
  readonly name: string;
  /** Why it cannot be run here; null when it can. */
  readonly skip?: () => string | null;
  run(run: Run): Promise<Outcome>;
}

export interface Drill extends Partial<Omit<RigOptions, 'name' | 'random' | 'farEnd'>> {
  readonly farEnd?: () => Promise<FarEnd>;
  /** Why it cannot be run here; null when it can. */
  readonly skip?: () => string | null;
  /** Causes the fault number `count` and ends it. */
  readonly fault: (rig: Rig, random: Random, count: number) => Promise<void>;
  /** Items published before each fault. */
  readonly items?: number;
  /** Looks at the tally once more, with the rig. */
  readonly judge?: (rig: Rig, counted: Tally) => Partial<Outcome> | Promise<Partial<Outcome>>;
}

/** Longest pause between publishing and the fault: what follows a publication takes about as long. */
const LONGEST_PAUSE_MS = 2_500;
/** With fewer items in stories, a drill would prove nothing. */
const LEAST_JOINED = 0.9;

export function drill(name: string, options: Drill): Scenario {
  return {
    name,
    ...(options.skip && { skip: options.skip }),
    async run({ bench, random, times }) {
      const farEnd = await options.farEnd?.();
      const { queue = 'postgres', embedded = false, processes, diskMegabytes, feeds, excuses } = options;
      const rig = await openRig(bench, {
        name,
        random,
        queue,
        embedded,
        processes,
        diskMegabytes,
        feeds,
        excuses,
        farEnd,
      });
      try {
        await Promise.all(rig.programs.map((program) => program.start()));
        for (let count = 0; count < times; count += 1) {
          await rig.publish(options.items ?? 3);
          await delay(random.whole(0, LONGEST_PAUSE_MS));
          await options.fault(rig, random, count);
        }
        const counted = await rig.finish();
        const restarts = rig.programs.reduce((sum, program) => sum + program.restarts(), 0);
        const judged = await options.judge?.(rig, counted);
        const notes = [
          restarts > 0 && `ended by itself and was started again ${restarts} times`,
          farEnd?.note?.(),
          judged?.note,
        ].filter((each) => typeof each === 'string');
        return {
          ...outcomeOf(times, counted, farEnd),
          ...judged,
          ...(notes.length > 0 && { note: notes.join('; ') }),
        };
      } finally {
        await rig.close();
      }
    },
  };
}

export function outcomeOf(faults: number, counted: Tally, farEnd?: FarEnd): Outcome {
  const tooFew = counted.joined < counted.published * LEAST_JOINED;
  return {
    faults,
    items: counted.published,
    classified: counted.classified,
    messages: counted.messages,
    lost: [
      ...counted.lost,
      ...(tooFew
        ? [`only ${counted.joined} of ${counted.published} items joined a story: nothing is proved`]
        : []),
      ...(farEnd?.complaints() ?? []).map((each) => `refused: ${each}`),
    ],
    doubled: counted.doubled,
    excused: counted.excused,
  };
}
