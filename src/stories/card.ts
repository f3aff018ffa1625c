import type { ChannelRef } from '../commands/command.ts';
import { storyCard, type StoryCard } from '../messages/story-card.ts';
import type { Message } from '../messages/message.ts';
import type { Tables } from '../ports/store.ts';
import { IN_STORY } from './assignment.ts';
import type { Story } from './story.ts';

/** Items that a card is made from. */
const CARD_ITEMS = 300;

/** Words that mark a feed's group as one of vendors' or authorities' own. */
const OFFICIAL = /\b(status|advisor|cert|official)/iu;

/** The card of a story for those who follow it: the same in every channel. */
export async function followersCard(tables: Tables, story: Story, now: Date): Promise<Message> {
  return storyCard({ ...(await contentsOf(tables, story, now)), followed: true });
}

/** The card of a story as a channel sees it. */
export async function cardOf(tables: Tables, story: Story, place: ChannelRef, now: Date): Promise<Message> {
  const contents = await contentsOf(tables, story, now);
  const channel = await tables.channels.ensure(place, now);
  const follows = await tables.channels.follows(channel.id);
  return storyCard({
    ...contents,
    followed: follows.some((each) => each.target === story.id || each.target === story.topic),
  });
}

async function contentsOf(tables: Tables, story: Story, now: Date): Promise<Omit<StoryCard, 'followed'>> {
  // One after another: a transaction has one connection.
  const updates = await tables.assignments.ofStory(story.id, { states: IN_STORY, limit: CARD_ITEMS });
  const counts = await tables.assignments.counts(story.id);
  const topics = await tables.stories.topics();
  const folders = await tables.feeds.folders(updates.map((update) => update.item.feedId));
  return {
    story,
    topicTitle: topics.find((topic) => topic.slug === story.topic)?.title ?? story.topic,
    items: counts.inStory,
    updates,
    suggested: counts.suggested,
    officialFeeds: new Set([...folders].flatMap(([id, folder]) => (OFFICIAL.test(folder) ? id : []))),
    now,
  };
}
