import { DateTime, IANAZone } from 'luxon';
import type { ChannelSettings, DigestSchedule } from './channel.ts';

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
const WORKDAYS = [1, 2, 3, 4, 5];
const MONDAY = [1];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const DEFAULT_TIME = '08:00';

export type ParsedSchedule = DigestSchedule | { readonly problem: string };

/**
 * Understands `daily 08:00 Europe/Paris`, `weekdays 9:00,17:30`, `weekly fri 16:00 UTC`. What is left out: every day,
 * 08:00, the given zone.
 */
export function parseSchedule(text: string, timeZone: string): ParsedSchedule {
  const found = { times: [] as string[], weekdays: EVERY_DAY as readonly number[], timeZone };
  const days: number[] = [];
  for (const word of text.split(/[\s,]+/u).filter((each) => each !== '')) {
    const lower = word.toLowerCase();
    const time = parseTime(lower);
    const day = DAYS.indexOf(lower.slice(0, 3));
    if (lower === 'daily') found.weekdays = EVERY_DAY;
    else if (lower === 'weekdays') found.weekdays = WORKDAYS;
    else if (lower === 'weekly') found.weekdays = MONDAY;
    else if (time) found.times.push(time);
    else if (day >= 0 && /^[a-z]+$/u.test(lower) && isDayName(lower)) days.push(day);
    else if (IANAZone.isValidZone(word)) found.timeZone = word;
    else
      return {
        problem: `"${word}" is no time of day (08:00), weekday (mon), rhythm (daily, weekdays, weekly) or time zone (Europe/Paris).`,
      };
  }
  const weekdays = days.length > 0 ? [...new Set(days)].toSorted((a, b) => a - b) : found.weekdays;
  const times = found.times.length > 0 ? [...new Set(found.times)].toSorted() : [DEFAULT_TIME];
  return { times, weekdays, timeZone: found.timeZone };
}

const isDayName = (word: string): boolean =>
  ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'].some(
    (name) => word.length >= 3 && name.startsWith(word),
  );

function parseTime(word: string): string | null {
  const match = /^(\d{1,2}):(\d{2})$/u.exec(word);
  if (!match || Number(match[1]) > 23 || Number(match[2]) > 59) return null;
  return `${match[1]?.padStart(2, '0')}:${match[2]}`;
}

/**
 * The first time after `after` at which a digest is due. A local time that a change to summer time skips comes as much
 * later as the clock jumps (02:30 at 03:30); one that exists twice comes once, the first time.
 */
export function nextDigestAt(schedule: DigestSchedule, after: Date): Date {
  const start = DateTime.fromJSDate(after, { zone: schedule.timeZone });
  for (let offset = 0; offset <= 8; offset += 1) {
    const day = start.startOf('day').plus({ days: offset });
    if (!schedule.weekdays.includes(day.weekday % 7)) continue;
    const times = schedule.times.map((time) => localTime(day, time).getTime());
    const left = times.filter((time) => time > after.getTime());
    if (left.length > 0) return new Date(Math.min(...left));
  }
  throw new Error('a digest schedule without weekdays or times');
}

function localTime(day: DateTime, time: string): Date {
  const [hour, minute] = time.split(':').map(Number);
  // Luxon moves a skipped local time forward by the size of the gap. Of two equal ones it takes that whose offset is
  // the zone's today: the season in which it is asked.
  const local = DateTime.fromObject(
    { year: day.year, month: day.month, day: day.day, hour: hour ?? 0, minute: minute ?? 0 },
    { zone: day.zone },
  );
  return new Date(Math.min(...local.getPossibleOffsets().map((each) => each.toMillis())));
}

/** Until when a channel is quiet at `now`; null when it is not. */
export function quietUntil(settings: ChannelSettings, now: Date): Date | null {
  const quiet = settings.quietHours;
  if (!quiet) return null;
  const local = DateTime.fromJSDate(now, { zone: quiet.timeZone });
  for (const offset of [-1, 0]) {
    const day = local.startOf('day').plus({ days: offset });
    const from = localTime(day, quiet.from);
    const to = localTime(quiet.to <= quiet.from ? day.plus({ days: 1 }) : day, quiet.to);
    if (from <= now && now < to) return to;
  }
  return null;
}

/** A schedule in words, e.g. `every day at 08:00 (Europe/Paris)`. */
export function describeSchedule({ times, weekdays, timeZone }: DigestSchedule): string {
  return `${describeDays(weekdays)} at ${times.join(' and ')} (${timeZone})`;
}

function describeDays(weekdays: readonly number[]): string {
  if (weekdays.length === 7) return 'every day';
  if (weekdays.join() === WORKDAYS.join()) return 'on weekdays';
  return `on ${weekdays.map((day) => (DAYS[day] ?? '').replace(/^./u, (first) => first.toUpperCase())).join(', ')}`;
}
