import { parse } from 'yaml';
import { z } from 'zod';
import type { StoryDefinition } from './story.ts';

/** What a story may hold at most; beyond it the classifier learns nothing more. */
export const MAX_SEEDS = 5;
const MAX_SEED_CHARACTERS = 20_000;

const MISSING = /^.*received undefined$/u;

const date = z
  .union([z.date(), z.string()], { error: 'must be a date like 2025-03-10' })
  .transform((value) => new Date(value))
  .refine((value) => !Number.isNaN(value.getTime()), { error: 'must be a date like 2025-03-10' });

const seed = z.object({
  title: z.string().trim().min(1),
  text: z.string().trim().min(1).max(MAX_SEED_CHARACTERS),
  lang: z
    .string()
    .regex(/^[a-z]{2,3}$/u, { error: 'must be a language code like en' })
    .optional(),
  date: date.optional(),
});

const storyFile = z.object({
  slug: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/u, { error: 'must be lower-case words joined by -' })
    .max(60),
  topic: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/u, { error: 'must be lower-case words joined by -' })
    .max(40),
  title: z.string().trim().min(1).max(150),
  aliases: z.array(z.string().trim().min(1)).default([]),
  entities: z.array(z.string().trim().min(1)).default([]),
  startedAt: date.optional(),
  seeds: z.array(seed).min(1, { error: 'must hold one to five seed documents' }).max(MAX_SEEDS, {
    error: 'must hold one to five seed documents',
  }),
});

export type ParsedStoryFile =
  | { readonly kind: 'story'; readonly story: StoryDefinition }
  | { readonly kind: 'problem'; readonly problem: string };

/** Reads a story file (YAML). The problem names the file, the field and what it must be. */
export function parseStoryFile(text: string, fileName: string): ParsedStoryFile {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    // Bad syntax, but also an alias without its anchor or too many of them, which are errors of other classes.
    const [first] = error instanceof Error ? error.message.split('\n') : [String(error)];
    return { kind: 'problem', problem: `${fileName} is not valid YAML: ${first}` };
  }
  const parsed = storyFile.safeParse(raw);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'the file'}: ${issue.message.replace(MISSING, 'is missing')}`,
    );
    return { kind: 'problem', problem: `${fileName}: ${problems.join('; ')}` };
  }
  return { kind: 'story', story: { ...parsed.data, startedAt: parsed.data.startedAt ?? null } };
}

export interface StoryFiles {
  readonly stories: readonly StoryDefinition[];
  /** One line a file that was left out. */
  readonly problems: readonly string[];
}

/** Reads a set of story files; a bad one, or a slug that was there before, is left out and told. */
export function parseStoryFiles(
  files: readonly { readonly name: string; readonly text: string }[],
): StoryFiles {
  const stories = new Map<string, { story: StoryDefinition; from: string }>();
  const problems: string[] = [];
  for (const { name, text } of files) {
    const parsed = parseStoryFile(text, name);
    if (parsed.kind === 'problem') {
      problems.push(parsed.problem);
      continue;
    }
    const first = stories.get(parsed.story.slug);
    if (first)
      problems.push(
        `${name}: the slug ${parsed.story.slug} is already used by ${first.from}; choose another`,
      );
    else stories.set(parsed.story.slug, { story: parsed.story, from: name });
  }
  return { stories: [...stories.values()].map(({ story }) => story), problems };
}
