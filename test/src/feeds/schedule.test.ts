import { describe, expect, it } from 'vitest';
import { nextPollAt, nextRetryAt, rhythm, share, type PollFacts } from '../../../src/feeds/schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = new Date('2025-03-10T12:00:00Z');

const facts = (given: Partial<PollFacts>): PollFacts => ({
  feedId: 'feed-1',
  now: NOW,
  floorMs: 5 * MINUTE,
  pinnedIntervalMs: null,
  publishedAt: [],
  askedIntervalMs: null,
  freshForMs: null,
  hasValidators: true,
  skipHours: [],
  skipDays: [],
  ...given,
});

const every = (gapMs: number, count = 20): Date[] =>
  Array.from({ length: count }, (_, index) => new Date(NOW.getTime() - index * gapMs));

const waitOf = (given: Partial<PollFacts>): number => nextPollAt(facts(given)).getTime() - NOW.getTime();

/** The interval behind a wait, which may be up to a tenth longer but never shorter; else the wait as it is. */
function intervalBehind(waitMs: number, intervalMs: number): number {
  return waitMs >= intervalMs && waitMs <= Math.ceil(intervalMs * 1.1) ? intervalMs : waitMs;
}

const waitAfter = (failures: number, retryAfterMs: number | null = null): number =>
  nextRetryAt({ feedId: 'feed-1', now: NOW, failures, retryAfterMs }).getTime() - NOW.getTime();

describe('the rhythm of a feed', () => {
  it.each([
    ['an item a minute', every(MINUTE), 15 * MINUTE],
    ['an item an hour', every(HOUR), 15 * MINUTE],
    ['an item every four hours', every(4 * HOUR), HOUR],
    ['an item a day', every(DAY), 6 * HOUR],
    ['an item a month', every(30 * DAY), DAY],
    ['no item', [], HOUR],
    ['a single item', every(HOUR, 1), HOUR],
  ])('with %s gives its interval', (_, publishedAt, expected) => {
    expect(rhythm(publishedAt, NOW)).toBe(expected);
  });

  it('slows down while a busy feed is silent', () => {
    const silent = every(HOUR).map((date) => new Date(date.getTime() - 2 * DAY));

    expect(rhythm(silent, NOW)).toBe(2 * HOUR);
  });

  it('does not count announced dates', () => {
    expect(rhythm([new Date(NOW.getTime() + DAY), ...every(4 * HOUR)], NOW)).toBe(HOUR);
  });

  it('is not upset by items that share a date', () => {
    expect(rhythm(every(0), NOW)).toBe(15 * MINUTE);
  });
});

describe('the next poll', () => {
  it.each([
    ['follows the rhythm', { publishedAt: every(4 * HOUR) }, HOUR],
    ['waits for the ttl', { askedIntervalMs: 3 * HOUR }, 3 * HOUR],
    ['waits for max-age', { freshForMs: 2 * HOUR }, 2 * HOUR],
    ['takes the longest of all', { askedIntervalMs: 3 * HOUR, freshForMs: 5 * HOUR }, 5 * HOUR],
    ['ignores a ttl below the rhythm', { askedIntervalMs: MINUTE }, HOUR],
    ['is at most a day away', { askedIntervalMs: 30 * DAY, freshForMs: 365 * DAY }, DAY],
    ['comes at the pinned interval', { pinnedIntervalMs: 5 * MINUTE }, 5 * MINUTE],
    ['keeps the floor when pinned below it', { pinnedIntervalMs: MINUTE }, 5 * MINUTE],
    [
      'keeps the floor of five minutes when the setting is lower',
      { pinnedIntervalMs: MINUTE, floorMs: 0 },
      5 * MINUTE,
    ],
    ['keeps a higher floor', { pinnedIntervalMs: 5 * MINUTE, floorMs: 30 * MINUTE }, 30 * MINUTE],
    ['comes when pinned before the ttl', { pinnedIntervalMs: 5 * MINUTE, askedIntervalMs: DAY }, 5 * MINUTE],
    ['waits for max-age when pinned too', { pinnedIntervalMs: 5 * MINUTE, freshForMs: HOUR }, HOUR],
    ['is rarer without validators', { publishedAt: every(MINUTE), hasValidators: false }, HOUR],
  ] satisfies [string, Partial<PollFacts>, number][])('%s', (_, given, expected) => {
    expect(intervalBehind(waitOf(given), expected)).toBe(expected);
  });

  it('is spread over a tenth of the interval by the feed, never early', () => {
    const waits = Array.from({ length: 500 }, (_, index) => waitOf({ feedId: `feed-${index}` }));

    expect(Math.min(...waits)).toBeGreaterThanOrEqual(HOUR);
    expect(Math.min(...waits)).toBeLessThan(HOUR * 1.01);
    expect(Math.max(...waits)).toBeLessThanOrEqual(HOUR * 1.1);
    expect(Math.max(...waits)).toBeGreaterThan(HOUR * 1.09);
  });

  it('has the same jitter for a feed every time', () => {
    expect(waitOf({ feedId: 'a' })).toBe(waitOf({ feedId: 'a' }));
    expect(share('a')).not.toBe(share('b'));
  });

  it('is moved behind the hours the publisher excludes', () => {
    const due = nextPollAt(facts({ skipHours: [13, 14] }));

    expect(due.toISOString().slice(0, 13)).toBe('2025-03-10T15');
  });

  it('is moved behind the days the publisher excludes', () => {
    const friday = new Date('2025-03-14T23:30:00Z');

    const due = nextPollAt(facts({ now: friday, skipDays: [6, 0] }));

    expect(due.toISOString().slice(0, 13)).toBe('2025-03-17T00');
  });

  it('ignores a publisher who excludes every hour', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => hour);

    expect(intervalBehind(waitOf({ skipHours: hours }), HOUR)).toBe(HOUR);
  });
});

describe('the next try after a failure', () => {
  it.each([
    [1, 5 * MINUTE],
    [2, 10 * MINUTE],
    [3, 20 * MINUTE],
    [8, 640 * MINUTE],
    [9, 1280 * MINUTE],
    [10, DAY],
    [5000, DAY],
  ])('number %i comes after its share of five minutes doubled', (failures, expected) => {
    expect(intervalBehind(waitAfter(failures), expected)).toBe(expected);
  });

  it('waits for Retry-After, at most a day', () => {
    expect(intervalBehind(waitAfter(1, HOUR), HOUR)).toBe(HOUR);
    expect(intervalBehind(waitAfter(1, 30 * DAY), DAY)).toBe(DAY);
  });
});
