import { expect, it } from 'vitest';
import { createInbox } from '../../../adapters/postgres/inbox.ts';
import { say, type Message } from '../../../src/messages/message.ts';
import { NOON, room } from '../../support/builders.ts';
import { textOf } from '../../support/message-text.ts';
import { someoneWaits } from '../../support/outbox.ts';
import { useStore } from '../../support/store.ts';

const at = useStore();

it('is empty at first', async () => {
  const inbox = createInbox(at.db);

  expect(await inbox.latest()).toBe(0);
  expect(await inbox.after(0, 10)).toEqual([]);
});

it('keeps messages in order, each once, with their moments', async () => {
  const inbox = createInbox(at.db);
  const dated: Message = { blocks: [{ kind: 'text', text: [{ text: 'noon', time: NOON }] }] };

  const first = await inbox.put('a', room, dated, NOON);
  const second = await inbox.put('b', room, say('two'), NOON);
  const again = await inbox.put('a', room, say('other words'), NOON);

  expect(again).toBe(first);
  expect(await inbox.latest()).toBeGreaterThanOrEqual(second);
  const [one, two, ...more] = await inbox.after(0, 10);
  expect(more).toEqual([]);
  expect(one?.message).toEqual(dated);
  expect(two).toMatchObject({ id: second, channel: { spaceId: 'local', channelId: 'room' }, at: NOON });
  expect(await inbox.after(first, 10)).toMatchObject([{ id: second }]);
  expect(await inbox.after(0, 1)).toMatchObject([{ id: first }]);
});

it('replaces what a message says', async () => {
  const inbox = createInbox(at.db);
  const id = await inbox.put('a', room, say('before'), NOON);

  await inbox.replace(id, say('after'));

  expect((await inbox.after(0, 10)).map(({ message }) => textOf(message))).toEqual(['after']);
});

it('never shows a later message before an earlier one that is still being put', async () => {
  const inbox = createInbox(at.db);
  let later: Promise<number> | undefined;
  const earlier = await at.db.transaction(async (tx) => {
    const id = await createInbox(tx).put('earlier', room, say('earlier'), NOON);
    later = inbox.put('later', room, say('later'), NOON);
    await Promise.race([later, someoneWaits(at.pool)]);
    // A screen that looks now must not step over the earlier one.
    expect(await inbox.after(0, 10)).toEqual([]);
    return id;
  });

  expect((await inbox.after(0, 10)).map(({ id }) => id).slice(0, 1)).toEqual([earlier]);
  expect(await later).toBeGreaterThan(earlier);
});
