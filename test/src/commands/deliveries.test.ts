import { expect, it } from 'vitest';
import type { NewDelivery } from '../../../src/deliveries/delivery.ts';
import { say as message } from '../../../src/messages/message.ts';
import { bob, hours, NOON, only, otherRoom, room } from '../../support/builders.ts';
import { openDesk } from '../../support/desk.ts';
import { buttonsOf } from '../../support/message-text.ts';
import { useStore } from '../../support/store.ts';

const at = useStore();

async function delivery(key: string, over: Partial<NewDelivery> = {}): Promise<string> {
  const { id: channelId } = await at.store.channels.ensure(room, NOON);
  const added = await at.store.deliveries.add([
    {
      key,
      channelId,
      kind: 'update',
      storyId: null,
      message: message(key),
      createdAt: NOON,
      parentKey: null,
      notBefore: null,
      ...over,
    },
  ]);
  return only(added);
}

async function failed(key: string, reason: string): Promise<string> {
  const id = await delivery(key);
  await at.store.deliveries.lease(id, NOON);
  await at.store.deliveries.markTried(id, reason, null);
  return id;
}

it('says when nothing waits', async () => {
  const id = await delivery('a');
  await at.store.deliveries.lease(id, NOON);
  await at.store.deliveries.markSent(id, '1', NOON);

  expect(await openDesk(at.store).ask('/storywatch deliveries')).toBe(
    'Nothing waits or failed; 1 message sent.',
  );
});

it('lists what waits and what failed with its reason, newest first', async () => {
  const gone = await failed('a', 'the channel is archived');
  const held = await delivery('b', { notBefore: hours(5) });
  const later = await delivery('c');
  await at.store.deliveries.lease(later, NOON);
  await at.store.deliveries.markTried(later, 'the server has an error', hours(1));

  const [title, ...lines] = (await openDesk(at.store).ask('/storywatch deliveries')).split('\n');

  expect(title).toBe('Messages: 2 waiting, 1 failed, 0 sent');
  expect(lines[0]).toContain(`${later.slice(0, 8)} report for room (terminal)`);
  expect(lines[0]).toContain('1 try, next ');
  expect(lines[0]).toContain('the server has an error');
  expect(lines[1]).toContain(`${held.slice(0, 8)} `);
  expect(lines[1]).toContain('held until ');
  expect(lines[2]).toContain(`${gone.slice(0, 8)} `);
  expect(lines[2]).toContain('failed after 1 try: the channel is archived');
});

it('offers to retry what failed, and lets it be tried at once as a repeat', async () => {
  const id = await failed('a', 'no answer');
  const { say, ask } = openDesk(at.store);
  const retry = only(buttonsOf((await say('/storywatch deliveries')).message));

  expect(retry.command).toBe(`/storywatch retry ${id.slice(0, 8)}`);
  expect(await ask(retry.command)).toBe(`${id.slice(0, 8)} is sent to room (terminal) again within seconds.`);

  expect(await at.store.deliveries.ready('terminal', NOON, 10)).toEqual([id]);
  expect((await at.store.deliveries.lease(id, NOON))?.attempts).toBe(2);
});

it('keeps a retry in the log, and takes it back until the message is sent', async () => {
  const id = await failed('a', 'no answer');
  const { say, ask, undo } = openDesk(at.store);
  const line = `/storywatch retry ${id.slice(0, 8)}`;

  await say(line);
  expect(await undo()).toBe(`Undone: ${line} (Ada).`);
  expect(await at.store.deliveries.ready('terminal', NOON, 10)).toEqual([]);

  await say(line);
  await at.store.deliveries.lease(id, NOON);
  await at.store.deliveries.markSent(id, '1', NOON);
  expect(await ask('/storywatch undo 3')).toContain('cannot be undone');
  expect(await ask('/storywatch log')).toContain(line);
});

it('refuses to send twice what was sent or waits, and references of nothing', async () => {
  const waiting = await delivery('a');
  const sent = await delivery('b');
  await at.store.deliveries.lease(sent, NOON);
  await at.store.deliveries.markSent(sent, '1', NOON);
  const { ask } = openDesk(at.store);

  expect(await ask(`/storywatch retry ${waiting}`)).toContain('waits and is sent by itself');
  expect(await ask(`/storywatch retry ${sent}`)).toContain('was sent already');
  expect(await ask('/storywatch retry 00000000')).toContain('No message has the reference');
  expect(await ask('/storywatch retry %%%%')).toContain('No message has the reference');
});

it('is for admins alone', async () => {
  const { ask } = openDesk(at.store);

  expect(await ask('/storywatch deliveries', { actor: bob, channel: otherRoom })).toContain('for admins');
  expect(await ask('/storywatch retry 1234', { actor: bob })).toContain('for admins');
});
