import type { Tables } from '../ports/store.ts';
import type { Topic } from '../ports/story-store.ts';
import type { Command, Complete } from './command.ts';
import type { CommandDeps } from './deps.ts';
import { digestCommand } from './digest.ts';
import { feedsCommand } from './feeds.ts';
import { rankStories } from './find-story.ts';
import { storiesCommand } from './stories.ts';
import { storyCommand } from './story.ts';
import { storywatchCommand } from './storywatch.ts';

/** Every command, in the order in which help shows them. */
export function createCommands(deps: CommandDeps): readonly Command[] {
  const commands: Command[] = [
    storyCommand(deps),
    storiesCommand(deps),
    feedsCommand(deps),
    digestCommand(deps),
  ];
  commands.push(storywatchCommand(deps, () => commands));
  return commands;
}

type Offers = Awaited<ReturnType<Complete>>;

/** Completes names of stories, feeds, topics and time zones while they are typed. */
export function createComplete({ store }: Pick<CommandDeps, 'store'>): Complete {
  return async (type, typed, limit) => {
    const text = typed.trim().toLowerCase();
    if (type === 'story') return offeredStories(store, typed, limit);
    if (type === 'story-or-topic') {
      // All topics fit beside the liveliest stories, and a topic is what is looked for least often by name.
      const topics = offeredTopics(await store.stories.topics(), text);
      const stories = await offeredStories(store, typed, Math.max(1, limit - topics.length));
      return [...stories, ...topics.map((each) => ({ ...each, label: `Topic: ${each.label}` }))].slice(
        0,
        limit,
      );
    }
    if (type === 'feed') {
      const feeds = await store.feeds.search(typed.trim(), limit);
      return feeds.map((feed) => ({ label: feed.title, value: feed.id }));
    }
    if (type === 'topic') {
      return offeredTopics(await store.stories.topics(), text).slice(0, limit);
    }
    if (type === 'time-zone') {
      return Intl.supportedValuesOf('timeZone')
        .filter((zone) => zone.toLowerCase().includes(text))
        .slice(0, limit)
        .map((zone) => ({ label: zone, value: zone }));
    }
    return [];
  };
}

async function offeredStories({ stories }: Tables, typed: string, limit: number): Promise<Offers> {
  const all = await stories.list();
  const ranked = typed.trim() === '' ? all : rankStories(all, typed).map((each) => each.story);
  return ranked.slice(0, limit).map((story) => ({ label: story.title, value: story.slug }));
}

function offeredTopics(topics: readonly Topic[], text: string): Offers {
  return topics
    .filter((topic) => `${topic.slug} ${topic.title}`.toLowerCase().includes(text))
    .map((topic) => ({ label: topic.title, value: topic.slug }));
}
