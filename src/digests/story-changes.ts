import { wants } from '../deliveries/audience.ts';
import type { Tables } from '../ports/store.ts';
import type { PhaseChange } from '../ports/story-store.ts';
import { IN_STORY, publisher, type Update } from '../stories/assignment.ts';
import { newsAmong, type Fold } from '../stories/fold.ts';
import { keySentences, type KeySentence } from '../stories/key-sentences.ts';
import type { Story } from '../stories/story.ts';
import type { Channel } from './channel.ts';

/** What changed in one story, as one channel is to hear of it. */
export interface StoryChanges {
  readonly story: Story;
  /** The story was added in the window. */
  readonly isNew: boolean;
  readonly phaseChange: PhaseChange | null;
  /** Reports that say something new, near-copies folded. */
  readonly news: readonly Fold[];
  /** Reports that repeat what was there before the window, in nearly the same words. */
  readonly repeats: number;
  /** Publishers that had not reported on the story before. */
  readonly newSources: readonly string[];
  /** Sentences that say most of what the news say. */
  readonly facts: readonly KeySentence[];
}

/** Earlier reports that news are held against; older ones are no news to anyone. */
const EARLIER = 300;
const FACTS = 2;

export interface Window {
  readonly from: Date;
  readonly to: Date;
}

/** A phase that went and came back within the window is no change. */
export async function storyChanges(
  tables: Tables,
  channel: Channel,
  story: Story,
  fresh: readonly Update[],
  phases: readonly PhaseChange[],
  { from, to }: Window,
): Promise<StoryChanges> {
  const [first] = phases;
  const last = phases.at(-1);
  const phaseChange = first && last && first.from !== last.to ? { ...last, from: first.from } : null;
  const before = fresh.length === 0 ? [] : await earlierReports(tables, channel, story, fresh, to);
  const news = newsAmong(fresh, before);
  const known = new Set(before.map(publisher));
  return {
    story,
    isNew: story.createdAt > from,
    phaseChange,
    news,
    repeats: fresh.length - news.reduce((sum, { copies }) => sum + copies.length + 1, 0),
    newSources: [...new Set(news.map(({ first: report }) => publisher(report)))].filter(
      (name) => !known.has(name),
    ),
    facts: keySentences(news, FACTS),
  };
}

/** What the channel may have heard before, by its own muted sources and words. */
async function earlierReports(
  tables: Tables,
  channel: Channel,
  story: Story,
  fresh: readonly Update[],
  to: Date,
): Promise<readonly Update[]> {
  const ids = new Set(fresh.map(({ item }) => item.id));
  const all = await tables.assignments.ofStory(story.id, {
    states: IN_STORY,
    limit: fresh.length + EARLIER,
  });
  return all.filter(
    (update) => !ids.has(update.item.id) && update.assignment.assignedAt <= to && wants(channel, update),
  );
}
