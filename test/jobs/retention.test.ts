import { expect, it } from 'vitest';
import { createRetention } from '../../adapters/postgres/retention.ts';
import { createInbox } from '../../adapters/postgres/inbox.ts';
import { applyRetention } from '../../jobs/retention.ts';
import { say as message } from '../../src/messages/message.ts';
import {
  DAY_MS,
  entry,
  NOON,
  only,
  room,
  storedItems,
  storedReports,
  storedStory,
} from '../support/builders.ts';
import { openDesk } from '../support/desk.ts';
import { silentLog, useStore } from '../support/store.ts';

const at = useStore();

const FEED = 'https://news.example/feed.xml';
const days = (count: number): Date => new Date(NOON.getTime() + count * DAY_MS);
const apply = (now: Date) =>
  applyRetention({ retention: createRetention(at.db), retentionDays: 30, log: silentLog }, now);
const titles = async () =>
  (await at.pool.query<{ title: string }>('select title from items order by seq')).rows.map(
    ({ title }) => title,
  );
const judged = async () =>
  at.store.items.markClassified(
    (await at.store.items.unclassified(1000)).map(({ id }) => id),
    NOON,
  );
const feedId = async () => only(await at.store.feeds.search(FEED, 1)).id;
const reread = async (...entries: ReturnType<typeof entry>[]) =>
  at.store.items.save(await feedId(), entries, { announce: true, now: days(32) });

it('empties items outside stories when they are old, and no others', async () => {
  const story = await storedStory(at.store, 'X outage');
  await storedReports(at.store, story.id, [entry('of a story')]);
  const [rejected] = await storedItems(at.store, [
    entry('taken out by a person'),
    entry('outside', { text: 'Long.' }),
  ]);
  await at.store.assignments.reject(rejected?.id ?? '', story.id, NOON);
  await judged();
  await storedItems(at.store, [entry('not judged yet')]);

  expect(await apply(days(29))).toEqual({ items: 0, messages: 0, shown: 0 });
  expect(await apply(days(31))).toEqual({ items: 1, messages: 0, shown: 0 });
  expect(await apply(days(31))).toEqual({ items: 0, messages: 0, shown: 0 });

  expect(await titles()).toEqual(['of a story', 'taken out by a person', '', 'not judged yet']);
  const { rows } = await at.pool.query('select link, text, key from items where reduced_at is not null');
  expect(rows).toEqual([{ link: null, text: '', key: 'outside' }]);
});

it('still knows a reduced item when its feed lists it, edited or under another id', async () => {
  const old = entry('Old news', { text: 'As it was.' });
  await storedItems(at.store, [old]);
  await judged();
  await apply(days(31));

  expect(await reread(old)).toEqual({ added: 0, changed: 0 });
  expect(await at.store.items.countRenamed(await feedId(), [{ ...old, key: 'another id' }])).toBe(1);
  expect(await reread({ ...old, title: 'Old news, edited' })).toEqual({ added: 0, changed: 1 });
  expect(await reread({ ...old, title: 'Old news, edited' })).toEqual({ added: 0, changed: 0 });

  expect(await titles()).toEqual(['']);
  expect(await at.store.items.unclassified(10)).toEqual([]);
});

it('lets the classifier learn from whole items only', async () => {
  await storedItems(at.store, [entry('old')]);
  await judged();
  await apply(days(31));
  await storedItems(at.store, [entry('new')]);
  await judged();

  const recent = await at.store.items.recent(10);

  expect(recent.map(({ title }) => title)).toEqual(['new']);
});

it('empties sent messages, and keeps what failed or waits, and every key', async () => {
  const { id: channelId } = await at.store.channels.ensure(room, NOON);
  const make = (key: string) => ({
    key,
    channelId,
    kind: 'update' as const,
    storyId: null,
    message: message(`text of ${key}`),
    createdAt: NOON,
    parentKey: null,
    notBefore: null,
  });
  const [sent = '', failed = ''] = await at.store.deliveries.add(['sent', 'failed', 'waiting'].map(make));
  await at.store.deliveries.markSent(sent, 'M1', NOON);
  await at.store.deliveries.markTried(failed, 'gone', null);

  expect(await apply(days(31))).toEqual({ items: 0, messages: 1, shown: 0 });

  expect(only(await at.store.deliveries.byRef(sent))).toMatchObject({
    messageId: 'M1',
    message: { blocks: [] },
  });
  expect(only(await at.store.deliveries.byRef(failed)).message).toEqual(message('text of failed'));
  expect(await at.store.deliveries.add([make('sent')])).toEqual([]);
});

it('deletes what the terminal showed, but the newest, so that its numbers never fall', async () => {
  const inbox = createInbox(at.db);
  for (const nonce of ['a', 'b', 'c']) await inbox.put(nonce, room, message(nonce), NOON);

  expect(await apply(days(31))).toEqual({ items: 0, messages: 0, shown: 2 });

  expect((await inbox.after(0, 10)).map(({ id }) => id)).toEqual([3]);
});

it('goes through many in batches, and two at once share them', async () => {
  await storedItems(
    at.store,
    Array.from({ length: 1000 }, (_, index) => entry(`item ${index}`)),
  );
  await judged();

  const [one, two] = await Promise.all([apply(days(31)), apply(days(31))]);

  expect(one.items + two.items).toBe(1000);
  expect(new Set(await titles())).toEqual(new Set(['']));
});

it('is told in the status', async () => {
  await storedItems(at.store, [entry('old'), entry('new')]);
  await judged();
  await at.pool.query(`update items set seen_at = $1 where key = 'new'`, [days(30)]);
  await apply(days(31));

  expect(await openDesk(at.store).ask('/storywatch status')).toContain(
    '2 kept (1 of them old, without text)',
  );
});
