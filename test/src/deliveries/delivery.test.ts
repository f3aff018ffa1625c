import { describe, expect, it } from 'vitest';
import {
  digestKey,
  MAX_ATTEMPTS,
  nonceOf,
  phaseKey,
  retryWaitMs,
  updateKey,
} from '../../../src/deliveries/delivery.ts';

const SECOND_MS = 1000;
const HOUR_MS = 60 * 60 * SECOND_MS;
const longest = (attempts: number): number => retryWaitMs(attempts, undefined, 1);
const shortest = (attempts: number): number => retryWaitMs(attempts, undefined, 0);

describe('the wait before the next try', () => {
  it.each([
    [1, 2],
    [2, 4],
    [3, 8],
    [10, 1024],
    [11, 2048],
  ])('doubles with each refusal: after %d at most %d s', (attempts, seconds) => {
    expect(longest(attempts)).toBe(seconds * SECOND_MS);
  });

  it.each([12, 13, MAX_ATTEMPTS, 5000])('is at most an hour: after %d', (attempts) => {
    expect(longest(attempts)).toBe(HOUR_MS);
  });

  it.each([1, 5, 30])('is at least half of the most, spread evenly between: after %d', (attempts) => {
    expect(shortest(attempts)).toBe(longest(attempts) / 2);
    expect(retryWaitMs(attempts, undefined, 0.5)).toBe((longest(attempts) * 3) / 4);
  });

  it.each([0, -1])('is that of the first for a count of %d', (attempts) => {
    expect(longest(attempts)).toBe(longest(1));
  });

  it('is what the platform asked for when that is longer', () => {
    expect(retryWaitMs(1, 30 * SECOND_MS, 1)).toBe(30 * SECOND_MS);
    expect(retryWaitMs(12, 3 * HOUR_MS, 1)).toBe(3 * HOUR_MS);
  });

  it('is never shortened by what the platform asked for', () => {
    expect(retryWaitMs(4, 1, 1)).toBe(longest(4));
    expect(retryWaitMs(4, 0, 0)).toBe(shortest(4));
  });

  it('adds up to between nine and twenty hours before a delivery fails', () => {
    const tries = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, index) => index + 1);
    const least = tries.reduce((sum, attempts) => sum + shortest(attempts), 0);
    const most = tries.reduce((sum, attempts) => sum + longest(attempts), 0);

    expect(least).toBeGreaterThan(9 * HOUR_MS);
    expect(most).toBeLessThan(20 * HOUR_MS);
  });
});

describe('the nonce of a delivery', () => {
  it('is the start of its id, as long as Discord takes', () => {
    expect(nonceOf('0190f3a2-7c1e-4d55-8b6f-3e2a1c9d4b70')).toBe('0190f3a27c1e4d558b6f3e2a1');
  });
});

describe('the key of a delivery', () => {
  const at = new Date('2025-03-10T12:00:00Z');

  it('says what caused it', () => {
    expect(updateKey('c1', 's1', 'i1')).toBe('update:c1:s1:i1');
    expect(phaseKey('c1', 's1', at)).toBe('phase:c1:s1:2025-03-10T12:00:00.000Z');
    expect(digestKey('c1', at)).toBe('digest:c1:2025-03-10T12:00:00.000Z');
  });
});
