/** How lively a story is, derived from the flow of its items. */
export type Phase = 'breaking' | 'developing' | 'sustained' | 'fading' | 'closed';

export interface Flow {
  /** When the story's items happened, near-copies counted once; any order. */
  readonly times: readonly Date[];
  /** When the event began, else when the story was added: what counts while there are no items. */
  readonly beganAt: Date;
  readonly closedByPerson: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** So many reports within this time, and so many times more than before, are news that is breaking. */
const BURST_WINDOW_MS = 6 * HOUR_MS;
const BURST_REPORTS = 4;
const BURST_RATIO = 3;
/** What went before is averaged over this time. */
const BEFORE_WINDOW_MS = 3 * DAY_MS;

const FADING_AFTER_MS = 3 * DAY_MS;
const CLOSED_AFTER_MS = 14 * DAY_MS;
/** Reports on so many of the last seven days make a story that stays. */
const SUSTAINED_DAYS = 4;

/** Tells the phase from the flow of items up to `now`. */
export function phaseOf({ times, beganAt, closedByPerson }: Flow, now: Date): Phase {
  if (closedByPerson) return 'closed';
  const past = times.map((time) => time.getTime()).filter((time) => time <= now.getTime());
  const last = past.length > 0 ? Math.max(...past) : beganAt.getTime();
  const idleMs = now.getTime() - last;
  if (idleMs > CLOSED_AFTER_MS) return 'closed';
  if (idleMs > FADING_AFTER_MS) return 'fading';
  if (isBurst(past, now.getTime())) return 'breaking';

  const days = new Set(
    past.filter((time) => now.getTime() - time < 7 * DAY_MS).map((time) => Math.floor(time / DAY_MS)),
  );
  return days.size >= SUSTAINED_DAYS ? 'sustained' : 'developing';
}

function isBurst(times: readonly number[], now: number): boolean {
  const inWindow = times.filter((time) => time > now - BURST_WINDOW_MS).length;
  if (inWindow < BURST_REPORTS) return false;
  const before = times.filter(
    (time) => time <= now - BURST_WINDOW_MS && time > now - BURST_WINDOW_MS - BEFORE_WINDOW_MS,
  );
  const usual = (before.length * BURST_WINDOW_MS) / BEFORE_WINDOW_MS;
  return inWindow >= usual * BURST_RATIO;
}

const LIVELINESS: Readonly<Record<Phase, number>> = {
  closed: 0,
  fading: 1,
  sustained: 2,
  developing: 3,
  breaking: 4,
};

/** Whether a change of phase is worth telling at once: the story woke up or broke out. */
export const phaseRises = (from: Phase, to: Phase): boolean => LIVELINESS[to] > LIVELINESS[from];
