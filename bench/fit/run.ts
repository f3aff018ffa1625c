import type { Rated } from '../../src/stories/decide.ts';
import { decide } from '../../src/stories/decide.ts';
import { createEngine } from '../../src/stories/engine.ts';
import { FEATURES } from '../../src/stories/evidence.ts';
import type { Background } from '../../src/stories/frequencies.ts';
import { measure } from '../../src/stories/measure.ts';
import type { Judged, Quality } from '../../src/stories/measure.ts';
import type { Model } from '../../src/stories/probability.ts';
import type { Document } from '../../src/stories/text/document.ts';
import { readDocument } from '../../src/stories/text/document.ts';
import type { Lexicon } from '../../src/stories/text/lexicon.ts';
import type { Article, Verdict } from '../../src/stories/verdict.ts';
import type { Example } from './regression.ts';
import type { Task } from './task.ts';

/** An item beside a story it might belong to. */
export interface Pair extends Example {
  readonly story: string;
}

/** What one pass over a task gave. */
export interface Pass {
  readonly quality: Quality;
  readonly pairs: readonly Pair[];
  /** What was decided, in the order of the task's items. */
  readonly judged: readonly Judged[];
}

export interface Knowledge {
  readonly lexicon: Lexicon;
  readonly background: Background;
}

/** Reads every article once, however often it is replayed. */
export function createReading({ lexicon }: Knowledge): (article: Article) => Document {
  const read = new Map<string, Document>();
  return (article) => {
    const known = read.get(article.id);
    if (known !== undefined) return known;
    const document = readDocument(article, lexicon);
    read.set(article.id, document);
    return document;
  };
}

// Pairs that no model would take for a match teach nothing, and there are millions of them.
const LEAST_SCORE = 0.0005;
// A story of five hundred items must not set the weights: its items count less, the more there are.
const EVEN_SIZE = 20;

/** Replays a task with a model, as the tracker would, and collects what was compared. */
export function runTask(
  task: Task,
  modelOf: (storyId: string) => Model,
  { read, ...knowledge }: Knowledge & { readonly read: (article: Article) => Document },
  onJudged?: (item: Task['items'][number], verdict: Verdict, rated: readonly Rated[]) => void,
): Pass {
  const engine = createEngine({ ...knowledge, modelOf, learning: true });
  const found: { story: string; features: number[]; right: 0 | 1 }[] = [];
  let waiting = [...task.stories];
  const judged = task.items.map((item, position) => {
    const { article, story, hard } = item;
    const due = waiting.filter(({ activePosition }) => (activePosition ?? 0) <= position);
    waiting = waiting.filter((one) => !due.includes(one));
    for (const one of due) engine.setStory(one.story);
    const document = read(article);
    const { subject, rated } = engine.rate(document);
    for (const { profile, evidence, score } of rated) {
      const right = profile.id === story ? 1 : 0;
      if (evidence.anchored && (right === 1 || hard || score > LEAST_SCORE))
        found.push({ story: profile.id, features: FEATURES.map((name) => evidence.features[name]), right });
    }
    const verdict = decide(subject, rated);
    engine.learn(document, verdict);
    onJudged?.(item, verdict, rated);
    return { story, hard, lang: document.lang, joined: verdict.state === 'auto' ? verdict.storyId : null };
  });
  return { quality: measure(judged), judged, pairs: weighed(found, task.weight) };
}

function weighed(
  found: readonly { readonly story: string; readonly features: number[]; readonly right: 0 | 1 }[],
  weight: number,
): Pair[] {
  const sizes = new Map<string, number>();
  for (const { story, right } of found) if (right === 1) sizes.set(story, (sizes.get(story) ?? 0) + 1);
  return found.map(({ story, features, right }) => {
    const even = Math.min(1, Math.sqrt(EVEN_SIZE / (sizes.get(story) ?? 1)));
    return { story, features, right, weight: weight * (right === 1 ? even : 1) };
  });
}
