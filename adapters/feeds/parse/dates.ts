import { readNumericDay, weekdayIn, type Day } from './numeric-day.ts';
import { offsetOf, zoneOffset, zoneShift } from './zones.ts';

// Dates as feeds write them. ISO 8601 and RFC 822 cover nearly all; the rest is read by its parts: a month by name in
// the languages seen in feeds, a day, a year, a time, a zone.

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A clock that runs ahead is common; a date beyond this is an event's or a mistake. */
const MAX_AHEAD = HOUR;

const MONTHS: readonly RegExp[] = [
  /^(jan|gen|ene|янв|ιαν|led|sty|oca|一月|1月|1월)/,
  /^(feb|fev|fév|fevr|feb|фев|φεβ|ún|luty|lut|şub|sub|2月|2월)/,
  /^(mar|mär|mrz|maa|març|márc|мар|μαρ|μάρ|bře|3月|3월)/,
  /^(apr|avr|abr|ápr|апр|απρ|dub|kwi|nis|4月|4월)/,
  /^(may|mai|mei|mag|maj|máj|май|мая|μαϊ|μάι|μαι|kvě|5月|5월)/,
  /^(jun|juin|giu|jún|июн|ιουν|ιούν|červn|cze|haz|6月|6월)/,
  /^(jul|juil|lug|júl|июл|ιουλ|ιούλ|červenec|července|lip|tem|7月|7월)/,
  /^(aug|aoû|aou|ago|avg|авг|αυγ|αύγ|srp|sie|ağu|agu|8月|8월)/,
  /^(sep|set|sze|сен|σεπ|zář|wrz|eyl|9月|9월)/,
  /^(oct|okt|ott|out|окт|οκτ|říj|paź|eki|10月|10월)/,
  /^(nov|noi|ноя|νοε|νοέ|listopad|lis|kas|11月|11월)/,
  /^(dec|dez|déc|dic|des|дек|δεκ|pro|gru|ara|12月|12월)/,
];

/**
 * Reads a date in any form seen in feeds; null when it is none, or lies more than an hour after `now`. `dayFirst` says
 * how to read what could mean two days (03/04/2025).
 */
export function parseDate(text: string, now: Date, dayFirst = false): Date | null {
  const value = text.trim();
  if (value === '' || value.length > 100) return null;
  const latest = now.getTime() + MAX_AHEAD;
  const time = fromIso(value) ?? fromRfc822(value) ?? fromNumber(value) ?? fromParts(value, latest, dayFirst);
  if (time === null || Number.isNaN(time) || time > latest || isPlaceholder(time)) return null;
  return new Date(time);
}

const FIRST_BELIEVED = Date.UTC(1000, 0, 1);
/** The beginnings of time of Windows, spreadsheets and databases, in any time zone. */
const BEGINNINGS = [Date.UTC(1601, 0, 1), Date.UTC(1899, 11, 30), Date.UTC(1900, 0, 1)];

/** Dates that software writes where it has none (0001-01-01, 1900-01-01). */
function isPlaceholder(time: number): boolean {
  return time < FIRST_BELIEVED || BEGINNINGS.some((beginning) => Math.abs(time - beginning) <= DAY);
}

const ISO =
  /^(\d{4})-?(\d{2})(?:-?(\d{2}))?(?:(?:T|t|\s+|_)(\d{1,2})(?::?(\d{2}))?(?::?(\d{1,2})(?:[.,:](\d+))?)?)?\s*(?:\(?([A-Za-z]+)\)?|([+-]\d{1,2}):?(\d{2})?)?$/;

function fromIso(value: string): number | null {
  const at = ISO.exec(value);
  if (at === null) return fromSparseIso(value);
  const [, year, month, day, hour, minute, second, fraction, zone, offsetHours, offsetMinutes] = at;
  const offset = zone === undefined ? offsetOf(offsetHours, offsetMinutes) : zoneOffset(zone);
  const ms = Math.floor(Number(`0.${fraction ?? '0'}`) * 1000);
  return utc(
    Number(year),
    Number(month),
    Number(day ?? 1),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
    ms,
    offset,
  );
}

/** Year alone, year and week or ordinal day, two-digit years: the rest of ISO 8601 that feeds use. */
function fromSparseIso(value: string): number | null {
  const year = /^(\d{4})$/.exec(value);
  if (year) return utc(Number(year[1]), 1, 1, 0, 0, 0, 0, 0);
  const ordinal = /^(\d{4})-?(\d{3})$/.exec(value);
  if (ordinal) return utc(Number(ordinal[1]), 1, Number(ordinal[2]), 0, 0, 0, 0, 0);
  const short = /^(\d{2})-(\d{2})-(\d{2})$/.exec(value);
  if (short) return utc(fullYear(short[1] ?? ''), Number(short[2]), Number(short[3]), 0, 0, 0, 0, 0);
  return null;
}

const RFC822 =
  /^(?:[^\s\d,]+[,.]?\s*)?(\d{1,2})(?:st|nd|rd|th|\.)?[\s\-/]+([^\s\d\-/.,]{2,})[.,]?[\s\-/]+(\d{2,4})(?![\d:])(?:,?\s+(?:(?:at|-|–)\s+)?(\d{1,2}):(\d{1,2})(?:[:.](\d{1,2})(?:[.,]\d+)?)?\s*((?:am|pm|a\.m\.|p\.m\.)(?![a-z]))?)?\s*(.*)$/i;

function fromRfc822(value: string): number | null {
  const at = RFC822.exec(value);
  if (at === null) return null;
  const [, day, name, year, hour, minute, second, half, zone] = at;
  const month = monthOf(name ?? '');
  if (month === null) return null;
  const local = utc(
    fullYear(year ?? ''),
    month,
    Number(day),
    hours(hour, half),
    Number(minute ?? 0),
    Number(second ?? 0),
    0,
    0,
  );
  return local === null ? null : local - zoneShift(zone ?? '', local);
}

/** Unix time in seconds or milliseconds. */
function fromNumber(value: string): number | null {
  if (!/^\d{9,13}$/.test(value)) return null;
  return value.length > 11 ? Number(value) : Number(value) * 1000;
}

const CLOCK =
  /(\d{1,2})[:時시]\s*(\d{1,2})(?:[:分분]\s*(\d{1,2}))?[秒초]?(?:[.,]\d+)?\s*((?:am|pm|a\.m\.|p\.m\.)(?![a-z]))?/i;

/** The last resort: finds year, month, day and time wherever they stand. */
function fromParts(value: string, latest: number, dayFirst: boolean): number | null {
  const clock = CLOCK.exec(value);
  const before = clock === null ? value : value.slice(0, clock.index);
  const after = clock === null ? '' : value.slice(clock.index + clock[0].length);
  const days = daysFrom(before, dayFirst) ?? daysFrom(`${before} ${after}`, dayFirst) ?? [];
  const half = clock?.[4] ?? (/午前|오전/.test(before) ? 'am' : /午後|오후/.test(before) ? 'pm' : undefined);
  const zone = after.replace(/(?<![+-])\d{4}\s*$/, '');
  const times = days.flatMap(({ year, month, day }) => {
    const minute = Number(clock?.[2] ?? 0);
    const local = utc(year, month, day, hours(clock?.[1], half), minute, Number(clock?.[3] ?? 0), 0, 0);
    return local === null ? [] : [local - zoneShift(zone, local)];
  });
  // Of two readings the one in the future is wrong.
  return times.find((time) => time <= latest) ?? times[0] ?? null;
}

/** The days a text may mean, likeliest first; null for none. */
function daysFrom(text: string, dayFirst: boolean): readonly Day[] | null {
  const cjk = /(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})/.exec(text);
  if (cjk) return [{ year: Number(cjk[1]), month: Number(cjk[2]), day: Number(cjk[3]) }];
  const yearFirst = /(\d{4})[./\-\s]+(\d{1,2})[./\-\s]+(\d{1,2})/.exec(text);
  if (yearFirst)
    return [{ year: Number(yearFirst[1]), month: Number(yearFirst[2]), day: Number(yearFirst[3]) }];
  const numeric = /(\d{1,2})([./\- ])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/.exec(text);
  if (numeric === null) {
    const named = namedDay(text);
    return named === null ? null : [named];
  }
  const [, first, separator, second, year] = numeric;
  return readNumericDay(
    [Number(first), Number(second), fullYear(year ?? '')],
    dayFirst || separator === '.' || separator === ' ',
    weekdayIn(text),
  );
}

function namedDay(text: string): Day | null {
  const words = text.split(/[\s,.\-/]+/).filter((word) => word !== '');
  const monthAt = words.findIndex((word) => !/^\d/.test(word) && monthOf(word) !== null);
  // The year that software writes where it has none.
  if (monthAt < 0 || words.includes('0001')) return null;
  const month = monthOf(words[monthAt] ?? '') ?? 1;
  const numbers = words.filter((word) => /^\d/.test(word)).map((word) => Number.parseInt(word, 10));
  const year = numbers.find((number) => number > 1000 && number < 10_000);
  const day = numbers.find((number) => number >= 1 && number <= 31);
  if (year !== undefined && numbers.length === 1) return { year, month, day: 1 };
  if (year !== undefined) return day === undefined ? null : { year, month, day };
  const [first, second] = numbers;
  if (first === undefined || second === undefined) return null;
  return { year: fullYear(String(second)), month, day: first };
}

function monthOf(name: string): number | null {
  const lower = name.toLowerCase();
  const at = MONTHS.findIndex((month) => month.test(lower));
  return at < 0 ? null : at + 1;
}

function hours(hour: string | undefined, half: string | undefined): number {
  const number = Number(hour ?? 0);
  if (half === undefined) return number;
  return (number % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
}

/** Two digits are a year of our time; three count from 1900, as some software does. */
function fullYear(written: string): number {
  const year = Number(written);
  if (written.length === 3) return 1900 + year;
  if (written.length > 2) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}

function utc(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  ms: number,
  offset: number,
): number | null {
  const ordinal = month === 1 && day > 31 && day <= 366;
  // Years below 100 are read as of the last century by `Date.UTC`.
  if (year < 100 || month < 1 || month > 12 || day < 1 || (day > 31 && !ordinal)) return null;
  if (hour > 24 || minute > 59 || second > 60) return null;
  return Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59), ms) - offset * 60_000;
}
