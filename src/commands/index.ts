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

/** Completes names of stories, feeds, topics and time zones while they are typed. */
export function createComplete({ store }: Pick<CommandDeps, 'store'>): Complete {
  return async (type, typed, limit) => {
    const text = typed.trim().toLowerCase();
    if (type === 'story') {
      const stories = await store.stories.list();
      const ranked = text === '' ? stories : rankStories(stories, typed).map((each) => each.story);
      return ranked.slice(0, limit).map((story) => ({ label: story.title, value: story.slug }));
    }
    if (type === 'feed') {
      const feeds = await store.feeds.search(typed.trim(), limit);
      return feeds.map((feed) => ({ label: feed.title, value: feed.id }));
    }
    if (type === 'topic') {
      const topics = await store.stories.topics();
      return topics
        .filter((topic) => `${topic.slug} ${topic.title}`.toLowerCase().includes(text))
        .slice(0, limit)
        .map((topic) => ({ label: topic.title, value: topic.slug }));
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
