import { describe, expect, it } from 'vitest';
import { silentSince } from '../../../src/feeds/health.ts';

const DAY = 86_400_000;
const now = new Date('2025-03-10T12:00:00Z');
const daysAgo = (...days: number[]): Date[] => days.map((day) => new Date(now.getTime() - day * DAY));

describe('silentSince', () => {
  it('takes a daily feed for silent after a week without items', () => {
    expect(silentSince(daysAgo(7, 8, 9, 10, 11, 12), now)).toEqual(daysAgo(7)[0]);
  });

  it('knows that a feed which pauses for weeks is not silent after one', () => {
    expect(silentSince(daysAgo(7, 27, 40, 61, 80, 90), now)).toBeNull();
  });

  it('says nothing of a feed with too few items to know its habits', () => {
    expect(silentSince(daysAgo(100, 101), now)).toBeNull();
  });
});
