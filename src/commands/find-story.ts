import { say, type Message } from '../messages/message.ts';
import type { Tables } from '../ports/store.ts';
import type { Topic } from '../ports/story-store.ts';
import type { Story } from '../stories/story.ts';
import { UserError } from './command.ts';
import { nearest } from './nearest.ts';

const OFFERED = 10;

/** Lower case, no accents, words apart by one space. */
const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/**
 * How well a story fits what a person typed, 0 for not at all: its own names exactly, then a name that begins so, then
 * all words somewhere among its names and entities.
 */
export function fit(story: Story, typed: string): number {
  const text = fold(typed);
  if (text === '') return 0;
  const names = [story.slug, story.title, ...story.aliases].map(fold);
  if (names[0] === text) return 5;
  if (names.includes(text)) return 4;
  if (names.some((name) => name.startsWith(text))) return 3;
  const words = text.split(' ');
  const contains = (where: readonly string[]): boolean => {
    const all = ` ${where.join(' ')}`;
    return words.every((word) => all.includes(` ${word}`));
  };
  if (contains(names)) return 2;
  return contains([...names, ...story.entities.map(fold)]) ? 1 : 0;
}

/** Stories that fit, best first; equally good ones in the order given (the liveliest first). */
export function rankStories(
  stories: readonly Story[],
  typed: string,
): readonly { story: Story; fit: number }[] {
  return stories
    .map((story) => ({ story, fit: fit(story, typed) }))
    .filter((each) => each.fit > 0)
    .toSorted((a, b) => b.fit - a.fit);
}

/**
 * The one story that a person means. Throws UserError when none fits, with the nearest name, or when several fit equally
 * well, with a menu whose choices are `lineFor` their slugs.
 */
export async function findStory(
  tables: Tables,
  typed: string,
  lineFor: (slug: string) => string,
): Promise<Story> {
  const stories = await tables.stories.list();
  const ranked = rankStories(stories, typed);
  const [best, second] = ranked;
  if (!best) throw new UserError(unknownStory(typed, stories));
  if (!second || second.fit < best.fit) return best.story;
  const equals = ranked.filter((each) => each.fit === best.fit).map((each) => each.story);
  throw new UserError(`Several stories fit "${typed}".`, ambiguous(typed, equals, lineFor));
}

function unknownStory(typed: string, stories: readonly Story[]): string {
  if (stories.length === 0) return 'There is no story yet. An admin can make one with /stories create.';
  const names = stories.flatMap((story) => [
    story.slug,
    ...story.aliases.map((alias) => alias.toLowerCase()),
  ]);
  const near = nearest(typed.toLowerCase(), names);
  return `No story fits "${typed}". ${near ? `Did you mean "${near}"?` : 'See /stories list.'}`;
}

function ambiguous(typed: string, stories: readonly Story[], lineFor: (slug: string) => string): Message {
  return {
    blocks: [
      ...say(`${stories.length} stories fit "${typed}". Which one?`).blocks,
      {
        kind: 'menu',
        placeholder: 'Choose a story',
        choices: stories
          .slice(0, OFFERED)
          .map((story) => ({ label: story.title, command: lineFor(story.slug) })),
      },
    ],
  };
}

/** The topic that a person means. Throws UserError with the nearest name and those there are. `or`: another way out. */
export function findTopic(topics: readonly Topic[], typed: string, or = ''): Topic {
  const topic = matchTopic(topics, typed);
  if (topic) return topic;
  const slugs = topics.map((each) => each.slug);
  const near = nearest(fold(typed).replaceAll(' ', '-'), slugs);
  const said = [
    `There is no topic "${typed}".`,
    near === undefined ? '' : `Did you mean ${near}?`,
    slugs.length === 0 ? '' : `There are: ${slugs.join(', ')}.`,
    or,
  ];
  throw new UserError(said.filter((part) => part !== '').join(' '));
}

/** The topic that a person means, by slug or title; null when none fits. */
export function matchTopic(topics: readonly Topic[], typed: string): Topic | null {
  const text = fold(typed);
  return topics.find((topic) => [fold(topic.slug), fold(topic.title)].includes(text)) ?? null;
}
