import type { ChannelRef } from '../commands/command.ts';
import type { Message } from '../messages/message.ts';
import { storyCard } from '../messages/story-card.ts';
import type { Tables } from '../ports/store.ts';
import { IN_STORY } from './assignment.ts';
import type { Story } from './story.ts';

/** Items that a card is made from. */
const CARD_ITEMS = 300;

/** Words that mark a feed's group as one of vendors' or authorities' own. */
const OFFICIAL = /\b(status|advisor|cert|official)/iu;

/** The card of a story as a channel sees it. */
export async function cardOf(tables: Tables, story: Story, place: ChannelRef, now: Date): Promise<Message> {
  // One after another: a transaction has one connection.
  const updates = await tables.assignments.ofStory(story.id, { states: IN_STORY, limit: CARD_ITEMS });
  const counts = await tables.assignments.counts(story.id);
  const topics = await tables.stories.topics();
  const feeds = await tables.feeds.list();
  const channel = await tables.channels.ensure(place, now);
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
