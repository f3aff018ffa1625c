import type { Item } from '../feeds/item.ts';
import type { Tables } from '../ports/store.ts';
import { itemTime } from './assignment.ts';
import { correct } from './correction.ts';
import { phaseOf } from './phase.ts';
import { MAX_SEEDS } from './story-file.ts';
import type { Story } from './story.ts';

export interface StoryName {
  readonly slug: string;
  readonly topic: string;
  readonly title: string;
}

/**
 * Makes a story of reports that are here, inside an audited change: the first of them define it, and all of them are in
 * it. Null when the slug is taken.
 */
export async function storyFromItems(
  tables: Tables,
  name: StoryName,
  items: readonly Item[],
  now: Date,
): Promise<Story | null> {
  const seeds = items.slice(0, MAX_SEEDS).map((item) => ({
    title: item.title,
    text: item.text === '' ? item.title : item.text,
    lang: item.language?.slice(0, 2),
    date: itemTime(item),
  }));
  const phase = phaseOf({ times: items.map(itemTime), beganAt: now, closedByPerson: false }, now);
  const definition = { ...name, aliases: [], entities: [], startedAt: null, seeds };
  const story = await tables.stories.create(definition, phase, now);
  if (!story) return null;
  for (const item of items) await correct(tables, 'move', item, story, now);
  return story;
}
