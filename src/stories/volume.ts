import type { Volume } from '../messages/message.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const STEPS = 24;
/** A story younger than this is drawn by the hour, an older one by the day. */
const HOURLY_UP_TO_MS = 2 * DAY_MS;

/** How many items came per hour (of the last 24) or per day (of the last 24), ending with the last item. */
export function volumeOf(times: readonly Date[], now: Date): Volume | null {
  const past = times.map((time) => time.getTime()).filter((time) => time <= now.getTime());
  if (past.length < 2) return null;
  const last = Math.max(...past);
  const stepMs = last - Math.min(...past) <= HOURLY_UP_TO_MS ? HOUR_MS : DAY_MS;
  const endsAt = Math.ceil((last + 1) / stepMs) * stepMs;
  const counts = Array.from({ length: STEPS }, () => 0);
  for (const time of past) {
    const step = STEPS - Math.ceil((endsAt - time) / stepMs);
    if (step >= 0) counts[step] = (counts[step] ?? 0) + 1;
  }
  return { counts, stepMs, endsAt: new Date(endsAt) };
}
