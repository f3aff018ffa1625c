import { firstOf, textOf, type Element } from './element.ts';

// 03/04/2025 is a day in March or in April. A weekday beside it tells, else the other dates of the same feed, else the
// feed's language; where nothing tells, the month is read first, as the software that writes such dates mostly does.

export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The weekday (0 is Sunday) a text names in English, or null. */
export function weekdayIn(text: string): number | null {
  const at = WEEKDAYS.indexOf(text.trimStart().slice(0, 3).toLowerCase());
  return at < 0 ? null : at;
}

/** The days that two numbers and a year may mean, likeliest first. */
export function readNumericDay(
  [first, second, year]: readonly [number, number, number],
  dayFirst: boolean,
  weekday: number | null,
): readonly Day[] {
  const asDay: Day = { year, month: second, day: first };
  const asMonth: Day = { year, month: first, day: second };
  if (first > 12) return [asDay];
  if (second > 12) return [asMonth];
  const order = dayFirst ? [asDay, asMonth] : [asMonth, asDay];
  const fitting = order.find((each) => weekday !== null && weekdayOf(each) === weekday);
  return fitting === undefined ? order : [fitting];
}

function weekdayOf({ year, month, day }: Day): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

const NUMERIC = /^\D*(\d{1,2})[/-](\d{1,2})[/-]\d{2}/;
/** Enough to meet a day after the twelfth. */
const DATES_LOOKED_AT = 100;

/** Whether a feed that writes its dates in numbers puts the day before the month. */
export function writesDayFirst(entries: readonly Element[], language: string | null): boolean {
  for (const entry of entries.slice(0, DATES_LOOKED_AT)) {
    const [, first, second] =
      NUMERIC.exec(textOf(firstOf(entry, 'pubdate', 'dc:date', 'published', 'date'))) ?? [];
    if (first === undefined) return false;
    if (Number(first) > 12) return true;
    if (Number(second) > 12) return false;
  }
  // English alone is American as often as not.
  return language !== null && !/^en(?:[-_]us)?$/i.test(language.trim());
}
