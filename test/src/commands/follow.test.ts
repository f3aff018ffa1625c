import { expect, it } from 'vitest';
import { bob, only, otherRoom, room, NOON, storedStory } from '../../support/builders.ts';
import { openDesk } from '../../support/desk.ts';
import { buttonsOf } from '../../support/message-text.ts';
import { useStore } from '../../support/store.ts';

const at = useStore();

async function followed(channel = room): Promise<string[]> {
  const { id } = await at.store.channels.ensure(channel, NOON);
  const follows = await at.store.channels.follows(id);
  const stories = new Map((await at.store.stories.list()).map((each) => [each.id, each.slug]));
  return follows.map(({ target, muted }) => `${stories.get(target) ?? target}${muted ? ' (muted)' : ''}`);
}

it('follows a story in the channel where it is said, once', async () => {
  await storedStory(at.store, 'X outage');
  const { ask } = openDesk(at.store);

  expect(await ask('/stories follow x outage', { actor: bob })).toContain('now follows X outage');
  expect(await ask('/stories follow X-Outage', { actor: bob })).toBe(
    'This channel follows X outage already.',
  );

  expect(await followed()).toEqual(['x-outage']);
  expect(await followed(otherRoom)).toEqual([]);
});

it('takes a follow back and gives it back again', async () => {
  await storedStory(at.store, 'X outage');
  const { say, undo, ask } = openDesk(at.store);
  await say('/stories follow x-outage');

  expect(await undo()).toBe('Undone: /stories follow x-outage (Ada).');
  expect(await followed()).toEqual([]);

  expect(await ask('/storywatch undo 2')).toBe('Undone: /storywatch undo 1 (Ada).');
  expect(await followed()).toEqual(['x-outage']);
});

it('can take a follow back twice, with a change of mind between', async () => {
  await storedStory(at.store, 'X outage');
  const { say, ask } = openDesk(at.store);
  await say('/stories follow x-outage');
  await say('/storywatch undo 1');
  await say('/storywatch undo 2');

  expect(await ask('/storywatch undo 1')).toBe('Undone: /stories follow x-outage (Ada).');
  expect(await followed()).toEqual([]);
});

it('takes the first follow of a channel back when others came after it', async () => {
  await storedStory(at.store, 'X outage');
  await storedStory(at.store, 'Cloud outage');
  const { say, ask } = openDesk(at.store);
  await say('/stories follow x-outage');
  await say('/stories follow cloud-outage');

  expect(await ask('/storywatch undo 1')).toBe('Undone: /stories follow x-outage (Ada).');
  expect(await followed()).toEqual(['cloud-outage']);
});

it('does not take a follow back that was muted since', async () => {
  await storedStory(at.store, 'X outage');
  const { say, ask } = openDesk(at.store);
  await say('/stories follow x-outage');
  await say('/stories mute x-outage');

  expect(await ask('/storywatch undo 1')).toContain('the same was changed again later');
  expect(await followed()).toEqual(['x-outage (muted)']);

  await ask('/storywatch undo 2');
  expect(await ask('/storywatch undo 1')).toContain('Undone');
  expect(await followed()).toEqual([]);
});

it('gives an ended follow back, but not over a newer one', async () => {
  await storedStory(at.store, 'X outage');
  const { say, undo, ask } = openDesk(at.store);
  await say('/stories follow x-outage');
  await say('/stories unfollow x-outage');
  expect(await followed()).toEqual([]);

  expect(await undo()).toContain('Undone');
  expect(await followed()).toEqual(['x-outage']);

  await say('/stories unfollow x-outage');
  await say('/stories follow x-outage');
  expect(await ask('/storywatch undo 4')).toContain('changed again later');
  expect(await followed()).toEqual(['x-outage']);
});

it('leaves nothing in the log where nothing was changed', async () => {
  await storedStory(at.store, 'X outage');
  const { ask } = openDesk(at.store);

  expect(await ask('/stories unfollow x-outage')).toBe('This channel did not follow X outage.');

  expect(await at.store.audit.recent(10)).toEqual([]);
});

it('silences one story of a followed topic, and takes that back', async () => {
  await storedStory(at.store, 'X outage');
  const { say, ask, undo } = openDesk(at.store);
  await say('/stories follow platform outages');

  expect(await ask('/stories unfollow x-outage')).toContain('comes with the topic platform-outages');
  await say('/stories mute x-outage');
  expect(await followed()).toEqual(['platform-outages', 'x-outage (muted)']);

  await undo();
  expect(await followed()).toEqual(['platform-outages']);
});

it('lets a muted story be heard again by muting it twice or following it', async () => {
  await storedStory(at.store, 'X outage');
  const { say, ask } = openDesk(at.store);
  await say('/stories mute x-outage');

  expect(await ask('/stories mute x-outage')).toBe('This channel hears of X outage again.');
  await say('/stories mute x-outage');
  expect(await ask('/stories follow x-outage')).toContain('hears of X outage again');

  expect(await followed()).toEqual(['x-outage']);
});

it.each([
  ['/stories follow x-outage', 'Unfollow'],
  ['/stories mute x-outage', 'Unmute'],
])('gives people who may not undo %s a button that does', async (line, label) => {
  await storedStory(at.store, 'X outage');
  const { say } = openDesk(at.store);

  const { message } = await say(line, { actor: bob });
  const button = only(buttonsOf(message));
  await say(button.command, { actor: bob });

  expect(button.label).toBe(label);
  expect((await followed()).filter((each) => each.includes('muted'))).toEqual([]);
});

it('offers topics beside stories to follow', async () => {
  await storedStory(at.store, 'X outage');
  const { complete } = openDesk(at.store).desk;

  expect(await complete('story-or-topic', 'outage', 25)).toEqual([
    { label: 'X outage', value: 'x-outage' },
    { label: 'Topic: platform outages', value: 'platform-outages' },
  ]);
  expect(await complete('story', 'outage', 25)).toHaveLength(1);
});
