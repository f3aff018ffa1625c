import type { Item } from '../feeds/item.ts';
import type { Tables } from '../ports/store.ts';
import { IN_STORY, itemTime } from './assignment.ts';
import type { Story } from './story.ts';
import type { Member, TrackedStory } from './tracker.ts';
import type { Article } from './verdict.ts';

/** Newer items of a story tell most of what there is to learn. */
const MEMBERS_LEARNED = 200;

/** A story with all that the classifier may learn from. */
export async function trackedStory(tables: Tables, story: Story): Promise<TrackedStory> {
  const updates = await tables.assignments.ofStory(story.id, { states: IN_STORY, limit: MEMBERS_LEARNED });
  const rejected = await tables.assignments.rejectedFrom(story.id);
  const members = updates.toReversed().map(({ item, assignment }): Member => {
    const state =
      assignment.state === 'confirmed' || assignment.state === 'manual' ? assignment.state : 'auto';
    return { article: toArticle(item), state };
  });
  const { id, title, aliases, entities, startedAt, seeds } = story;
  return { id, title, aliases, entities, startedAt, seeds, members, rejected: rejected.map(toArticle) };
}

/** An item as the classifier sees it. */
export function toArticle(item: Item): Article {
  const { id, title, text, language, link, source } = item;
  return {
    id,
    title,
    text,
    lang: language?.slice(0, 2).toLowerCase(),
    date: itemTime(item),
    source: source?.title ?? (link && URL.canParse(link) ? new URL(link).hostname : undefined),
  };
}
