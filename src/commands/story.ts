import { storyCard } from '../messages/story-card.ts';
import type { Tables } from '../ports/store.ts';
import { IN_STORY } from '../stories/assignment.ts';
import type { Story } from '../stories/story.ts';
import type { Message } from '../messages/message.ts';
import type { ChannelRef, Command } from './command.ts';
import { given, toUser, type CommandDeps } from './deps.ts';
import { findStory } from './find-story.ts';

/** Items that a card is made from. */
const CARD_ITEMS = 300;

/** Words that mark a feed's group as one of vendors' or authorities' own. */
const OFFICIAL = /\b(status|advisor|cert|official)/iu;

export function storyCommand(deps: CommandDeps): Command {
  return {
    name: 'story',
    summary: 'Show a story: its phase, what is known, who reports it',
    actions: [
      {
        name: '',
        summary: 'Show a story',
        permission: 'anyone',
        example: 'treasury',
        options: [
          {
            name: 'name',
            summary: 'Name of the story',
            type: 'story',
            required: true,
            rest: true,
            maxLength: 150,
          },
        ],
        async run(invocation) {
          const story = await findStory(deps.store, given(invocation, 'name'), (slug) => `/story ${slug}`);
          return toUser(await cardOf(deps.store, story, invocation.channel, invocation.now));
        },
      },
    ],
  };
}

/** The card of a story as a channel sees it. */
export async function cardOf(tables: Tables, story: Story, place: ChannelRef, now: Date): Promise<Message> {
  const [updates, counts, topics, feeds, channel] = await Promise.all([
    tables.assignments.ofStory(story.id, { states: IN_STORY, limit: CARD_ITEMS }),
    tables.assignments.counts(story.id),
    tables.stories.topics(),
    tables.feeds.list(),
    tables.channels.ensure(place, now),
  ]);
  const follows = await tables.channels.follows(channel.id);
  return storyCard({
    story,
    topicTitle: topics.find((topic) => topic.slug === story.topic)?.title ?? story.topic,
    updates,
    suggested: counts.suggested,
    followed: follows.some((each) => each.target === story.id || each.target === story.topic),
    officialFeeds: new Set(feeds.filter((feed) => OFFICIAL.test(feed.folder ?? '')).map((feed) => feed.id)),
    now,
  });
}
