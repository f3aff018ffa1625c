import { DateTime } from 'luxon';
import { openClockwork, type Clockwork } from './clockwork.ts';
import type { Random } from './random.ts';
import { outcomeOf, type Outcome, type Scenario } from './scenario.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const START = new Date('2026-03-02T10:00:00Z');

/** Later than this a feed was forgotten: the longest interval between two polls is shorter. */
const LATEST_TURNS = 180;

/** Turns, a minute each, until all that was published is stored. */
async function turnsUntilRead(works: Clockwork): Promise<number> {
  let turns = 0;
  while (works.waiting() > 0 && turns < LATEST_TURNS) {
    works.shift(MINUTE_MS);
    await works.turn();
    turns += 1;
  }
  return turns;
}

function jumps(name: string, jumpMs: (random: Random) => number): Scenario {
  return {
    name,
    async run({ bench, random, times }) {
      const works = await openClockwork(bench, name, random, START);
      try {
        await works.turn();
        const late: number[] = [];
        for (let count = 0; count < times; count += 1) {
          works.publish(3);
          for (let turn = random.whole(0, 20); turn > 0; turn -= 1) {
            works.shift(MINUTE_MS);
            await works.turn();
          }
          works.publish(3);
          works.shift(jumpMs(random));
          late.push(await turnsUntilRead(works));
        }
        await works.turn();
        const counted = await works.count();
        const note = `feeds were read at most ${Math.max(...late)} minutes after the jump`;
        return { ...outcomeOf(times, counted), note };
      } finally {
        await works.close();
      }
    },
  };
}

const ZONES = [
  'Europe/Paris',
  'America/New_York',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'America/Santiago',
] as const;

/** The moment in a year at which a zone's clocks change. */
function changeIn(zone: string, random: Random): DateTime {
  const months = Array.from({ length: 12 }, (_, month) =>
    DateTime.fromObject({ year: 2026, month: month + 1 }, { zone }),
  );
  const changes = months.filter((month) => month.offset !== month.plus({ months: 1 }).offset);
  let day = random.pick(changes);
  while (day.offset === day.plus({ days: 1 }).offset) day = day.plus({ days: 1 });
  return day;
}

/** One digest on each of the days around a change to or from summer time, at an hour that is skipped or comes twice. */
function summerTime(): Scenario {
  const name = 'clock: summer time begins or ends';
  return {
    name,
    async run({ bench, random, times }) {
      const lost: string[] = [];
      const doubled: string[] = [];
      const works = await openClockwork(bench, name, random, new Date('2025-12-01T00:00:00Z'));
      let messages = 0;
      try {
        for (let count = 0; count < times; count += 1) {
          const zone = random.pick(ZONES);
          const first = changeIn(zone, random).minus({ days: 1 }).startOf('day');
          // Before the day begins, so that midnight is to come; by odd milliseconds, as a year that comes again must not
          // have its digests at the very moments of the first time.
          works.shift(first.toMillis() - random.whole(1, MINUTE_MS) - works.now().getTime());
          const time = `0${random.whole(0, 3)}:${random.pick(['00', '15', '30', '45'])}`;
          await works.schedule({ times: [time], weekdays: [0, 1, 2, 3, 4, 5, 6], timeZone: zone });
          const before = (await works.digests()).length;
          while (works.now() < first.plus({ days: 4 }).toJSDate()) {
            works.shift(random.whole(5, 30) * MINUTE_MS);
            await works.turn();
          }
          const days = (await works.digests())
            .slice(before)
            .map((at) => DateTime.fromJSDate(at, { zone }).toISODate());
          messages += days.length;
          for (let day = 0; day < 4; day += 1) {
            const date = first.plus({ days: day }).toISODate();
            const told = days.filter((each) => each === date).length;
            if (told === 0) lost.push(`no digest at ${time} on ${date} in ${zone}`);
            if (told > 1) doubled.push(`${told} digests at ${time} on ${date} in ${zone}`);
          }
        }
        return { faults: times, items: 0, classified: 0, messages, lost, doubled } satisfies Outcome;
      } finally {
        await works.close();
      }
    },
  };
}

/** The clock of the machine does what clocks do not. */
export const CLOCK_FAULTS: readonly Scenario[] = [
  jumps('clock: set back by an hour', () => -HOUR_MS),
  jumps('clock: asleep for two days', (random) => 2 * DAY_MS + random.whole(-60, 60) * MINUTE_MS),
  summerTime(),
];
