/** How stories run in the stream, counted in items: a day holds ten items here and ten thousand there. */
export interface Flow {
  /** Counts an item of the stream; `storyId` when it joined that story. */
  pass(storyId: string | null): void;
  /** Starts counting for a story; does nothing for one that is known. */
  enter(storyId: string): void;
  leave(storyId: string): void;
  /** Items that passed since the story's last. */
  quietFor(storyId: string): number;
}

/** Creates a flow that nothing has passed. */
export function createFlow(): Flow {
  const lastAt = new Map<string, number>();
  let passed = 0;
  return {
    pass(storyId) {
      passed++;
      if (storyId !== null) lastAt.set(storyId, passed);
    },
    enter(storyId) {
      if (!lastAt.has(storyId)) lastAt.set(storyId, passed);
    },
    leave: (storyId) => void lastAt.delete(storyId),
    quietFor: (storyId) => passed - (lastAt.get(storyId) ?? passed),
  };
}
