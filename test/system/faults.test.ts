// The fault suite (`npm run test:faults`, docs/reliability.md) in a shorter form: a few faults of each kind.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBench, type Bench } from '../faults/bench.ts';
import { CHAT_FAULTS } from '../faults/chat-faults.ts';
import { CLOCK_FAULTS } from '../faults/clock-faults.ts';
import { DATABASE_FAULTS } from '../faults/database-faults.ts';
import { KILLS } from '../faults/kills.ts';
import { QUEUE_FAULTS } from '../faults/queue-faults.ts';
import { createRandom } from '../faults/random.ts';

const SHORT = new Map([
  ['kill -9 of the whole program (embedded PostgreSQL, terminal)', 2],
  ['PostgreSQL connections cut', 2],
  ['Redis flushed', 3],
  ['Discord: 429, 500, time-outs, resets before and after', 6],
  ['clock: set back by an hour', 3],
]);
/** Far more than it takes: a fault is a fault on a slow machine too. */
const LIMIT_MS = 1_200_000;

const scenarios = [...KILLS, ...QUEUE_FAULTS, ...DATABASE_FAULTS, ...CHAT_FAULTS, ...CLOCK_FAULTS]
  .filter(({ name }) => SHORT.has(name))
  .map((scenario) => {
    const why = scenario.skip?.() ?? null;
    return { scenario, why, unless: why === null ? '' : ` (skipped: ${why})` };
  });

const seed = Date.now() % 1_000_000;
let bench: Bench | undefined;

beforeAll(async () => {
  bench = await openBench();
}, LIMIT_MS);
afterAll(() => bench?.remove());

describe(`nothing is lost and nothing comes twice (seed ${seed})`, () => {
  it('has a scenario for each name', () => {
    expect(scenarios.map(({ scenario }) => scenario.name).toSorted()).toEqual([...SHORT.keys()].toSorted());
  });

  for (const { scenario, why, unless } of scenarios) {
    it.skipIf(why !== null)(
      `${scenario.name}${unless}`,
      async () => {
        if (!bench) throw new Error('the bench is open while tests run');
        const { name } = scenario;
        const random = createRandom(seed).branch(name);
        const times = SHORT.get(name) ?? 1;

        const { items, classified, lost, doubled } = await scenario.run({ bench, random, times });

        expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
        expect(items).toBeGreaterThan(0);
        expect(classified).toBe(items);
      },
      LIMIT_MS,
    );
  }
});
