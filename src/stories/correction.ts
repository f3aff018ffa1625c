import type { Item } from '../feeds/item.ts';
import type { Tables } from '../ports/store.ts';
import type { Story } from './story.ts';

/** What a person says of an item and a story. */
export type Correction = 'wrong' | 'confirm' | 'move';

/**
 * Applies a correction inside an audited change and tells the classifiers. `wrong`: not of the story; `confirm`: of it
 * indeed; `move`: of this story, wherever it was.
 */
export async function correct(
  tables: Tables,
  correction: Correction,
  item: Item,
  story: Story,
  now: Date,
): Promise<void> {
  const before = await tables.assignments.find(item.id);
  if (correction === 'wrong') {
    if (before?.storyId === story.id) await tables.assignments.put({ ...before, state: 'rejected' });
    await tables.assignments.reject(item.id, story.id, now);
    await tables.stories.touch(story.id);
    return;
  }
  if (before && before.storyId !== story.id && before.state !== 'rejected') {
    await tables.assignments.reject(item.id, before.storyId, now);
    await tables.stories.touch(before.storyId);
  }
  const sameStory = before?.storyId === story.id;
  await tables.assignments.put({
    itemId: item.id,
    storyId: story.id,
    state: correction === 'confirm' ? 'confirmed' : 'manual',
    score: sameStory ? before.score : 1,
    runnerUpId: sameStory ? before.runnerUpId : null,
    runnerUpScore: sameStory ? before.runnerUpScore : null,
    thirdId: sameStory ? before.thirdId : null,
    margin: sameStory ? before.margin : 1,
    reasons: [
      { kind: 'correction', text: 'a person put it here', weight: 1 },
      ...(sameStory ? before.reasons : []),
    ],
    assignedAt: now,
  });
  await tables.assignments.unreject(item.id, story.id);
  await tables.stories.noteItem(story.id, item.published ?? item.seenAt);
  await tables.stories.touch(story.id);
}
