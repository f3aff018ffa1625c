import { plural } from '../messages/digest.ts';
import { storyFromItems } from '../stories/from-items.ts';
import { slugOf } from '../stories/slug.ts';
import { UserError, type Action, type Invocation, type Reply } from './command.ts';
import { change, done, given, type CommandDeps } from './deps.ts';
import { findItem } from './find-item.ts';
import { findTopic } from './find-story.ts';

const MOST_ITEMS = 20;

export function startAction(deps: CommandDeps): Action {
  return {
    name: 'start',
    summary: 'Start a story from reports; its title is that of the first',
    permission: 'admin',
    example: 'platform-outages 1f2e3d4c 5b6a7988',
    options: [
      { name: 'topic', summary: 'Topic it belongs to', type: 'topic', required: true, maxLength: 60 },
      {
        name: 'items',
        summary: 'References of the reports, from /stories why or a proposal',
        type: 'text',
        required: true,
        rest: true,
        maxLength: 400,
      },
    ],
    run: (invocation) => start(deps, invocation),
  };
}

async function start(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const topics = await deps.store.stories.topics();
  const topic = findTopic(topics, given(invocation, 'topic'));
  const refs = given(invocation, 'items')
    .split(/[\s,]+/u)
    .slice(0, MOST_ITEMS);
  const items = await Promise.all(refs.map((ref) => findItem(deps.store, ref)));
  const title = items[0]?.title.slice(0, 150) ?? '';
  const slug = slugOf(title);
  if (slug === '')
    throw new UserError('The first report’s title has no letter from A to Z; use /stories create instead.');
  const { result, entry } = await change(
    deps,
    invocation,
    `/stories start ${topic.slug} ${refs.join(' ')}`,
    (tables) => storyFromItems(tables, { slug, topic: topic.slug, title }, items, invocation.now),
  );
  if (!result) throw new UserError(`There is a story called ${slug} already. See /story ${slug}.`);
  return done(
    `"${title}" is tracked from now on as ${slug}, with ${plural(items.length, 'report', 'reports')}. Follow it: /stories follow ${slug}`,
    entry,
  );
}
