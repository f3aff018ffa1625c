import { storyLine, storyList, timeline, whyMessage } from '../messages/lists.ts';
import { IN_STORY } from '../stories/assignment.ts';
import { foldUpdates } from '../stories/fold.ts';
import { UserError, type Action, type Invocation, type Option, type Reply } from './command.ts';
import { given, toUser, type CommandDeps } from './deps.ts';
import { findStory, findTopic, rankStories } from './find-story.ts';

const SEARCHED = 10;
const TIMELINE_ITEMS = 500;
const EXPLAINED = 5;

export const storyOption: Option = {
  name: 'story',
  summary: 'Name of the story',
  type: 'story',
  required: true,
  maxLength: 150,
};

/** As the only thing that is asked for, a name needs no quotes. */
export const wholeName: Option = { ...storyOption, rest: true };

export const pageOption: Option = { name: 'page', summary: 'Page to show', type: 'integer', required: false };

export function readActions(deps: CommandDeps): readonly Action[] {
  return [
    {
      name: 'list',
      summary: 'All stories, or those of a topic',
      permission: 'anyone',
      options: [
        { name: 'topic', summary: 'Only this topic', type: 'topic', required: false, maxLength: 60 },
        pageOption,
      ],
      run: (invocation) => list(deps, invocation),
    },
    {
      name: 'search',
      summary: 'Find stories by a word of their names or entities',
      permission: 'anyone',
      example: 'BeyondTrust',
      options: [
        {
          name: 'text',
          summary: 'What to look for',
          type: 'text',
          required: true,
          rest: true,
          maxLength: 100,
        },
      ],
      run: (invocation) => search(deps, invocation),
    },
    {
      name: 'timeline',
      summary: 'All reports of a story, newest first',
      permission: 'anyone',
      example: 'treasury page:2',
      options: [wholeName, pageOption],
      run: (invocation) => showTimeline(deps, invocation),
    },
    {
      name: 'why',
      summary: 'Why the latest reports are in a story',
      permission: 'anyone',
      example: 'treasury',
      options: [wholeName],
      run: (invocation) => why(deps, invocation),
    },
  ];
}

async function list({ store }: CommandDeps, { options }: Invocation): Promise<Reply> {
  const topics = await store.stories.topics();
  const typed = options['topic'];
  const page = Number(options['page'] ?? 1);
  if (!typed) return toUser(storyList(await store.stories.list(), topics, page));
  const topic = findTopic(topics, typed);
  return toUser(
    storyList(await store.stories.list(topic.slug), [topic], page, `/stories list ${topic.slug}`),
  );
}

async function search({ store }: CommandDeps, invocation: Invocation): Promise<Reply> {
  const text = given(invocation, 'text');
  const found = rankStories(await store.stories.list(), text).slice(0, SEARCHED);
  if (found.length === 0) throw new UserError(`No story holds "${text}". See /stories list.`);
  return toUser({
    title: `Stories with "${text}"`,
    blocks: [{ kind: 'list', items: found.map((each) => storyLine(each.story)) }],
  });
}

async function showTimeline({ store }: CommandDeps, invocation: Invocation): Promise<Reply> {
  const story = await findStory(store, given(invocation, 'story'), (slug) => `/stories timeline ${slug}`);
  const updates = await store.assignments.ofStory(story.id, { states: IN_STORY, limit: TIMELINE_ITEMS });
  return toUser(timeline(story, foldUpdates(updates), Number(invocation.options['page'] ?? 1)));
}

async function why({ store }: CommandDeps, invocation: Invocation): Promise<Reply> {
  const story = await findStory(store, given(invocation, 'story'), (slug) => `/stories why ${slug}`);
  const updates = await store.assignments.ofStory(story.id, { states: IN_STORY, limit: EXPLAINED });
  const titles = new Map((await store.stories.list()).map((each) => [each.id, each.title]));
  return toUser(whyMessage(story, updates, (id) => titles.get(id) ?? 'another story'));
}
