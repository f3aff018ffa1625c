/** How much news there is: a day holds ten items here and ten thousand there, so silence is counted in items as well. */
export interface Flow {
  /** Counts an item of the stream. `at`: its date in milliseconds; an undated one counts as of now. */
  pass(at: number | null): void;
  /** Items that passed since a time, in milliseconds; 0 for times to come. */
  since(at: number): number;
}

// Silence beyond this many items is all the same.
const REMEMBERED = 50_000;

/** Creates a flow that nothing has passed. */
export function createFlow(): Flow {
  // When each item passed: the latest date seen by then, so that the list is in order whatever the feeds date.
  let times: number[] = [];
  let now = -Infinity;
  return {
    pass(at) {
      if (at !== null && at > now) now = at;
      times.push(now);
      if (times.length > 2 * REMEMBERED) times = times.slice(-REMEMBERED);
    },
    since: (at) => times.length - firstAfter(times, at),
  };
}

/** Position of the first time later than `at`, by halving. */
function firstAfter(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
