import { writeLivingPost } from '../deliveries/living-post.ts';
import type { Follow } from '../digests/channel.ts';
import { say } from '../messages/message.ts';
import type { Action, Invocation, Option, Reply } from './command.ts';
import { change, done, given, opposite, toUser, type CommandDeps } from './deps.ts';
import { findStory, matchTopic } from './find-story.ts';

const followed: Option = {
  name: 'story',
  summary: 'Name of a story or topic',
  type: 'story-or-topic',
  required: true,
  rest: true,
  maxLength: 150,
};

interface Target {
  readonly kind: Follow['kind'];
  readonly id: string;
  readonly title: string;
  readonly slug: string;
}

export function followActions(deps: CommandDeps): readonly Action[] {
  return [
    {
      name: 'follow',
      summary: 'Tell this channel when a story or topic moves',
      permission: 'anyone',
      example: 'treasury',
      options: [followed],
      run: (invocation) => follow(deps, invocation),
    },
    {
      name: 'unfollow',
      summary: 'Tell this channel no more of a story or topic',
      permission: 'anyone',
      example: 'treasury',
      options: [followed],
      run: (invocation) => unfollow(deps, invocation),
    },
    {
      name: 'mute',
      summary: 'Silence a followed story here; again to hear it',
      permission: 'anyone',
      example: 'treasury',
      options: [followed],
      run: (invocation) => mute(deps, invocation),
    },
  ];
}

async function targetOf(deps: CommandDeps, invocation: Invocation, action: string): Promise<Target> {
  const typed = given(invocation, 'story');
  const topic = matchTopic(await deps.store.stories.topics(), typed);
  if (topic) return { kind: 'topic', id: topic.slug, title: `the topic ${topic.title}`, slug: topic.slug };
  const story = await findStory(deps.store, typed, (slug) => `/stories ${action} ${slug}`);
  return { kind: 'story', id: story.id, title: story.title, slug: story.slug };
}

async function follow(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const target = await targetOf(deps, invocation, 'follow');
  const channel = await deps.store.channels.ensure(invocation.channel, invocation.now);
  const { result, entry } = await change(
    deps,
    invocation,
    `/stories follow ${target.slug}`,
    async (tables) => {
      const { channels } = tables;
      const known = (await channels.follows(channel.id)).find((each) => each.target === target.id);
      if (known?.muted) {
        await channels.setMuted(channel.id, target.kind, target.id, false);
        return 'unmuted';
      }
      if (!(await channels.follow(channel.id, target.kind, target.id, invocation.now))) return 'known';
      // A topic's stories get theirs when they move.
      if (target.kind === 'story') await writeLivingPost(tables, channel, target.id, invocation.now);
      return 'followed';
    },
  );
  const again = opposite(invocation, 'Mute', `/stories mute ${target.slug}`);
  if (result === 'unmuted') return done(`This channel hears of ${target.title} again.`, entry, again);
  if (result === 'known') return toUser(say(`This channel follows ${target.title} already.`));
  return done(
    `This channel now follows ${target.title}. It hears of every new report; copies are folded.`,
    entry,
    opposite(invocation, 'Unfollow', `/stories unfollow ${target.slug}`),
  );
}

async function unfollow(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const target = await targetOf(deps, invocation, 'unfollow');
  const channel = await deps.store.channels.ensure(invocation.channel, invocation.now);
  const { result, entry } = await change(
    deps,
    invocation,
    `/stories unfollow ${target.slug}`,
    async ({ channels, stories }) => {
      if (await channels.unfollow(channel.id, target.kind, target.id)) return 'unfollowed';
      const story = target.kind === 'story' ? await stories.find(target.id) : null;
      const follows = await channels.follows(channel.id);
      return story && follows.some((each) => each.target === story.topic) ? story.topic : 'not followed';
    },
  );
  if (result === 'unfollowed')
    return done(
      `This channel no longer follows ${target.title}.`,
      entry,
      opposite(invocation, 'Follow', `/stories follow ${target.slug}`),
    );
  if (result === 'not followed') return toUser(say(`This channel did not follow ${target.title}.`));
  return toUser(
    say(
      `${target.title} comes with the topic ${result}. /stories mute ${target.slug} silences this story alone; /stories unfollow ${result} ends the topic.`,
    ),
  );
}

async function mute(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const target = await targetOf(deps, invocation, 'mute');
  const channel = await deps.store.channels.ensure(invocation.channel, invocation.now);
  const { result, entry } = await change(
    deps,
    invocation,
    `/stories mute ${target.slug}`,
    async ({ channels }) => {
      const known = (await channels.follows(channel.id)).find((each) => each.target === target.id);
      // Muting a story of a followed topic needs a follow of its own to hold the mute.
      if (!known) await channels.follow(channel.id, target.kind, target.id, invocation.now);
      const muted = !known?.muted;
      await channels.setMuted(channel.id, target.kind, target.id, muted);
      return muted;
    },
  );
  const command = `/stories mute ${target.slug}`;
  return result
    ? done(
        `${target.title} is silent in this channel. ${command} again to hear of it.`,
        entry,
        opposite(invocation, 'Unmute', command),
      )
    : done(`This channel hears of ${target.title} again.`, entry, opposite(invocation, 'Mute', command));
}
