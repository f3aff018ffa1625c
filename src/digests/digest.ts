import { isCutOff, reachOf } from '../feeds/cut-off.ts';
import { troubleSince } from '../feeds/health.ts';
import type { Feed } from '../feeds/feed.ts';
import { wants } from '../deliveries/audience.ts';
import type { Tables } from '../ports/store.ts';
import type { Topic } from '../ports/story-store.ts';
import type { Story } from '../stories/story.ts';
import type { Channel } from './channel.ts';
import { storyChanges, type StoryChanges } from './story-changes.ts';

/** What changed for one channel in a window of time. */
export interface Digest {
  readonly from: Date;
  readonly to: Date;
  readonly stories: readonly StoryChanges[];
  /** Followed stories that are open and in which nothing happened. */
  readonly quiet: number;
  /** Reports that repeat what was there before, over all followed stories. */
  readonly repeats: number;
  /** Everything that was read in the window, whether it belongs to a story or not. */
  readonly itemsRead: number;
  /** Suggestions that wait for a person. */
  readonly toReview: number;
  /** Feeds in trouble that people should hear of. */
  readonly feedsInTrouble: number;
  /** The same one by one, for the channels of those who look after the bot; none when it is the machine's own trouble. */
  readonly brokenFeeds: readonly Feed[];
}

const MOST_COUNTED = 100;

/** Gathers what a channel's digest tells of the window from `from` (not included) up to `to`. */
export async function collectDigest(tables: Tables, channel: Channel, from: Date, to: Date): Promise<Digest> {
  const followed = await followedStories(tables, channel);
  const ids = followed.map((story) => story.id);
  const joined = await tables.assignments.joined(ids, from, to);
  const phases = await tables.stories.phaseChanges(ids, from, to);
  // One after another: a transaction has one connection.
  const changes: StoryChanges[] = [];
  for (const story of followed) {
    const fresh = joined.filter((update) => update.assignment.storyId === story.id && wants(channel, update));
    const own = phases.filter((change) => change.storyId === story.id);
    changes.push(await storyChanges(tables, channel, story, fresh, own, { from, to }));
  }
  const moved = changes.filter(({ news, phaseChange }) => news.length > 0 || phaseChange !== null);
  const quiet = changes.filter((each) => !moved.includes(each));
  const counts = await tables.items.counts(from);
  const feeds = await tables.feeds.list();
  const troubled = feeds.filter((feed) => troubleSince(feed) !== null);
  const suggestions = await tables.assignments.suggestions(MOST_COUNTED);
  return {
    from,
    to,
    stories: moved.toSorted((a, b) => b.news.length - a.news.length),
    quiet: quiet.filter(({ story }) => story.phase !== 'closed').length,
    repeats: changes.reduce((sum, { repeats }) => sum + repeats, 0),
    itemsRead: counts.seenSince,
    toReview: suggestions.length,
    feedsInTrouble: troubled.length,
    brokenFeeds: channel.settings.review && !isCutOff(reachOf(feeds)) ? troubled : [],
  };
}

async function followedStories(tables: Tables, channel: Channel): Promise<readonly Story[]> {
  const follows = await tables.channels.follows(channel.id);
  const topics = new Set(
    follows.filter((each) => each.kind === 'topic' && !each.muted).map((each) => each.target),
  );
  const stories = new Map(
    follows.filter((each) => each.kind === 'story').map((each) => [each.target, !each.muted]),
  );
  const all = await tables.stories.list();
  return all.filter((story) => stories.get(story.id) ?? topics.has(story.topic));
}

/** Stories of a digest under their topics, in the order of the topics. */
export function byTopic(
  digest: Digest,
  topics: readonly Topic[],
): readonly { readonly topic: Topic; readonly stories: readonly StoryChanges[] }[] {
  return topics
    .map((topic) => ({ topic, stories: digest.stories.filter(({ story }) => story.topic === topic.slug) }))
    .filter(({ stories }) => stories.length > 0);
}
