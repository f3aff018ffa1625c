/**
 * A moment as people write it: `14:02` when `now` is the same day, `10 Mar 14:02` in the same year, else
 * `10 Mar 2025 14:02`. In `timeZone`, or the machine's own.
 */
export function clockTime(at: Date, now: Date | undefined, timeZone: string | undefined): string {
  const part = (date: Date, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat('en-GB', { ...options, ...(timeZone === undefined ? {} : { timeZone }) }).format(
      date,
    );
  const time = part(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const year = part(at, { year: 'numeric' });
  // Not `month: 'short'`: en-GB says "Sept".
  const day = `${part(at, { day: 'numeric' })} ${part(at, { month: 'long' }).slice(0, 3)}`;
  if (!now || part(now, { year: 'numeric' }) !== year) return `${day} ${year} ${time}`;
  const today = `${part(now, { day: 'numeric' })} ${part(now, { month: 'long' }).slice(0, 3)}`;
  return day === today ? time : `${day} ${time}`;
}
