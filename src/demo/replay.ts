/** Where a replay of past news stands; kept in a file, so that it goes on after a restart. */
export interface Replay {
  /** Real time at which it began, in milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** The replayed time at that moment. */
  readonly fromMs: number;
  /** The replayed time from which on the clock goes at its usual speed. */
  readonly untilMs: number;
  /** Replayed milliseconds in a real one. */
  readonly speed: number;
}

/** The replayed time at a real time. */
export function replayedTime({ startedAtMs, fromMs, untilMs, speed }: Replay, realMs: number): Date {
  const fast = fromMs + Math.max(0, realMs - startedAtMs) * speed;
  if (fast <= untilMs) return new Date(fast);
  return new Date(untilMs + (fast - untilMs) / speed);
}
