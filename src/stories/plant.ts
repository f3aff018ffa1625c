import type { Tables } from '../ports/store.ts';
import { phaseOf } from './phase.ts';
import type { StoryDefinition } from './story.ts';

/** Topics that are there from the start; others are named after their slug. */
const TOPIC_TITLES: Readonly<Record<string, string>> = {
  'government-breaches': 'Government breaches',
  'platform-outages': 'Platform outages',
};

/**
 * Adds stories that were never here and have begun. What people edited, closed, merged or took back stays as they left it.
 * Returns how many were added.
 */
export async function plantStories(
  tables: Tables,
  stories: readonly StoryDefinition[],
  now: Date,
): Promise<number> {
  const known = await tables.stories.known(stories.map((story) => story.slug));
  let added = 0;
  for (const story of stories.filter(
    ({ slug, startedAt }) => !known.has(slug) && (startedAt ?? now) <= now,
  )) {
    await tables.stories.addTopic({
      slug: story.topic,
      title: TOPIC_TITLES[story.topic] ?? titleOf(story.topic),
    });
    const phase = phaseOf({ times: [], beganAt: story.startedAt ?? now, closedByPerson: false }, now);
    if (await tables.stories.create(story, phase, now)) added += 1;
  }
  return added;
}

const titleOf = (slug: string): string =>
  slug.replaceAll('-', ' ').replace(/^./u, (first) => first.toUpperCase());
