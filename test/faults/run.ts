// The fault suite: `npm run test:faults -- [--seed N] [--times N] [--jobs N] [--only words]… [--program main.js] [--keep]`. Prints the report; ends
// with 1 when anything was lost or doubled. Ctrl-C prints the report of what is done and ends.
import { argv, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { openBench, type Bench } from './bench.ts';
import { CHAT_FAULTS } from './chat-faults.ts';
import { CLOCK_FAULTS } from './clock-faults.ts';
import { DATABASE_FAULTS } from './database-faults.ts';
import { FEED_FAULTS } from './feed-faults.ts';
import { KILLS } from './kills.ts';
import { QUEUE_FAULTS } from './queue-faults.ts';
import { UPGRADE_FAULTS } from './upgrade-faults.ts';
import { createRandom, type Random } from './random.ts';
import { isGood, report, type Line } from './report.ts';
import type { Scenario } from './scenario.ts';

const SCENARIOS: readonly Scenario[] = [
  ...KILLS,
  ...QUEUE_FAULTS,
  ...DATABASE_FAULTS,
  ...CHAT_FAULTS,
  ...FEED_FAULTS,
  ...CLOCK_FAULTS,
  ...UPGRADE_FAULTS,
];

const say = (text: string): void => void stdout.write(`${text}\n`);

async function runOne(scenario: Scenario, bench: Bench, random: Random, times: number): Promise<Line> {
  const began = performance.now();
  const line = (result: Line['result']): Line => ({
    name: scenario.name,
    result,
    seconds: Math.round((performance.now() - began) / 1000),
  });
  const skipped = scenario.skip?.() ?? null;
  if (skipped !== null) return line({ skipped });
  try {
    return line(await scenario.run({ bench, random: random.branch(scenario.name), times }));
  } catch (error) {
    return line({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

async function runAll(
  scenarios: readonly Scenario[],
  jobs: number,
  run: (scenario: Scenario) => Promise<Line>,
  lines: Line[],
): Promise<void> {
  const waiting = [...scenarios];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const line = await run(next);
      lines.push(line);
      say(`${isGood(line) ? '✓' : '✗'} ${line.name} (${line.seconds} s)`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
}

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    seed: { type: 'string' },
    times: { type: 'string', default: '20' },
    jobs: { type: 'string', default: '2' },
    only: { type: 'string', multiple: true, default: [''] },
    program: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
say(`Seed ${seed}; --seed ${seed} repeats the moments.`);
const bench = await openBench(values.program);
const chosen = SCENARIOS.filter(({ name }) => values.only.some((words) => name.includes(words)));
const random = createRandom(seed);
const lines: Line[] = [];
const done = (): Line[] => chosen.flatMap(({ name }) => lines.filter((line) => line.name === name));
process.once('SIGINT', () => {
  say(`\n${report(done())}\n\nStopped after ${lines.length} of ${chosen.length} kinds of faults.`);
  process.exit(130);
});
const times = Number(values.times);
await runAll(chosen, Number(values.jobs), (scenario) => runOne(scenario, bench, random, times), lines);
say(`\n${report(done())}`);
if (lines.every(isGood) && !values.keep) await bench.remove();
else {
  say(`What the processes printed is in ${bench.folder}.`);
  process.exitCode = lines.every(isGood) ? 0 : 1;
}
