import { createEngine } from './engine.ts';
import { NO_BACKGROUND } from './frequencies.ts';
import type { Background } from './frequencies.ts';
import type { Document } from './text/document.ts';
import { readDocument } from './text/document.ts';
import type { Lexicon } from './text/lexicon.ts';
import type { Tracker } from './tracker.ts';
import type { Article } from './verdict.ts';
import { MODEL } from './weights.ts';

export interface TrackerOptions {
  readonly lexicon: Lexicon;
  /** Document frequencies of news at large; without it a fresh tracker takes every term for rare. */
  readonly background?: Background | undefined;
  /** Takes safe items into their story's profile; default true. */
  readonly learning?: boolean | undefined;
}

/** Creates a tracker without stories. */
export function createTracker({
  lexicon,
  background = NO_BACKGROUND,
  learning = true,
}: TrackerOptions): Tracker {
  const engine = createEngine({ lexicon, background, learning, modelOf: () => MODEL });
  const read = createReader(lexicon);
  return {
    setStory: (story) => engine.setStory(story),
    removeStory: (storyId) => engine.removeStory(storyId),
    observe: (article) => engine.observe(read(article)),
    judge: (article) => engine.judge(read(article)),
    learn: (article, verdict) => engine.learn(read(article), verdict),
  };
}

/** An article is judged and then learned: it is read once. */
function createReader(lexicon: Lexicon): (article: Article) => Document {
  let latest: { readonly article: Article; readonly document: Document } | undefined;
  return (article) => {
    if (latest?.article !== article) latest = { article, document: readDocument(article, lexicon) };
    return latest.document;
  };
}
