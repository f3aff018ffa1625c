import { expect, it } from 'vitest';
import type { HostPace } from '../../src/ports/host-pace.ts';

const MINUTE_MS = 60_000;
const answer = async (): Promise<string> => 'answer';

/** What every pace keeps to; `open` gives one with a short gap between two requests to a host. */
export function hostPaceContract(open: () => HostPace): void {
  it('never asks a host twice at a time', async () => {
    const pace = open();
    let running = 0;
    let most = 0;
    const request = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 30));
      running -= 1;
    };

    const turns = await Promise.all([1, 2, 3].map(() => pace.ask('one.example', request)));

    expect(turns.some(({ kind }) => kind === 'asked')).toBe(true);
    expect(most).toBe(1);
  });

  it('knows hosts apart', async () => {
    const pace = open();
    await pace.block('busy.example', MINUTE_MS, 'test');

    expect(await pace.ask('other.example', answer)).toEqual({ kind: 'asked', value: 'answer' });
  });

  it('leaves a host alone that asked for it, and says so', async () => {
    const pace = open();
    let asked = false;
    await pace.block('told.example', MINUTE_MS, 'test');

    const turn = await pace.ask('told.example', async () => void (asked = true));

    expect(turn).toMatchObject({ kind: 'wait', blocked: true });
    expect(turn.kind === 'wait' && turn.waitMs).toBeGreaterThan(MINUTE_MS / 2);
    expect(asked).toBe(false);
  });

  it('does not shorten a block by a later one that ends sooner', async () => {
    const pace = open();
    await pace.block('long.example', MINUTE_MS, 'test');
    await pace.block('long.example', 1, 'test');

    const turn = await pace.ask('long.example', answer);

    expect(turn.kind === 'wait' && turn.waitMs).toBeGreaterThan(MINUTE_MS / 2);
  });

  it('hands on what the request throws', async () => {
    await expect(open().ask('broken.example', () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
  });
}
