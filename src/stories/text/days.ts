import { fold } from './fold.ts';
import type { Token } from './token-table.ts';

const DAY = 86_400_000;
const LANGUAGES = [
  'ar',
  'cs',
  'de',
  'en',
  'es',
  'fr',
  'it',
  'nl',
  'pl',
  'pt',
  'ro',
  'ru',
  'sv',
  'tr',
  'uk',
] as const;
const NONE: readonly number[] = [];

/** Folded names of months, 1 to 12, in the languages above: alone, within a date, and short where that is no other word. */
const MONTHS = monthNames();

function monthNames(): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const lang of LANGUAGES)
    for (const month of ['long', 'short'] as const)
      for (const day of [undefined, 'numeric'] as const) {
        const format = new Intl.DateTimeFormat(lang, {
          month,
          day,
          timeZone: 'UTC',
          numberingSystem: 'latn',
        });
        for (let index = 0; index < 12; index++) {
          const parts = format.formatToParts(Date.UTC(2024, index, 15));
          const name = fold(parts.find(({ type }) => type === 'month')?.value ?? '').replaceAll('.', '');
          if (/^\p{L}{3,}$/u.test(name) && !names.has(name)) names.set(name, index + 1);
        }
      }
  return names;
}

/**
 * Days that a text names, as whole days since 1970 in UTC: `10 March`, `March 10`, `3月10日`. `at`: when it was published, in
 * milliseconds; a day without a year is the one nearest to it.
 */
export function daysIn(tokens: readonly Token[], at: number | null): readonly number[] {
  let days: number[] | undefined;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    const number = token?.kind === 'count' ? smallNumber(token.form) : null;
    if (number === null || number < 1 || number > 31) continue;
    const written = dateAround(tokens, index, number);
    const day = written === null ? null : resolve(written, at);
    if (day !== null) (days ??= []).push(day);
  }
  return days ?? NONE;
}

/** Years that a text names: `the 2020 attack`. */
export function yearsIn(tokens: readonly Token[]): readonly number[] {
  let years: number[] | undefined;
  for (const { kind, form } of tokens) {
    const number = kind === 'count' && form.length === 4 ? smallNumber(form) : null;
    if (number !== null && number >= 1990 && number <= 2100) (years ??= []).push(number);
  }
  return years ?? NONE;
}

interface Written {
  readonly day: number;
  readonly month: number;
  readonly year: number | null;
}

function dateAround(tokens: readonly Token[], index: number, day: number): Written | null {
  // `10 March`, `10 de marzo`, `10th of March`
  let next = index + 1;
  if (LINKS.has(tokens[next]?.form ?? '')) next++;
  const after = MONTHS.get(tokens[next]?.form ?? '');
  if (after !== undefined) {
    if (LINKS.has(tokens[next + 1]?.form ?? '')) next++;
    return { day, month: after, year: yearOf(tokens[next + 1]) };
  }
  const before = MONTHS.get(tokens[index - 1]?.form ?? '');
  if (before !== undefined) return { day, month: before, year: yearOf(tokens[index + 1]) };
  // `3月10日`
  if (tokens[index - 1]?.form === '月' && tokens[index + 1]?.form === '日') {
    const month = smallNumber(tokens[index - 2]?.form ?? '');
    return month !== null && month >= 1 && month <= 12 ? { day, month, year: null } : null;
  }
  return null;
}

const LINKS = new Set(['de', 'of', 'do', 'th', 'st', 'nd', 'rd', 'er']);

function yearOf(token: Token | undefined): number | null {
  const year = smallNumber(token?.form ?? '');
  return year !== null && year >= 1990 && year <= 2100 ? year : null;
}

/** A number of one, two or four digits, an English ordinal included. */
function smallNumber(form: string): number | null {
  const first = form.charCodeAt(0);
  if (!(first >= 48 && first <= 57) || form.length > 4) return null;
  const digits = /^(\d{1,2}|\d{4})(?:st|nd|rd|th)?$/.exec(form)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Without a year the date nearest to the text's own is meant. */
function resolve({ day, month, year }: Written, at: number | null): number | null {
  if (year !== null) return Date.UTC(year, month - 1, day) / DAY;
  if (at === null) return null;
  const own = new Date(at).getUTCFullYear();
  const near = [own - 1, own, own + 1].map((one) => Date.UTC(one, month - 1, day));
  return near.reduce((best, one) => (Math.abs(one - at) < Math.abs(best - at) ? one : best)) / DAY;
}
