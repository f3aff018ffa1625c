import { plural } from '../messages/digest.ts';
import { IN_STORY } from '../stories/assignment.ts';
import { storyFromItems } from '../stories/from-items.ts';
import { slugOf } from '../stories/slug.ts';
import { MAX_SEEDS } from '../stories/story-file.ts';
import { UserError, type Action, type Invocation, type Reply } from './command.ts';
import { change, done, given, type CommandDeps } from './deps.ts';
import { findItem } from './find-item.ts';
import { findStory } from './find-story.ts';
import { storyOption } from './stories-read.ts';

const SPLIT_ITEMS = 20;

export function mergeActions(deps: CommandDeps): readonly Action[] {
  return [
    {
      name: 'merge',
      summary: 'Make one story of two; the first goes into the second',
      permission: 'admin',
      example: 'beyondtrust-breach into:treasury',
      options: [storyOption, { ...storyOption, name: 'into', summary: 'Story that stays' }],
      run: (invocation) => merge(deps, invocation),
    },
    {
      name: 'split',
      summary: 'Start a new story from reports of another',
      permission: 'admin',
      example: 'treasury "Sanctions after the breach" 1f2e3d4c 5b6a7988',
      options: [
        storyOption,
        { name: 'title', summary: 'Title of the new story', type: 'text', required: true, maxLength: 150 },
        {
          name: 'items',
          summary: 'References of the reports, from /stories why',
          type: 'text',
          required: true,
          rest: true,
          maxLength: 400,
        },
      ],
      run: (invocation) => split(deps, invocation),
    },
  ];
}

async function merge(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const typedInto = given(invocation, 'into');
  const from = await findStory(
    deps.store,
    given(invocation, 'story'),
    (slug) => `/stories merge ${slug} into:${typedInto}`,
  );
  const into = await findStory(deps.store, typedInto, (slug) => `/stories merge ${from.slug} into:${slug}`);
  if (from.id === into.id) throw new UserError('A story cannot be merged into itself.');
  const { result, entry } = await change(
    deps,
    invocation,
    `/stories merge ${from.slug} into:${into.slug}`,
    async (tables) => {
      const moved = await tables.assignments.moveAll(from.id, into.id, invocation.now);
      await tables.stories.update(into.id, {
        aliases: [...new Set([...into.aliases, from.title, ...from.aliases])],
        entities: [...new Set([...into.entities, ...from.entities])],
        seeds: [...into.seeds, ...from.seeds].slice(0, MAX_SEEDS),
      });
      await tables.channels.moveFollows(from.id, into.id);
      if (from.lastItemAt) await tables.stories.noteItem(into.id, from.lastItemAt);
      await tables.stories.markMerged(from.id, into.id, invocation.now);
      await tables.deliveries.wantRefresh(into.id, invocation.now);
      return moved;
    },
  );
  return done(
    `${from.title} is now part of ${into.title}, with ${plural(result, 'report', 'reports')}.`,
    entry,
  );
}

async function split(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const { now } = invocation;
  const title = given(invocation, 'title');
  const refs = given(invocation, 'items')
    .split(/[\s,]+/u)
    .slice(0, SPLIT_ITEMS);
  const from = await findStory(
    deps.store,
    given(invocation, 'story'),
    (slug) => `/stories split ${slug} "${title}" ${refs.join(' ')}`,
  );
  const found = await Promise.all(refs.map((ref) => findItem(deps.store, ref)));
  const items = [...new Map(found.map((item) => [item.id, item])).values()];
  const slug = slugOf(title);
  if (slug === '')
    throw new UserError('The title needs a letter or digit from A to Z, for the story’s short name.');
  const { result, entry } = await change(
    deps,
    invocation,
    `/stories split ${from.slug} "${title}"`,
    (tables) => storyFromItems(tables, { slug, topic: from.topic, title }, items, now),
  );
  if (!result) throw new UserError(`There is a story called ${slug} already. Choose another title.`);
  const left = await deps.store.assignments.ofStory(from.id, { states: IN_STORY, limit: 500 });
  return done(
    `"${title}" starts with ${plural(items.length, 'report', 'reports')}; ${from.title} keeps ${left.length}.`,
    entry,
  );
}
