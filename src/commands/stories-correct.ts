import { correctMessage, reviewMessage } from '../messages/correct.ts';
import type { Tables } from '../ports/store.ts';
import { IN_STORY } from '../stories/assignment.ts';
import { correct, type Correction } from '../stories/correction.ts';
import type { Story } from '../stories/story.ts';
import type { Action, Invocation, Option, Reply } from './command.ts';
import { change, done, given, toUser, type CommandDeps } from './deps.ts';
import { findItem } from './find-item.ts';
import { findStory } from './find-story.ts';
import { wholeName } from './stories-read.ts';

const SHOWN = 5;
const REVIEWED = 50;

const itemOption: Option = {
  name: 'item',
  summary: 'Reference of the report, from /stories why',
  type: 'text',
  required: true,
  maxLength: 36,
};

export function correctActions(deps: CommandDeps): readonly Action[] {
  return [
    {
      name: 'correct',
      summary: 'Say of the latest reports whether they belong to a story',
      permission: 'anyone',
      example: 'treasury',
      options: [wholeName],
      run: (invocation) => show(deps, invocation),
    },
    {
      name: 'review',
      summary: 'Reports that the classifier was not sure of',
      permission: 'anyone',
      options: [],
      run: () => review(deps),
    },
    {
      name: 'move',
      summary: 'Put a report into another story',
      permission: 'admin',
      example: '1f2e3d4c treasury',
      options: [itemOption, wholeName],
      run: (invocation) =>
        apply(deps, invocation, 'move', (title, story) => `"${title}" is now in ${story}.`),
    },
    {
      name: 'confirm',
      summary: 'Say that a report belongs to a story',
      permission: 'admin',
      example: '1f2e3d4c treasury',
      options: [itemOption, wholeName],
      run: (invocation) =>
        apply(deps, invocation, 'confirm', (title, story) => `"${title}" belongs to ${story}: confirmed.`),
    },
    {
      name: 'wrong',
      summary: 'Take a report out of a story for good',
      permission: 'admin',
      example: '1f2e3d4c treasury',
      options: [itemOption, wholeName],
      run: (invocation) =>
        apply(
          deps,
          invocation,
          'wrong',
          (title, story) => `"${title}" is out of ${story}, and the classifier has learned it.`,
        ),
    },
  ];
}

async function show({ store }: CommandDeps, invocation: Invocation): Promise<Reply> {
  const story = await findStory(store, given(invocation, 'story'), (slug) => `/stories correct ${slug}`);
  const updates = await store.assignments.ofStory(story.id, { states: IN_STORY, limit: SHOWN });
  return toUser(correctMessage(story, updates, await storiesById(store)));
}

async function review({ store }: CommandDeps): Promise<Reply> {
  const suggestions = await store.assignments.suggestions(REVIEWED);
  return toUser(reviewMessage(suggestions, await storiesById(store)));
}

const storiesById = async ({ stories }: Tables): Promise<ReadonlyMap<string, Story>> =>
  new Map((await stories.list()).map((story) => [story.id, story]));

async function apply(
  deps: CommandDeps,
  invocation: Invocation,
  correction: Correction,
  told: (title: string, story: string) => string,
): Promise<Reply> {
  const ref = given(invocation, 'item');
  const item = await findItem(deps.store, ref);
  const story = await findStory(
    deps.store,
    given(invocation, 'story'),
    (slug) => `/stories ${correction} ${ref} ${slug}`,
  );
  const { entry } = await change(deps, invocation, `/stories ${correction} ${ref} ${story.slug}`, (tables) =>
    correct(tables, correction, item, story, invocation.now),
  );
  return done(told(item.title, story.title), entry);
}
