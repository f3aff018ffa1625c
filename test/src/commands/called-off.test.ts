import { describe, expect, it } from 'vitest';
import { postKey, updateKey, type NewDelivery } from '../../../src/deliveries/delivery.ts';
import { say as text } from '../../../src/messages/message.ts';
import type { Story } from '../../../src/stories/story.ts';
import type { ChannelRef } from '../../../src/commands/command.ts';
import { hours, NOON, room, storedStory } from '../../support/builders.ts';
import { openDesk } from '../../support/desk.ts';
import { outbox } from '../../support/outbox.ts';
import { useStore } from '../../support/store.ts';

const at = useStore();

/** Has threads, and so living posts. */
const onSlack: ChannelRef = { platform: 'slack', spaceId: 'T1', channelId: 'C1', name: 'news' };

/** Writes a report of a story, with its living post, for a channel, as when the story moved in quiet hours. */
async function waits(story: Story, place: ChannelRef, report = 'one'): Promise<void> {
  const { id: channelId } = await at.store.channels.ensure(place, NOON);
  const common = { channelId, storyId: story.id, createdAt: NOON, notBefore: hours(8) };
  const post: NewDelivery = {
    ...common,
    key: postKey(channelId, story.id),
    kind: 'post',
    message: text(`Card of ${story.title}`),
    parentKey: null,
  };
  await at.store.deliveries.add([
    post,
    {
      ...common,
      key: updateKey(channelId, story.id, report),
      kind: 'update',
      message: text(`Report ${report} of ${story.title}`),
      parentKey: post.key,
    },
  ]);
}

const states = async (): Promise<string[]> =>
  (await outbox(at.pool)).map(({ kind, state, channel }) => `${channel} ${kind} ${state}`);

describe('what waits for a channel', () => {
  it('is called off when the channel follows the story no more, there alone, and waits again after an undo', async () => {
    const story = await storedStory(at.store, 'X outage');
    const { say, undo, ask } = openDesk(at.store);
    for (const channel of [room, onSlack]) await say('/stories follow x-outage', { channel });
    for (const channel of [room, onSlack]) await waits(story, channel);
    const waiting = await states();
    expect(waiting).toEqual([
      'C1 post pending',
      'room post pending',
      'room update pending',
      'C1 update pending',
    ]);

    await say('/stories unfollow x-outage');
    const called = ['C1 post pending', 'room post cancelled', 'room update cancelled', 'C1 update pending'];
    expect(await states()).toEqual(called);

    expect(await undo()).toBe('Undone: /stories unfollow x-outage (Ada).');
    expect(await states()).toEqual(waiting);

    expect(await ask('/storywatch undo 4')).toMatch(/^Undone/u);
    expect(await states()).toEqual(called);
  });

  it('is called off when its follow is undone', async () => {
    const story = await storedStory(at.store, 'X outage');
    const { say, undo } = openDesk(at.store);
    await say('/stories follow x-outage', { channel: onSlack });
    await waits(story, onSlack);

    await undo();

    expect(await states()).toEqual(['C1 post cancelled', 'C1 update cancelled']);
  });

  it('is called off with the topic, but for the story that is followed by itself', async () => {
    const [outage, other] = [
      await storedStory(at.store, 'X outage'),
      await storedStory(at.store, 'Cloud outage'),
    ];
    const { say } = openDesk(at.store);
    await say('/stories follow platform-outages');
    await say('/stories follow cloud-outage');
    for (const story of [outage, other]) await waits(story, room);

    await say('/stories unfollow platform-outages');

    expect(await states()).toEqual([
      'room post cancelled',
      'room update cancelled',
      'room post pending',
      'room update pending',
    ]);
  });

  it('is called off when the story is muted or closed, and waits again when that is taken back', async () => {
    const story = await storedStory(at.store, 'X outage');
    const { say, undo } = openDesk(at.store);
    await say('/stories follow x-outage');
    await waits(story, room);
    const waiting = await states();
    const called = ['room post cancelled', 'room update cancelled'];

    for (const line of ['/stories mute x-outage', '/stories close x-outage']) {
      await say(line);
      expect(await states()).toEqual(called);
      await undo();
      expect(await states()).toEqual(waiting);
    }
  });

  it('is called off when the story that it tells of is taken back', async () => {
    const { say, undo } = openDesk(at.store);
    await say('/stories create platform-outages "X outage" new-topic:yes X was down for hours.');
    const story = await at.store.stories.bySlug('x-outage');
    if (!story) throw new Error('the story was not created');
    const { id } = await at.store.channels.ensure(room, NOON);
    await at.store.channels.follow(id, 'story', story.id, NOON);
    await waits(story, room);

    await undo();

    expect(await states()).toEqual(['room post cancelled', 'room update cancelled']);
  });

  it('goes on being told after a merge, without the card of the story that is gone', async () => {
    const [from, into] = [
      await storedStory(at.store, 'X outage'),
      await storedStory(at.store, 'Cloud outage'),
    ];
    const last = await storedStory(at.store, 'Network outage');
    const { say } = openDesk(at.store);
    await say('/stories follow x-outage');
    await waits(from, room);
    await say(`/stories merge ${from.slug} into:${into.slug}`);
    expect(await states()).toEqual(['room post cancelled', 'room update pending']);

    await say(`/stories merge ${into.slug} into:${last.slug}`);
    expect(await states()).toEqual(['room post cancelled', 'room update pending']);

    await say('/stories unfollow network-outage');
    expect(await states()).toEqual(['room post cancelled', 'room update cancelled']);
  });

  it('is not told a day later because an old change was undone', async () => {
    const story = await storedStory(at.store, 'X outage');
    const { say, setNow, undo } = openDesk(at.store);
    await say('/stories follow x-outage');
    await waits(story, room);
    await say('/stories unfollow x-outage');

    setNow(hours(25));
    expect(await undo()).toMatch(/^Undone/u);

    expect(await states()).toEqual(['room post cancelled', 'room update cancelled']);
  });
});

it('posts a new card after a change of mind, and the report that was called off stays so', async () => {
  const story = await storedStory(at.store, 'X outage');
  const { say, ask } = openDesk(at.store);
  await say('/stories follow x-outage', { channel: onSlack });
  await waits(story, onSlack);
  await say('/stories unfollow x-outage', { channel: onSlack });
  await say('/stories follow x-outage', { channel: onSlack });
  expect(await states()).toEqual(['C1 post cancelled', 'C1 update cancelled', 'C1 post pending']);

  expect(await ask('/storywatch undo 3', { channel: onSlack })).toMatch(/^Undone/u);
  expect(await ask('/storywatch undo 2', { channel: onSlack })).toMatch(/^Undone/u);

  // The report waits again; of the two cards none is told twice.
  const written = await outbox(at.pool);
  expect(written.filter(({ kind }) => kind === 'update').map(({ state }) => state)).toEqual(['pending']);
  expect(written.filter(({ kind, state }) => kind === 'post' && state === 'pending').length).toBeLessThan(2);
});

it('calls the digest off that waits when digests are switched off', async () => {
  const { say, undo } = openDesk(at.store);
  await say('/digest schedule daily 08:00 UTC');
  const { id: channelId } = await at.store.channels.ensure(room, NOON);
  const digest = {
    key: 'digest:x',
    channelId,
    kind: 'digest',
    storyId: null,
    message: text('Digest'),
  } as const;
  await at.store.deliveries.add([{ ...digest, createdAt: NOON, notBefore: null, parentKey: null }]);

  await say('/digest off');
  expect(await states()).toEqual(['room digest cancelled']);

  await undo();
  expect(await states()).toEqual(['room digest pending']);
});

it('leaves a message that is being posted at that moment to arrive', async () => {
  const story = await storedStory(at.store, 'X outage');
  const { say, undo } = openDesk(at.store);
  await say('/stories follow x-outage');
  const { id: channelId } = await at.store.channels.ensure(room, NOON);
  const key = updateKey(channelId, story.id, 'one');
  const [id = ''] = await at.store.deliveries.add([
    {
      key,
      channelId,
      kind: 'update',
      storyId: story.id,
      message: text('X'),
      createdAt: NOON,
      notBefore: null,
      parentKey: null,
    },
  ]);
  expect(await at.store.deliveries.lease(id, NOON)).not.toBeNull();

  await say('/stories unfollow x-outage');
  await at.store.deliveries.markSent(id, 'm1', NOON);
  expect(await states()).toEqual(['room update sent']);

  expect(await undo()).toMatch(/^Undone/u);
  expect(await states()).toEqual(['room update sent']);
});
