import { z } from 'zod';
import type { SeedDocument } from './story.ts';
import type { TrackedStory } from './tracker.ts';
import type { Article } from './verdict.ts';

/** A story that counts from some point of a stream on. */
export interface ScheduledStory {
  readonly story: TrackedStory;
  /** It counts from the item at this position on, the first being 0; null: see `activeFrom`. */
  readonly activePosition: number | null;
  /** It counts from the first item of this date or later; null: from the beginning. */
  readonly activeFrom: Date | null;
}

/** A line that is not what it should be. `line` counts from 1. */
export interface LineProblem {
  readonly line: number;
  readonly problem: string;
}

// A date without a zone is taken for UTC, whatever zone the machine is in.
const date = z
  .string()
  .transform(
    (text) =>
      new Date(/\d{2}:\d{2}[^Z+]*$/.test(text) && !/[+-]\d{2}:?\d{2}$/.test(text) ? `${text}Z` : text),
  )
  .refine((value) => !Number.isNaN(value.getTime()), { error: 'must be a date like 2025-03-10T08:00:00Z' });

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const lang = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);
const id = z.union([z.string(), z.number()]).transform(String);

const articleLine = z.object({ id, title: text, text, lang, date: date.nullish(), source: lang });
const seedLine = articleLine.extend({
  story: z.string().min(1),
  active_from: date.nullish(),
  active_pos: z.number().nullish(),
});

/** Reads one JSON line as an article. Returns what is wrong with it as a string. */
export function parseArticleLine(line: string): Article | string {
  const read = readLine(articleLine, line);
  return typeof read === 'string' ? read : { ...read, date: read.date ?? undefined };
}

/** Reads JSON lines, each a seed document, into stories in the order they first appear. Blank lines are left out. */
export function parseSeedLines(lines: readonly string[]): ScheduledStory[] | LineProblem {
  const seeds = new Map<string, z.infer<typeof seedLine>[]>();
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const read = readLine(seedLine, line);
    if (typeof read === 'string') return { line: index + 1, problem: read };
    const known = seeds.get(read.story);
    if (known === undefined) seeds.set(read.story, [read]);
    else known.push(read);
  }
  return [...seeds].map(([story, documents]) => scheduled(story, documents));
}

function scheduled(story: string, documents: readonly z.infer<typeof seedLine>[]): ScheduledStory {
  const positions = documents.flatMap(({ active_pos }) => active_pos ?? []);
  const dates = documents.flatMap(({ active_from }) => active_from?.getTime() ?? []);
  return {
    activePosition: positions.length > 0 ? Math.max(...positions) : null,
    activeFrom: dates.length > 0 ? new Date(Math.max(...dates)) : null,
    story: bareStory(story, documents.map(toSeed)),
  };
}

function toSeed(read: z.infer<typeof seedLine>): SeedDocument {
  return { title: read.title, text: read.text, lang: read.lang, date: read.date ?? undefined };
}

/** A story of which nothing is known but its seed documents. */
function bareStory(slug: string, seeds: readonly SeedDocument[]): TrackedStory {
  return {
    id: slug,
    title: '',
    aliases: [],
    entities: [],
    startedAt: null,
    seeds,
    members: [],
    rejected: [],
  };
}

function readLine<Schema extends z.ZodType>(schema: Schema, line: string): z.output<Schema> | string {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return 'is not JSON';
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  return parsed.error.issues
    .map((issue) => `${issue.path.join('.') || 'the line'}: ${issue.message}`)
    .join('; ');
}
