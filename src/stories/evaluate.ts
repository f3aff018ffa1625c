import { z } from 'zod';
import { createTracker } from './create-tracker.ts';
import type { Background } from './frequencies.ts';
import { measure } from './measure.ts';
import type { Judged, Quality } from './measure.ts';
import { createReplay } from './replay.ts';
import type { LineProblem, ScheduledStory } from './replay-lines.ts';
import { parseArticleLine } from './replay-lines.ts';
import type { Lexicon } from './text/lexicon.ts';
import type { Article } from './verdict.ts';

/** The labelled set is split in two: weights are fitted on `dev`, `test` tells what they are worth. */
export type Half = 'dev' | 'test';

/** An article of which a person said where it belongs. */
export interface LabelledArticle {
  readonly article: Article;
  readonly story: string | null;
  readonly hard: boolean;
  readonly half: Half;
}

/** Quality of one half, whole and by the items' language. */
export interface Evaluation {
  readonly half: Half;
  readonly stories: number;
  readonly all: Quality;
  readonly byLanguage: ReadonlyMap<string, Quality>;
}

const label = z.object({
  story: z.string().nullable(),
  hard: z.boolean().default(false),
  half: z.enum(['dev', 'test']),
});

/** Reads JSON lines of labelled articles. Blank lines are left out. */
export function parseLabelledLines(lines: readonly string[]): LabelledArticle[] | LineProblem {
  const read: LabelledArticle[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const article = parseArticleLine(line);
    if (typeof article === 'string') return { line: index + 1, problem: article };
    const labels = label.safeParse(JSON.parse(line));
    if (!labels.success)
      return { line: index + 1, problem: labels.error.issues[0]?.message ?? 'has no labels' };
    read.push({ article, ...labels.data });
  }
  return read;
}

/** Lets a fresh tracker judge one half in the order of dates, each item once, learning as it goes. */
export function evaluate(
  half: Half,
  {
    stories,
    items,
  }: { readonly stories: readonly ScheduledStory[]; readonly items: readonly LabelledArticle[] },
  knowledge: { readonly lexicon: Lexicon; readonly background: Background },
): Evaluation {
  const own = items
    .filter((item) => item.half === half)
    .toSorted((one, other) => (one.article.date?.getTime() ?? 0) - (other.article.date?.getTime() ?? 0));
  const slugs = new Set(own.flatMap(({ story }) => story ?? []));
  const tracked = stories.filter(({ story }) => slugs.has(story.id));
  const replay = createReplay(createTracker(knowledge), tracked);
  const judged = own.map(({ article, story, hard }): Judged => {
    const verdict = replay.next(article);
    const joined = verdict.state === 'auto' ? verdict.storyId : null;
    return { story, hard, joined, lang: article.lang ?? 'und' };
  });
  const languages = [...new Set(judged.map(({ lang }) => lang))].toSorted();
  return {
    half,
    stories: tracked.length,
    all: measure(judged),
    byLanguage: new Map(languages.map((lang) => [lang, measure(judged.filter((one) => one.lang === lang))])),
  };
}
