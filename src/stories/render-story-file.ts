import { stringify } from 'yaml';
import { MAX_SEEDS } from './story-file.ts';
import type { SeedDocument, StoryDefinition } from './story.ts';

const DAY_ONLY = /T00:00:00\.000Z$/u;

/** Writes a story as a story file (YAML) that `parseStoryFile` reads back. */
export function renderStoryFile(story: StoryDefinition): string {
  const { slug, topic, title, aliases, entities, startedAt, seeds } = story;
  // Every story file has a seed document; the title stands for those of a story that has none.
  const documents: readonly SeedDocument[] =
    seeds.length > 0 ? seeds.slice(0, MAX_SEEDS) : [{ title, text: title }];
  return stringify(
    {
      slug,
      topic,
      title,
      ...(aliases.length > 0 && { aliases }),
      ...(entities.length > 0 && { entities }),
      ...(startedAt && { startedAt: dateText(startedAt) }),
      seeds: documents.map(({ title: heading, text, lang, date }) => ({
        title: heading,
        ...(lang !== undefined && { lang }),
        ...(date && { date: dateText(date) }),
        text,
      })),
    },
    { blockQuote: 'literal', lineWidth: 0 },
  );
}

const dateText = (date: Date): string => date.toISOString().replace(DAY_ONLY, '');
