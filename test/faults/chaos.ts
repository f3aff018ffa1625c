// Everything at once: `node --import tsx test/faults/chaos.ts [--minutes N] [--seed N] [--program main.js]`. Two
// installations, one on Discord with Redis, one on the terminal with the embedded PostgreSQL; every few seconds a
// process of one of them is killed, the servers among them. Ends with 1 when anything was lost or doubled.
import { argv, stdout } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openBench } from './bench.ts';
import { openDiscordEnd } from './far-end.ts';
import { comparePrinted } from './printed.ts';
import { createRandom, type Random } from './random.ts';
import { isGood, report } from './report.ts';
import { openRig, type Rig } from './rig.ts';
import { outcomeOf } from './scenario.ts';

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string' },
    program: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const say = (text: string): void => void stdout.write(`${text}\n`);
say(`Seed ${seed}; --seed ${seed} repeats the moments.`);

const PAUSE_MS = { shortest: 1_000, longest: 6_000 };

/** Kills one process; returns what it was. A service manager, or we in its place, starts it again. */
async function killOne({ program, postgres, redis }: Rig, random: Random): Promise<string> {
  const roll = random.next();
  if (roll < 0.6) {
    await program.kill();
    // Now and then it is killed again while it starts.
    if (random.next() < 0.7) await program.start();
    else program.launch();
    return 'program';
  }
  if (redis && roll < 0.8) {
    await redis.kill();
    await redis.start();
    return 'Redis';
  }
  if (roll < 0.9) await postgres.killBackend().catch(() => {}); // it may be away just now
  else {
    await postgres.kill();
    // The embedded one is started by the program.
    if (redis) await postgres.start();
  }
  return 'PostgreSQL';
}

async function storm(rig: Rig, random: Random, until: number): Promise<Map<string, number>> {
  const killed = new Map<string, number>();
  await rig.program.start();
  while (Date.now() < until) {
    await rig.publish(random.whole(1, 2));
    await delay(random.whole(PAUSE_MS.shortest, PAUSE_MS.longest));
    const what = await killOne(rig, random);
    killed.set(what, (killed.get(what) ?? 0) + 1);
  }
  return killed;
}

async function installation(name: string, rig: Rig, random: Random, until: number) {
  const began = performance.now();
  const killed = await storm(rig, random, until);
  const counted = await rig.finish();
  const faults = [...killed.values()].reduce((sum, count) => sum + count, 0);
  const outcome = outcomeOf(faults, counted, rig.farEnd ?? undefined);
  const printed = rig.farEnd ? null : comparePrinted(rig.program.printed(), counted);
  const notes = [
    `killed ${[...killed].map(([what, count]) => `${what} ${count} times`).join(', ')}`,
    ...(printed ? [`${printed.marked} pages were shown with the note that they may be repeats`] : []),
    ...(rig.farEnd?.note ? [rig.farEnd.note()] : []),
  ];
  await rig.close();
  return {
    name,
    seconds: Math.round((performance.now() - began) / 1000),
    result: {
      ...outcome,
      lost: [...outcome.lost, ...(printed?.lost ?? [])],
      doubled: [...outcome.doubled, ...(printed?.doubled ?? [])],
      note: notes.join('; '),
    },
  };
}

const bench = await openBench(values.program);
const random = createRandom(seed);
const until = Date.now() + Number(values.minutes) * 60_000;
const farEnd = await openDiscordEnd();
const rigs = await Promise.all([
  openRig(bench, {
    name: 'discord',
    random: random.branch('discord'),
    queue: 'redis',
    embedded: false,
    farEnd,
  }),
  openRig(bench, { name: 'terminal', random: random.branch('terminal'), queue: 'postgres', embedded: true }),
]);
const lines = await Promise.all(
  rigs.map((rig) =>
    installation(
      rig.farEnd ? 'chaos on Discord, with Redis' : 'chaos on the terminal, embedded',
      rig,
      random.branch(rig.folder),
      until,
    ),
  ),
);
say(`\n${report(lines)}`);
if (lines.every(isGood)) await bench.remove();
else {
  say(`What the processes printed is in ${bench.folder}.`);
  process.exitCode = 1;
}
