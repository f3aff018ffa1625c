import type { Store } from '../src/ports/store.ts';
import { IN_STORY } from '../src/stories/assignment.ts';
import { refreshPhase } from './classify-items.ts';

const RECENT = 200;

/** Lets stories that get no new items calm down: their phase follows the time that has passed. */
export async function ageStories(store: Store, now: Date): Promise<void> {
  for (const { id, phase } of await store.stories.list()) {
    if (phase === 'closed') continue;
    await store.transactStories(async (tables) => {
      const story = await tables.stories.find(id);
      if (!story) return;
      const recent = await tables.assignments.ofStory(id, { states: IN_STORY, limit: RECENT });
      const aged = await refreshPhase(tables, story, recent, now);
      if (aged.phase !== phase) await tables.deliveries.wantRefresh(id, now);
    });
  }
}
