import type { Volume } from '../messages/message.ts';

const HOUR_MS = 3_600_000;
const STEPS = 24;
/** Lengths of a step in hours; the shortest that shows the whole story is taken. */
const STEP_HOURS = [1, 2, 3, 6, 12, 24, 48, 168, 720];

/** How many items came in each of 24 equal steps of time, the last of which holds the last item. */
export function volumeOf(times: readonly Date[], now: Date): Volume | null {
  const past = times.map((time) => time.getTime()).filter((time) => time <= now.getTime());
  if (past.length < 2) return null;
  const last = Math.max(...past);
  const span = last - Math.min(...past);
  const stepMs = HOUR_MS * (STEP_HOURS.find((hours) => span < (STEPS - 1) * hours * HOUR_MS) ?? 2400);
  const endsAt = Math.ceil((last + 1) / stepMs) * stepMs;
  const counts = Array.from({ length: STEPS }, () => 0);
  for (const time of past) {
    const step = STEPS - Math.ceil((endsAt - time) / stepMs);
    if (step >= 0) counts[step] = (counts[step] ?? 0) + 1;
  }
  return { counts, stepMs, endsAt: new Date(endsAt) };
}
