import { describe, expect, it } from 'vitest';
import type { NewDelivery } from '../../../src/deliveries/delivery.ts';
import { say, type Message } from '../../../src/messages/message.ts';
import { hours, NOON, only, room, storedStory } from '../../support/builders.ts';
import { outbox } from '../../support/outbox.ts';
import { useStore } from '../../support/store.ts';

const at = useStore();

async function delivery(key: string, over: Partial<NewDelivery> = {}): Promise<NewDelivery> {
  const { id: channelId } = await at.store.channels.ensure(room, NOON);
  return {
    key,
    channelId,
    kind: 'update',
    storyId: null,
    message: say(key),
    createdAt: NOON,
    notBefore: null,
    parentKey: null,
    ...over,
  };
}

const ready = (hour = 0) => at.store.deliveries.ready('terminal', hours(hour), 10);

it('writes a key once, in one list or several', async () => {
  const one = await delivery('one');

  const first = await at.store.deliveries.add([one, one, await delivery('two')]);
  const second = await at.store.deliveries.add([one, await delivery('three')]);

  expect([first.length, second.length]).toEqual([2, 1]);
  expect(await at.store.deliveries.add([])).toEqual([]);
  expect((await outbox(at.pool)).map(({ key }) => key)).toEqual(['one', 'two', 'three']);
  expect(await at.store.deliveries.counts()).toEqual({ pending: 3, sent: 0, failed: 0 });
});

it('hands out the oldest first, when they may be tried', async () => {
  const [now, later] = await at.store.deliveries.add([
    await delivery('now'),
    await delivery('later', { notBefore: hours(2) }),
  ]);

  expect(await ready()).toEqual([now]);
  expect(await ready(2)).toEqual([now, later]);
  expect(await at.store.deliveries.ready('slack', NOON, 10)).toEqual([]);
});

it('leases a delivery with its message and channel as they were written', async () => {
  const message: Message = {
    title: 'X outage',
    blocks: [
      { kind: 'text', text: [{ text: 'noon', time: NOON }] },
      { kind: 'volume', volume: { counts: [1, 2], stepMs: 1, endsAt: NOON } },
    ],
  };
  const id = only(await at.store.deliveries.add([await delivery('one', { message })]));

  const leased = await at.store.deliveries.lease(id, NOON);

  expect(leased).toMatchObject({ id, message, channel: room, attempts: 1, parent: null });
  expect(await at.store.deliveries.lease(id, NOON)).toBeNull();
  await at.store.deliveries.markSent(id, 'm1', hours(1));
  expect(await at.store.deliveries.lease(id, hours(99))).toBeNull();
  expect(await at.store.deliveries.counts()).toEqual({ pending: 0, sent: 1, failed: 0 });
});

describe('what belongs into a thread', () => {
  it('waits for its living post, and goes to the channel when that failed', async () => {
    const [post, report] = await at.store.deliveries.add([
      await delivery('report', { parentKey: 'post' }),
      await delivery('post', { kind: 'post' }),
    ]);

    expect(await ready()).toEqual([post]);
    expect(await at.store.deliveries.lease(report ?? '', NOON)).toBeNull();
    await at.store.deliveries.markTried(post ?? '', 'no', null);

    expect(await ready()).toEqual([report]);
    expect(await at.store.deliveries.lease(report ?? '', NOON)).toMatchObject({
      parent: { messageId: null },
    });
  });
});

async function posted(): Promise<{ readonly id: string; readonly storyId: string }> {
  const { id: storyId } = await storedStory(at.store, 'X outage');
  const id = only(await at.store.deliveries.add([await delivery('post', { kind: 'post', storyId })]));
  await at.store.deliveries.markSent(id, 'm1', NOON);
  return { id, storyId };
}

const due = (hour: number) => at.store.deliveries.refreshesDue('terminal', hours(hour), 10);

describe('a living post', () => {
  it('is edited once for any number of changes', async () => {
    const { id, storyId } = await posted();
    expect(await due(9)).toEqual([]);
    expect(await at.store.deliveries.findRefresh(id)).toBeNull();

    await at.store.deliveries.wantRefresh(storyId, hours(1));
    await at.store.deliveries.wantRefresh(storyId, hours(2));
    expect(await due(1)).toEqual([]);
    expect(await due(2)).toEqual([id]);
    expect(await at.store.deliveries.findRefresh(id)).toMatchObject({
      id,
      storyId,
      messageId: 'm1',
      channel: room,
    });
    await at.store.deliveries.markRefreshed(id, hours(2), hours(2));

    expect(await due(99)).toEqual([]);
  });

  it('is edited again for a change that came while it was edited', async () => {
    const { id, storyId } = await posted();
    await at.store.deliveries.wantRefresh(storyId, hours(1));

    const edited = await at.store.deliveries.findRefresh(id);

    // Wished for before the edit began, but kept after: a classifier's batch takes its time.
    await at.store.deliveries.wantRefresh(storyId, hours(0.5));
    await at.store.deliveries.markRefreshed(id, edited?.wantedAt ?? NOON, NOON);

    expect(await due(1)).toEqual([id]);
  });

  it('that people deleted makes room for a new one', async () => {
    const { id, storyId } = await posted();
    await at.store.deliveries.wantRefresh(storyId, hours(1));

    await at.store.deliveries.markGone(id);

    expect(await due(99)).toEqual([]);
    expect(await at.store.deliveries.add([await delivery('post', { kind: 'post', storyId })])).toHaveLength(
      1,
    );
  });

  it('in a channel that takes nothing more is left alone', async () => {
    const { storyId } = await posted();
    await at.store.channels.setDead((await at.store.channels.ensure(room, NOON)).id, 'archived');
    await at.store.deliveries.wantRefresh(storyId, hours(1));

    expect(await due(99)).toEqual([]);
  });
});
