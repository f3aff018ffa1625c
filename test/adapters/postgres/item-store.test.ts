import { describe, expect, it } from 'vitest';
import type { FeedEntry } from '../../../src/feeds/item.ts';
import {
  assignment,
  entry,
  hours,
  newFeed,
  NOON,
  only,
  storedItems,
  storedStory,
} from '../../support/builders.ts';
import { useStore } from '../../support/store.ts';

const at = useStore();

async function feedId(url = 'https://news.example/feed.xml'): Promise<string> {
  return only(await at.store.feeds.add([newFeed(url)], NOON)).id;
}

const save = (feed: string, entries: readonly FeedEntry[], now = NOON) =>
  at.store.items.save(feed, entries, { announce: true, now });

describe('saving', () => {
  it('adds what is new, updates what changed, and leaves the rest', async () => {
    const feed = await feedId();
    await save(feed, [entry('Same'), entry('Edited', { text: 'before' })]);

    const stored = await save(
      feed,
      [entry('Same'), entry('Edited', { text: 'after' }), entry('New')],
      hours(1),
    );

    expect(stored).toEqual({ added: 1, changed: 1 });
    const items = await at.store.items.latest(feed, 10);
    expect(
      items.map(({ title, text, seenAt }) => `${title} ${text} ${seenAt.getUTCHours()}`).toSorted(),
    ).toEqual(['Edited after 12', 'New  13', 'Same  12']);
  });

  it('keeps everything that an entry has', async () => {
    const feed = await feedId();
    const full = entry('Full', {
      guid: 'urn:1',
      text: 'The text',
      summary: 'Short',
      author: 'Ada',
      updated: hours(-1),
      language: 'en-GB',
      categories: ['Outages'],
      enclosures: [{ url: 'https://news.example/a.mp3', type: 'audio/mpeg', length: 7 }],
      source: { title: 'The Daily', url: null },
      image: 'https://news.example/a.png',
    });

    await save(feed, [full]);

    expect(only(await at.store.items.latest(feed, 1))).toMatchObject(full);
  });

  it('takes a key once although it comes twice in one document, or in two processes', async () => {
    const feed = await feedId();
    const twice = [entry('One', { text: 'first' }), entry('One', { text: 'last' })];

    const saved = await Promise.all([save(feed, twice), save(feed, twice)]);

    expect(saved.reduce((sum, { added }) => sum + added, 0)).toBe(1);
    expect(only(await at.store.items.latest(feed, 10)).text).toBe('last');
  });

  it('keeps the same key of two feeds apart', async () => {
    const [one, two] = [await feedId(), await feedId('https://other.example/')];

    expect(await save(one, [entry('Same')])).toEqual({ added: 1, changed: 0 });
    expect(await save(two, [entry('Same')])).toEqual({ added: 1, changed: 0 });
  });

  it('takes a whole archive at once', async () => {
    const feed = await feedId();
    const archive = Array.from({ length: 1200 }, (_, index) => entry(`Item ${index}`));

    expect(await save(feed, archive)).toEqual({ added: 1200, changed: 0 });
    expect(await save(feed, archive)).toEqual({ added: 0, changed: 0 });
  });

  it.each([
    ['a NUL', '\u0000', '\uFFFD'],
    ['half of a character', '\uD83D', '\uFFFD'],
    ['what looks like an escape', String.raw`\ud83d \u0000 \\`, String.raw`\ud83d \u0000 \\`],
  ])('takes %s wherever it stands', async (_what, odd, kept) => {
    const feed = await feedId();

    await save(feed, [
      entry('Odd', { title: odd, text: odd, author: odd, categories: [odd], summary: odd }),
      entry('Even'),
    ]);

    const items = await at.store.items.latest(feed, 10);
    expect(items).toHaveLength(2);
    expect(items.find(({ key }) => key === 'Odd')).toMatchObject({
      title: kept,
      text: kept,
      author: kept,
      categories: [kept],
      summary: kept,
    });
  });

  it('changes nothing where nothing comes', async () => {
    expect(await save(await feedId(), [])).toEqual({ added: 0, changed: 0 });
  });
});

describe('a new title', () => {
  it('that says something else is judged again, a mended one is not', async () => {
    const feed = await feedId();
    await save(feed, [entry('a', { title: 'X is donw for users' }), entry('b', { title: 'Live: markets' })]);
    const ids = (await at.store.items.unclassified(10)).map(({ id }) => id);
    await at.store.items.markClassified(ids, NOON);

    await save(feed, [
      entry('a', { title: 'X is down for users' }),
      entry('b', { title: 'Treasury confirms that hackers read its mail' }),
    ]);

    const waiting = await at.store.items.unclassified(10);
    expect(waiting.map(({ title, retitled }) => [title, retitled])).toEqual([
      ['Treasury confirms that hackers read its mail', 1],
    ]);
  });
});

it('hands out what may be announced before what a feed held when it was added', async () => {
  const feed = await feedId();
  await at.store.items.save(feed, [entry('Held', { published: hours(-2) })], { announce: false, now: NOON });
  await save(feed, [entry('Fresh', { published: hours(2) })]);

  const waiting = await at.store.items.unclassified(2);

  expect(waiting.map(({ title }) => title)).toEqual(['Fresh', 'Held']);
});

it('hands out what waits for a verdict, oldest first, with its feed', async () => {
  const feed = await feedId();
  await save(feed, [
    entry('Newest', { published: hours(2) }),
    entry('Oldest', { published: hours(-2) }),
    entry('Undated', { published: null }),
  ]);

  const waiting = await at.store.items.unclassified(2);

  expect(waiting.map(({ title, announce, feedTitle }) => [title, announce, feedTitle])).toEqual([
    ['Oldest', true, 'Feed of news.example'],
    ['Undated', true, 'Feed of news.example'],
  ]);
  await at.store.items.markClassified(
    waiting.map(({ id }) => id),
    NOON,
  );
  await at.store.items.markClassified([], NOON);
  expect((await at.store.items.unclassified(10)).map(({ title }) => title)).toEqual(['Newest']);
  expect((await at.store.items.recent(10)).map(({ title }) => title)).toEqual(['Oldest', 'Undated']);
});

it('finds an item by the first digits of its id, and sees when they are too few', async () => {
  const feed = await feedId();
  await save(feed, [entry('One'), entry('Two')]);
  const [one, two] = await at.store.items.latest(feed, 2);
  await at.pool.query(`update items set id = 'abcd0000-0000-4000-8000-000000000001' where id = $1`, [
    one?.id,
  ]);
  await at.pool.query(`update items set id = 'abcd1111-0000-4000-8000-000000000001' where id = $1`, [
    two?.id,
  ]);

  expect(await at.store.items.byRef('abcd0')).toHaveLength(1);
  expect(await at.store.items.byRef('abcd0000-0000-4000-8000-000000000001')).toHaveLength(1);
  expect(await at.store.items.byRef('abcd')).toHaveLength(2);
  for (const ref of ['abc', 'abce', '%', 'xyz1', "'; drop table items"]) {
    expect(await at.store.items.byRef(ref)).toEqual([]);
  }
});

it('counts what is kept, what waits and what came since', async () => {
  const feed = await feedId();
  await save(feed, [entry('Old')], hours(-2));
  await save(feed, [entry('New')], NOON);

  expect(await at.store.items.counts(hours(-1))).toMatchObject({
    items: 2,
    unclassified: 2,
    seenSince: 1,
  });
});

it('tells the times of a feed’s newest items', async () => {
  const feed = await feedId();
  await save(feed, [
    entry('One', { published: hours(-1) }),
    entry('Two', { published: hours(-2) }),
    entry('Undated', { published: null }),
  ]);

  expect(await at.store.items.latestTimes(feed, 5)).toEqual([hours(-1), hours(-2)]);
  expect(await at.store.items.find('00000000-0000-4000-8000-000000000000')).toBeNull();
});

describe('assignments', () => {
  it('put an item in one story at a time', async () => {
    const [one, two] = [await storedStory(at.store, 'One'), await storedStory(at.store, 'Two')];
    const [item] = await storedItems(at.store, [entry('X down')]);
    const put = (storyId: string) =>
      at.store.assignments.put(assignment({ itemId: item?.id ?? '', storyId }));

    await put(one.id);
    await put(two.id);

    const all = { states: ['auto'], limit: 10 } as const;
    expect(await at.store.assignments.ofStory(one.id, all)).toEqual([]);
    expect(await at.store.assignments.ofStory(two.id, all)).toHaveLength(1);
  });

  it('are told newest first, a page at a time, and by the window in which they joined', async () => {
    const { id } = await storedStory(at.store, 'X outage');
    const titles = ['first', 'second', 'third'];
    const items = await storedItems(
      at.store,
      titles.map((title, index) =>
        entry(title, { published: hours(index), language: index ? 'fr-CH' : 'en' }),
      ),
    );
    for (const [index, item] of items.entries()) {
      await at.store.assignments.put(
        assignment({ itemId: item.id, storyId: id, assignedAt: hours(10 - index) }),
      );
    }

    const page = await at.store.assignments.ofStory(id, { states: ['auto'], limit: 2, offset: 1 });
    expect(page.map(({ item }) => item.title)).toEqual(['second', 'first']);
    const joined = await at.store.assignments.joined([id], hours(8), hours(9));
    expect(joined.map(({ item }) => item.title)).toEqual(['second']);
    expect(await at.store.assignments.joined([], hours(0), hours(99))).toEqual([]);
    expect(await at.store.assignments.counts(id)).toEqual({
      inStory: 3,
      suggested: 0,
      languages: ['en', 'fr'],
    });
  });
});
