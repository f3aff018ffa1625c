/** How a story runs in the stream: counted in items, because a day holds ten items here and ten thousand there. */
export interface Flow {
  /** Counts an item of the stream; `storyId` when it joined that story. */
  pass(storyId: string | null): void;
  /** Starts counting for a story; does nothing for one that is known. */
  enter(storyId: string): void;
  /** Items that passed since the story's last. */
  quietFor(storyId: string): number;
  /** Share of the latest items that were the story's, 0..1. */
  shareOf(storyId: string): number;
}

// The latest few hundred items weigh most: enough to tell a burst, few enough to forget it within a day of a busy stream.
const HALF_LIFE_ITEMS = 200;
const FADE = Math.LN2 / HALF_LIFE_ITEMS;

interface Run {
  readonly count: number;
  readonly at: number;
}

/** Creates a flow that nothing has passed. */
export function createFlow(): Flow {
  const runs = new Map<string, Run>();
  let passed = 0;
  const countNow = ({ count, at }: Run): number => count * Math.exp(-FADE * (passed - at));
  return {
    pass(storyId) {
      passed++;
      if (storyId === null) return;
      const run = runs.get(storyId);
      runs.set(storyId, { count: 1 + (run === undefined ? 0 : countNow(run)), at: passed });
    },
    enter(storyId) {
      if (!runs.has(storyId)) runs.set(storyId, { count: 0, at: passed });
    },
    quietFor(storyId) {
      return passed - (runs.get(storyId)?.at ?? passed);
    },
    shareOf(storyId) {
      const run = runs.get(storyId);
      if (run === undefined) return 0;
      // Before the window has filled, missing items count as other people's: two joins in three items are no burst.
      return Math.min(1, countNow(run) * FADE);
    },
  };
}
