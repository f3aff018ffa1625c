import type { ScheduledStory } from './replay-lines.ts';
import type { TrackedStory, Tracker } from './tracker.ts';
import type { Article, Verdict } from './verdict.ts';

/** Plays a stream of articles to a tracker, in order, each judged once. */
export interface Replay {
  /** Judges the next article and lets the tracker learn from it. */
  next(article: Article): Verdict;
}

/** Starts a replay. A story is handed to the tracker when the stream reaches the point from which it counts. */
export function createReplay(tracker: Tracker, stories: readonly ScheduledStory[]): Replay {
  let waiting = [...stories];
  let position = 0;
  let now: Date | null = null;
  return {
    next(article) {
      if (article.date !== undefined && (now === null || article.date > now)) now = article.date;
      const due = waiting.filter((story) => isDue(story, position, now));
      if (due.length > 0) waiting = waiting.filter((story) => !due.includes(story));
      for (const each of due) tracker.setStory(dated(each, now));
      position++;
      const verdict = tracker.judge(article);
      tracker.learn(article, verdict);
      return verdict;
    },
  };
}

/** Seeds without a date are of the time from which their story counts, where that is known. */
function dated({ story, activePosition, activeFrom }: ScheduledStory, now: Date | null): TrackedStory {
  const began = activeFrom ?? (activePosition === null ? null : now);
  if (began === null || story.seeds.some(({ date }) => date !== undefined)) return story;
  return { ...story, seeds: story.seeds.map((seed) => ({ ...seed, date: began })) };
}

function isDue({ activePosition, activeFrom }: ScheduledStory, position: number, now: Date | null): boolean {
  if (activePosition !== null) return position >= activePosition;
  return activeFrom === null || (now !== null && now >= activeFrom);
}
