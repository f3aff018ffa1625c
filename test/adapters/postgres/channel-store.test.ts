import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../../src/digests/channel.ts';
import { hours, NOON, otherRoom, room, storedStory } from '../../support/builders.ts';
import { useStore } from '../../support/store.ts';

const at = useStore();

const DAILY = { times: ['08:00'], weekdays: [1], timeZone: 'UTC' };

it('knows a channel from its first mention, once, with quiet defaults', async () => {
  const [first, second] = await Promise.all([
    at.store.channels.ensure(room, NOON),
    at.store.channels.ensure(room, NOON),
  ]);

  expect(first).toEqual(second);
  expect(first).toMatchObject({
    ...room,
    settings: defaultSettings('terminal'),
    digest: null,
    lastDigestAt: NOON,
  });
  expect(await at.store.channels.list()).toEqual([first]);
  expect(await at.store.channels.find(first.id)).toEqual(first);
});

it('tells channels of one id in two spaces apart', async () => {
  const one = await at.store.channels.ensure(room, NOON);
  const two = await at.store.channels.ensure({ ...room, spaceId: 'elsewhere' }, NOON);

  expect(one.id).not.toBe(two.id);
});

it('keeps what a channel chose, and adds defaults for what came later', async () => {
  const { id } = await at.store.channels.ensure(room, NOON);
  await at.store.channels.saveSettings(id, { ...defaultSettings('terminal'), mutedSources: ['The Daily'] });
  await at.pool.query(`update channels set settings = settings - 'excludeWords'`);

  expect((await at.store.channels.find(id))?.settings).toEqual({
    ...defaultSettings('terminal'),
    mutedSources: ['The Daily'],
  });
});

describe('digests', () => {
  it('are due at their time, in channels that live', async () => {
    const due = await at.store.channels.ensure(room, NOON);
    const dead = await at.store.channels.ensure(otherRoom, NOON);
    for (const { id } of [due, dead]) await at.store.channels.setDigest(id, DAILY, hours(1));
    await at.store.channels.setDead(dead.id, 'archived');
    const dueAt = async (hour: number) =>
      (await at.store.channels.digestsDue(hours(hour))).map(({ id }) => id);

    expect(await dueAt(0.9)).toEqual([]);
    expect(await dueAt(1)).toEqual([due.id]);
    await at.store.channels.setDead(dead.id, null);
    expect(await dueAt(1)).toHaveLength(2);
    await at.store.channels.setDigest(due.id, null, null);
    expect(await dueAt(99)).toEqual([dead.id]);
  });

  it('are advanced by one process only', async () => {
    const { id } = await at.store.channels.ensure(room, NOON);
    const advance = () => at.store.channels.advanceDigest(id, NOON, hours(1), hours(25));

    const results = await Promise.all([advance(), advance(), advance()]);

    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await at.store.channels.find(id)).toMatchObject({
      lastDigestAt: hours(1),
      digestDueAt: hours(25),
    });
  });
});

const followers = async (storyId: string): Promise<string[]> =>
  (await at.store.channels.followersOf(storyId, 'platform-outages')).map(({ channelId }) => channelId);

describe('followers of a story', () => {
  it('are those of the story and of its topic, each once', async () => {
    const { id } = await storedStory(at.store, 'X outage');
    const one = await at.store.channels.ensure(room, NOON);
    const two = await at.store.channels.ensure(otherRoom, NOON);
    await at.store.channels.follow(one.id, 'story', id, NOON);
    await at.store.channels.follow(one.id, 'topic', 'platform-outages', NOON);
    await at.store.channels.follow(two.id, 'topic', 'platform-outages', NOON);

    expect((await followers(id)).toSorted()).toEqual(['other-room', 'room']);
  });

  it('leave out who muted it, whatever else they follow, and who is gone', async () => {
    const { id } = await storedStory(at.store, 'X outage');
    const one = await at.store.channels.ensure(room, NOON);
    const two = await at.store.channels.ensure(otherRoom, NOON);
    await at.store.channels.follow(one.id, 'topic', 'platform-outages', NOON);
    await at.store.channels.follow(one.id, 'story', id, NOON);
    await at.store.channels.setMuted(one.id, 'story', id, true);
    await at.store.channels.follow(two.id, 'story', id, NOON);
    await at.store.channels.setDead(two.id, 'archived');

    expect(await followers(id)).toEqual([]);
  });

  it('hear a story of a muted topic that they follow by itself', async () => {
    const { id } = await storedStory(at.store, 'X outage');
    const one = await at.store.channels.ensure(room, NOON);
    await at.store.channels.follow(one.id, 'topic', 'platform-outages', NOON);
    await at.store.channels.setMuted(one.id, 'topic', 'platform-outages', true);
    await at.store.channels.follow(one.id, 'story', id, NOON);

    expect(await followers(id)).toEqual(['room']);
  });
});

it('says whether following, muting and unfollowing changed anything', async () => {
  const { id } = await at.store.channels.ensure(room, NOON);
  const { channels } = at.store;

  expect(await channels.unfollow(id, 'topic', 'outages')).toBe(false);
  expect(await channels.setMuted(id, 'topic', 'outages', true)).toBe(false);
  expect(await channels.follow(id, 'topic', 'outages', NOON)).toBe(true);
  expect(await channels.follow(id, 'topic', 'outages', NOON)).toBe(false);
  expect(await channels.setMuted(id, 'topic', 'outages', true)).toBe(true);
  expect(await channels.follows(id)).toMatchObject([{ kind: 'topic', target: 'outages', muted: true }]);
  expect(await channels.unfollow(id, 'topic', 'outages')).toBe(true);
  expect(await channels.follows(id)).toEqual([]);
});
