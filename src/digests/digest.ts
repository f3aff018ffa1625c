import type { Tables } from '../ports/store.ts';
import type { Topic, PhaseChange } from '../ports/story-store.ts';
import type { Update } from '../stories/assignment.ts';
import { foldUpdates, type Fold } from '../stories/fold.ts';
import { wants } from '../deliveries/audience.ts';
import type { Story } from '../stories/story.ts';
import type { Channel } from './channel.ts';

/** What changed for one channel in a window of time. */
export interface Digest {
  readonly from: Date;
  readonly to: Date;
  readonly stories: readonly StoryChanges[];
  /** Followed stories in which nothing happened. */
  readonly quiet: number;
  /** Everything that was read in the window, whether it belongs to a story or not. */
  readonly itemsRead: number;
  /** Suggestions that wait for a person. */
  readonly toReview: number;
  readonly feedsFailing: number;
}

export interface StoryChanges {
  readonly story: Story;
  /** The story was added in the window. */
  readonly isNew: boolean;
  readonly phaseChange: PhaseChange | null;
  readonly news: readonly Fold[];
}

const MOST_COUNTED = 100;

/** Gathers what a channel's digest tells of the window from `from` (not included) up to `to`. */
export async function collectDigest(tables: Tables, channel: Channel, from: Date, to: Date): Promise<Digest> {
  const followed = await followedStories(tables, channel);
  const ids = followed.map((story) => story.id);
  const joined = await tables.assignments.joined(ids, from, to);
  const phases = await tables.stories.phaseChanges(ids, from, to);
  const changes = followed.map((story) =>
    storyChanges(
      story,
      joined.filter((update) => update.assignment.storyId === story.id && wants(channel, update)),
      phases.filter((change) => change.storyId === story.id),
      from,
    ),
  );
  const stories = changes.filter((change) => change.news.length > 0 || change.phaseChange !== null);
  // One after another: a transaction has one connection.
  const counts = await tables.items.counts(from);
  const feeds = await tables.feeds.counts();
  const suggestions = await tables.assignments.suggestions(MOST_COUNTED);
  return {
    from,
    to,
    stories: stories.toSorted((a, b) => b.news.length - a.news.length),
    quiet: changes.length - stories.length,
    itemsRead: counts.seenSince,
    toReview: suggestions.length,
    feedsFailing: feeds.failing,
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

/** A phase that went and came back within the window is no change. */
function storyChanges(
  story: Story,
  updates: readonly Update[],
  phases: readonly PhaseChange[],
  from: Date,
): StoryChanges {
  const [first] = phases;
  const last = phases.at(-1);
  const phaseChange = first && last && first.from !== last.to ? { ...last, from: first.from } : null;
  return { story, isNew: story.createdAt > from, phaseChange, news: foldUpdates(updates) };
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
