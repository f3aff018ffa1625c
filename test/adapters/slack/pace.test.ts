import { describe, expect, it } from 'vitest';
import { createPace } from '../../../adapters/slack/pace.ts';

const send = async (): Promise<void> => {};

/** A pace on a clock that only sleeping moves. */
function openPace() {
  let time = 1_000_000;
  const slept: number[] = [];
  const pace = createPace({
    everyMs: 1_000,
    now: () => time,
    sleep: async (ms) => {
      slept.push(ms);
      time += ms;
    },
  });
  return { pace, slept, pass: (ms: number) => (time += ms) };
}

describe('the pace of posts', () => {
  it('lets the first use of a key go at once and the next wait its second', async () => {
    const { pace, slept } = openPace();

    await pace.run('C1', (spaced) => spaced(send));
    await pace.run('C1', (spaced) => spaced(send));

    expect(slept).toEqual([1_000]);
  });

  it('waits only for what is left of the second', async () => {
    const { pace, slept, pass } = openPace();

    await pace.run('C1', (spaced) => spaced(send));
    pass(700);
    await pace.run('C1', (spaced) => spaced(send));

    expect(slept).toEqual([300]);
  });

  it('counts from the answer, however long that was on its way', async () => {
    const { pace, slept, pass } = openPace();
    const slowly = async (): Promise<void> => void pass(5_000);

    await pace.run('C1', async (spaced) => {
      await spaced(slowly);
      await spaced(send);
    });

    expect(slept).toEqual([1_000]);
  });

  it('does not hold one channel up for another', async () => {
    const { pace, slept } = openPace();

    await pace.run('C1', (spaced) => spaced(send));
    await pace.run('C2', (spaced) => spaced(send));

    expect(slept).toEqual([]);
  });

  it('runs the work of a channel in order, also after work that failed', async () => {
    const { pace } = openPace();
    const done: string[] = [];

    const first = pace.run('C1', async () => {
      done.push('first');
      throw new Error('refused');
    });
    const second = pace.run('C1', async () => done.push('second'));

    await expect(first).rejects.toThrow('refused');
    await second;
    expect(done).toEqual(['first', 'second']);
  });
});
