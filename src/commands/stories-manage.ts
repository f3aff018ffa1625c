import { say } from '../messages/message.ts';
import type { Topic } from '../ports/story-store.ts';
import { MAX_SEEDS } from '../stories/story-file.ts';
import { phaseOf } from '../stories/phase.ts';
import { slugOf } from '../stories/slug.ts';
import type { SeedDocument, Story } from '../stories/story.ts';
import { UserError, type Action, type Invocation, type Option, type Reply } from './command.ts';
import { change, done, given, toUser, type CommandDeps } from './deps.ts';
import { findStory, findTopic, matchTopic } from './find-story.ts';
import { storyOption, wholeName } from './stories-read.ts';

const rest = (name: string, summary: string, maxLength: number): Option => ({
  name,
  summary,
  type: 'text',
  required: true,
  rest: true,
  maxLength,
});

const EDITABLE = ['title', 'aliases', 'entities', 'topic', 'began'] as const;

export function manageActions(deps: CommandDeps): readonly Action[] {
  const admin = { permission: 'admin' } as const;
  return [
    {
      ...admin,
      name: 'create',
      summary: 'Start a story in a topic, with a text that tells what it is about',
      example: 'platform-outages "Example outage, May 2025" Example.com was down for hours on 3 May 2025 …',
      options: [
        { name: 'topic', summary: 'Topic it belongs to', type: 'topic', required: true, maxLength: 60 },
        { name: 'title', summary: 'Title', type: 'text', required: true, maxLength: 150 },
        rest('text', 'What happened, in a few sentences', 4000),
        { name: 'new-topic', summary: 'The topic is a new one: add it', type: 'flag', required: false },
      ],
      run: (invocation) => create(deps, invocation),
    },
    {
      ...admin,
      name: 'edit',
      summary: 'Change a story: its title, aliases, entities, topic or first day',
      example: 'treasury aliases treasury hack, BeyondTrust breach',
      options: [
        storyOption,
        { name: 'part', summary: 'What to change', type: 'choice', choices: EDITABLE, required: true },
        rest('value', 'The new value; lists are separated by commas', 1000),
      ],
      run: (invocation) => edit(deps, invocation),
    },
    {
      ...admin,
      name: 'seed',
      summary: 'Add a text to what defines a story',
      example: 'treasury The department said that a key of its support provider was stolen.',
      options: [storyOption, rest('text', 'The text', 4000)],
      run: (invocation) => seed(deps, invocation),
    },
    {
      ...admin,
      name: 'close',
      summary: 'End a story: nothing joins it any more',
      example: 'treasury',
      options: [wholeName],
      run: (invocation) => close(deps, invocation),
    },
    {
      ...admin,
      name: 'reopen',
      summary: 'Take up a closed story again',
      example: 'treasury',
      options: [wholeName],
      run: (invocation) => reopen(deps, invocation),
    },
  ];
}

async function create(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const topics = await deps.store.stories.topics();
  const typed = given(invocation, 'topic');
  const title = given(invocation, 'title');
  const text = given(invocation, 'text');
  const slug = slugOf(title);
  if (slug === '')
    throw new UserError('The title needs a letter or digit from A to Z, for the story’s short name.');
  const topic = topicFor(topics, typed, invocation.options['new-topic'] === 'true');
  const { now } = invocation;
  const phase = phaseOf({ times: [], beganAt: now, closedByPerson: false }, now);
  const definition = {
    slug,
    topic: topic.slug,
    title,
    aliases: [],
    entities: [],
    startedAt: null,
    seeds: [{ title, text, date: now }],
  };
  const { entry } = await change(
    deps,
    invocation,
    `/stories create ${topic.slug} "${title}"`,
    async ({ stories }) => {
      await stories.addTopic(topic);
      if (await stories.create(definition, phase, now)) return;
      throw new UserError(
        `There is a story called ${slug} already. See /story ${slug}, or choose another title.`,
      );
    },
  );
  return done(
    `The story "${title}" is tracked from now on as ${slug}. Add names that mark it: /stories edit ${slug} entities …`,
    entry,
  );
}

/** A typo is no new topic: only who says so adds one. */
function topicFor(topics: readonly Topic[], typed: string, mayBeNew: boolean): Topic {
  const known = matchTopic(topics, typed);
  if (known) return known;
  if (!mayBeNew) return findTopic(topics, typed, 'For a new topic, end the command with new-topic:yes.');
  const slug = slugOf(typed);
  if (slug === '') throw new UserError('The topic needs a letter or digit from A to Z, for its short name.');
  return { slug, title: typed };
}

async function edit(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const part = given(invocation, 'part').toLowerCase();
  const value = given(invocation, 'value');
  const story = await findStory(
    deps.store,
    given(invocation, 'story'),
    (slug) => `/stories edit ${slug} ${part} ${value}`,
  );
  const changes = await changesOf(deps, part, value);
  const { entry } = await change(
    deps,
    invocation,
    `/stories edit ${story.slug} ${part} ${value}`,
    ({ stories }) => stories.update(story.id, changes),
  );
  return done(`${story.title}: ${part} is now ${value}.`, entry);
}

async function changesOf(deps: CommandDeps, part: string, value: string): Promise<Partial<Story>> {
  const list = value.split(',').flatMap((each) => each.trim() || []);
  if (part === 'title') return { title: value.slice(0, 150) };
  if (part === 'aliases') return { aliases: list };
  if (part === 'entities') return { entities: list };
  if (part === 'topic') {
    const topics = await deps.store.stories.topics();
    return { topic: findTopic(topics, value).slug };
  }
  const startedAt = new Date(value);
  if (Number.isNaN(startedAt.getTime()))
    throw new UserError(`"${value}" is no day. Write it like 2025-03-10.`);
  return { startedAt };
}

async function seed(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const text = given(invocation, 'text');
  const story = await findStory(deps.store, given(invocation, 'story'), (slug) => `/stories seed ${slug} …`);
  if (story.seeds.length >= MAX_SEEDS) {
    throw new UserError(
      `${story.title} has ${MAX_SEEDS} seed documents already, which is the most that help.`,
    );
  }
  const added: SeedDocument = { title: story.title, text, date: invocation.now };
  const { entry } = await change(deps, invocation, `/stories seed ${story.slug}`, ({ stories }) =>
    stories.update(story.id, { seeds: [...story.seeds, added] }),
  );
  return done(`${story.title} is now defined by ${story.seeds.length + 1} texts.`, entry);
}

async function close(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const story = await findStory(deps.store, given(invocation, 'story'), (slug) => `/stories close ${slug}`);
  if (story.closedAt) return toUser(say(`${story.title} is closed already.`));
  const { entry } = await change(deps, invocation, `/stories close ${story.slug}`, ({ stories }) =>
    stories.close(story.id, invocation.now),
  );
  return done(`${story.title} is closed. Nothing joins it any more.`, entry);
}

async function reopen(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const story = await findStory(deps.store, given(invocation, 'story'), (slug) => `/stories reopen ${slug}`);
  if (!story.closedAt) return toUser(say(`${story.title} is open.`));
  const { entry } = await change(deps, invocation, `/stories reopen ${story.slug}`, ({ stories }) =>
    stories.reopen(story.id, invocation.now),
  );
  return done(`${story.title} is open again and takes in new reports.`, entry);
}
