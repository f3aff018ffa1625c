import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseLabelledLines } from '../../src/stories/evaluate.ts';
import { parseArticleLine, parseSeedLines } from '../../src/stories/replay-lines.ts';
import type { ScheduledStory } from '../../src/stories/replay-lines.ts';
import type { Article } from '../../src/stories/verdict.ts';

/** A stream with the right answers. */
export interface Task {
  readonly name: string;
  readonly stories: readonly ScheduledStory[];
  readonly items: readonly Labelled[];
  /** How much one of its pairs counts in the fit. */
  readonly weight: number;
}

export interface Labelled {
  readonly article: Article;
  readonly story: string | null;
  readonly hard: boolean;
}

const gold = z.object({ id: z.string(), story: z.string().nullable(), hard: z.boolean().default(false) });

/** Reads a folder with `seeds.jsonl`, `stream.jsonl` and `gold.jsonl` (`{"id","story","hard"}`, in the order of the stream). */
export function readTask(folder: string): Task {
  const right = linesOf(join(folder, 'gold.jsonl')).map((line) => gold.parse(JSON.parse(line)));
  const items = linesOf(join(folder, 'stream.jsonl')).map((line, index) => {
    const article = parseArticleLine(line);
    if (typeof article === 'string')
      throw new Error(`${folder}/stream.jsonl, line ${String(index + 1)}: ${article}`);
    return { article, story: right[index]?.story ?? null, hard: right[index]?.hard ?? false };
  });
  return { name: folder, stories: readStories(join(folder, 'seeds.jsonl')), items, weight: 1 };
}

// The dev half has a hundredth of the half year's items: without weight it would not be heard.
const OWN_WEIGHT = 6;

/** The dev half of the labelled set in the repo. */
export function readOwnTask(folder: string): Task {
  const items = parseLabelledLines(linesOf(join(folder, 'items.jsonl')));
  if ('problem' in items)
    throw new Error(`${folder}/items.jsonl, line ${String(items.line)}: ${items.problem}`);
  const own = items
    .filter(({ half }) => half === 'dev')
    .toSorted((one, other) => (one.article.date?.getTime() ?? 0) - (other.article.date?.getTime() ?? 0));
  const slugs = new Set(own.flatMap(({ story }) => story ?? []));
  const stories = readStories(join(folder, 'stories.jsonl')).filter(({ story }) => slugs.has(story.id));
  return { name: 'own dev half', stories, items: own, weight: OWN_WEIGHT };
}

function readStories(file: string): ScheduledStory[] {
  const stories = parseSeedLines(linesOf(file));
  if ('problem' in stories) throw new Error(`${file}, line ${String(stories.line)}: ${stories.problem}`);
  return stories;
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

const KEPT_PER_STORY = 12;
const KEPT_HARD = 0.1;
const KEPT_OTHER = 0.02;

/**
 * The same task as a small install sees it: a dozen items a story, few of the rest. Without it the fit would take the flow
 * of a big stream (hundreds of items a day) for granted.
 */
export function thinned(task: Task): Task {
  const random = seededRandom(7);
  const sizes = new Map<string, number>();
  for (const { story } of task.items) if (story !== null) sizes.set(story, (sizes.get(story) ?? 0) + 1);
  const kept = task.items.map(({ story, hard }) => {
    const chance = story !== null ? KEPT_PER_STORY / (sizes.get(story) ?? 1) : hard ? KEPT_HARD : KEPT_OTHER;
    return random() < chance;
  });
  const before = (position: number): number => kept.slice(0, position).filter(Boolean).length;
  return {
    ...task,
    name: `${task.name}, thinned`,
    items: task.items.filter((_, index) => kept[index]),
    stories: task.stories.map((story) => ({
      ...story,
      activePosition: story.activePosition === null ? null : before(story.activePosition),
    })),
  };
}

/** Numbers in 0..1, the same in every run (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
