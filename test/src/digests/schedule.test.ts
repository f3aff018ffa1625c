import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultSettings, type ChannelSettings } from '../../../src/digests/channel.ts';
import { describeSchedule, nextDigestAt, parseSchedule, quietUntil } from '../../../src/digests/schedule.ts';

const DAILY = [0, 1, 2, 3, 4, 5, 6];
const paris = (...times: readonly string[]) => ({ times, weekdays: DAILY, timeZone: 'Europe/Paris' });

/** Moments at which a schedule's digests come, the first after `from`. */
function next(schedule: Parameters<typeof nextDigestAt>[0], from: string, count = 1): string[] {
  const times: string[] = [];
  let at = new Date(from);
  while (times.length < count) {
    at = nextDigestAt(schedule, at);
    times.push(at.toISOString().replace('.000Z', 'Z'));
  }
  return times;
}

describe('what people type', () => {
  it.each([
    ['daily 08:00 Europe/Paris', { times: ['08:00'], weekdays: DAILY, timeZone: 'Europe/Paris' }],
    ['weekdays 9:00,17:30', { times: ['09:00', '17:30'], weekdays: [1, 2, 3, 4, 5], timeZone: 'UTC' }],
    ['weekly fri 16:00 UTC', { times: ['16:00'], weekdays: [5], timeZone: 'UTC' }],
    ['weekly', { times: ['08:00'], weekdays: [1], timeZone: 'UTC' }],
    ['Monday Thurs 7:05 Asia/Tokyo', { times: ['07:05'], weekdays: [1, 4], timeZone: 'Asia/Tokyo' }],
    ['17:00 08:00 17:00', { times: ['08:00', '17:00'], weekdays: DAILY, timeZone: 'UTC' }],
    ['sun, sat', { times: ['08:00'], weekdays: [0, 6], timeZone: 'UTC' }],
    ['', { times: ['08:00'], weekdays: DAILY, timeZone: 'UTC' }],
  ])('understands "%s"', (text, schedule) => {
    expect(parseSchedule(text, 'UTC')).toEqual(schedule);
  });

  it.each(['daily at 8', '25:00', '8:60', 'daily 08:00 Europe/Atlantis', 'moonday', 'satellite 08:00'])(
    'says which word of "%s" it does not understand',
    (text) => {
      const parsed = parseSchedule(text, 'UTC');

      expect(parsed).toEqual({
        problem: expect.stringMatching(
          /^"(at|25:00|8:60|Europe\/Atlantis|moonday|satellite)" is no time of day/u,
        ),
      });
    },
  );

  it.each([
    ['daily 8:00 17:00 Europe/Paris', 'every day at 08:00 and 17:00 (Europe/Paris)'],
    ['weekdays', 'on weekdays at 08:00 (UTC)'],
    ['mon fri 9:00', 'on Mon, Fri at 09:00 (UTC)'],
  ])('reads "%s" back', (text, words) => {
    const parsed = parseSchedule(text, 'UTC');

    expect('problem' in parsed ? parsed.problem : describeSchedule(parsed)).toBe(words);
  });
});

describe('the next digest', () => {
  it.each([
    ['later today', '2025-03-10T05:00:00Z', '2025-03-10T07:00:00Z'],
    ['tomorrow when its moment is now', '2025-03-10T07:00:00Z', '2025-03-11T07:00:00Z'],
    ['today in its zone, which is yesterday in UTC', '2025-03-09T23:30:00Z', '2025-03-10T07:00:00Z'],
  ])('comes %s', (_when, from, expected) => {
    expect(next(paris('08:00'), from)).toEqual([expected]);
  });

  it('comes on its weekdays only, a week ahead if need be', () => {
    const monday = { ...paris('08:00'), weekdays: [1] };

    expect(next(monday, '2025-03-10T07:00:00Z', 2)).toEqual(['2025-03-17T07:00:00Z', '2025-03-24T07:00:00Z']);
  });

  it('keeps its local time over both changes of the clock', () => {
    expect(next(paris('08:00'), '2025-03-29T00:00:00Z', 2)).toEqual([
      '2025-03-29T07:00:00Z',
      '2025-03-30T06:00:00Z',
    ]);
    expect(next(paris('08:00'), '2025-10-25T00:00:00Z', 2)).toEqual([
      '2025-10-25T06:00:00Z',
      '2025-10-26T07:00:00Z',
    ]);
  });
});

// Which of two equal local times a library takes may depend on the season in which it is asked.
describe.each(['2025-01-15T12:00:00Z', '2025-07-15T12:00:00Z'])(
  'a change of the clock, asked on %s',
  (today) => {
    afterEach(() => vi.useRealTimers());
    const asked = <T>(ask: () => T): T => {
      vi.useFakeTimers({ now: new Date(today), toFake: ['Date'] });
      return ask();
    };

    it('that skips 02:30 makes its digest come at 03:30, once', () => {
      expect(asked(() => next(paris('02:30'), '2025-03-29T12:00:00Z', 2))).toEqual([
        '2025-03-30T01:30:00Z',
        '2025-03-31T00:30:00Z',
      ]);
    });

    it('that repeats 02:30 makes its digest come the first time, once', () => {
      expect(asked(() => next(paris('02:30'), '2025-10-25T12:00:00Z', 2))).toEqual([
        '2025-10-26T00:30:00Z',
        '2025-10-27T01:30:00Z',
      ]);
    });

    it('loses no digest whose time comes before that of a skipped one', () => {
      expect(asked(() => next(paris('02:30', '03:10'), '2025-03-30T00:00:00Z', 2))).toEqual([
        '2025-03-30T01:10:00Z',
        '2025-03-30T01:30:00Z',
      ]);
    });

    it('that repeats the end of the quiet hours ends them the first time', () => {
      const quietHours = { from: '22:00', to: '02:30', timeZone: 'Europe/Paris' };
      const settings = { ...defaultSettings('slack'), quietHours };

      expect(asked(() => quietUntil(settings, new Date('2025-10-25T22:00:00Z')))).toEqual(
        new Date('2025-10-26T00:30:00Z'),
      );
      expect(asked(() => quietUntil(settings, new Date('2025-10-26T00:45:00Z')))).toBeNull();
    });
  },
);

const quiet = (from: string, to: string): ChannelSettings => ({
  ...defaultSettings('slack'),
  quietHours: { from, to, timeZone: 'Europe/Paris' },
});

describe('quiet hours', () => {
  it.each([
    ['22:00', '07:00', '2025-03-10T20:59:59Z', null],
    ['22:00', '07:00', '2025-03-10T21:00:00Z', '2025-03-11T06:00:00Z'],
    ['22:00', '07:00', '2025-03-10T23:30:00Z', '2025-03-11T06:00:00Z'],
    ['22:00', '07:00', '2025-03-11T05:59:59Z', '2025-03-11T06:00:00Z'],
    ['22:00', '07:00', '2025-03-11T06:00:00Z', null],
    ['12:00', '14:00', '2025-03-10T11:30:00Z', '2025-03-10T13:00:00Z'],
    ['12:00', '14:00', '2025-03-10T13:30:00Z', null],
    ['22:00', '07:00', '2025-03-29T22:00:00Z', '2025-03-30T05:00:00Z'],
  ])('from %s to %s hold %s until %s', (from, to, now, until) => {
    expect(quietUntil(quiet(from, to), new Date(now))).toEqual(until === null ? null : new Date(until));
  });

  it('are none where none are set', () => {
    expect(quietUntil(defaultSettings('slack'), new Date())).toBeNull();
  });
});
