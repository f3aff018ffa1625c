import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../adapters/postgres/database.ts';
import { createStore } from '../../../adapters/postgres/store.ts';
import type { Feed, PollResult } from '../../../src/feeds/feed.ts';
import { entry, hours, newFeed, NOON, only, pollOf } from '../../support/builders.ts';
import { silentLog, useStore } from '../../support/store.ts';

const at = useStore();

const poll = (over: Partial<PollResult> = {}): PollResult => pollOf({ bytes: 100, ...over });

const failed = (message: string, over: Partial<PollResult> = {}): PollResult =>
  poll({ outcome: 'failed', failure: { cause: 'timeout', message }, ...over });

async function added(url = 'https://a.example/feed'): Promise<Feed> {
  return only(await at.store.feeds.add([newFeed(url)], NOON));
}

const again = async ({ id }: Feed): Promise<Feed | null> => at.store.feeds.find(id);

describe('adding', () => {
  it('takes an address once, in whatever company it comes', async () => {
    const one = newFeed('https://a.example/feed');

    expect(await at.store.feeds.add([one, one, newFeed('https://b.example/')], NOON)).toHaveLength(2);
    expect(await at.store.feeds.add([one, newFeed('https://c.example/')], NOON)).toHaveLength(1);
    expect(await at.store.feeds.add([], NOON)).toEqual([]);
    expect(await at.store.feeds.list()).toHaveLength(3);
  });

  it('takes a list of any length', async () => {
    const list = Array.from({ length: 9000 }, (_, index) => newFeed(`https://${index}.example/`));

    expect(await at.store.feeds.add(list, NOON)).toHaveLength(9000);
  });

  it('brings a removed feed back, with its past but without its failures', async () => {
    const feed = await added();
    await at.store.feeds.finishPoll(feed.id, failed('It did not answer.'));
    await at.store.feeds.setState(feed.id, 'removed', null);
    expect(await at.store.feeds.list()).toEqual([]);

    const back = only(await at.store.feeds.add([newFeed(feed.url)], hours(5)));

    expect(back).toMatchObject({
      id: feed.id,
      state: 'active',
      failures: 0,
      failure: null,
      nextDueAt: hours(5),
    });
    expect(back.polls).toBe(1);
  });

  it('knows addresses that were ever there', async () => {
    const feed = await added();
    await at.store.feeds.setState(feed.id, 'removed', null);

    expect(await at.store.feeds.known([feed.url, 'https://b.example/'])).toEqual(new Set([feed.url]));
  });
});

describe('searching', () => {
  it('finds by id, address or part of the title, the exact one first, and takes no wildcards', async () => {
    const feeds = await at.store.feeds.add(
      [
        newFeed('https://a.example/100%25', { title: 'A News of the World' }),
        newFeed('https://b.example/', { title: 'News' }),
        newFeed('https://c.example/', { title: 'Gone news' }),
      ],
      NOON,
    );
    await at.store.feeds.setState(feeds[2]?.id ?? '', 'removed', null);
    const titles = async (text: string) => (await at.store.feeds.search(text, 5)).map(({ title }) => title);

    expect(await titles('news')).toEqual(['News', 'A News of the World']);
    expect(await titles('b.example')).toEqual(['News']);
    expect(await titles(feeds[0]?.id ?? '')).toEqual(['A News of the World']);
    expect(await titles('100%')).toEqual(['A News of the World']);
    expect(await titles('_ews%')).toEqual([]);
    expect(await titles('\\')).toEqual([]);
  });
});

it('tells the folders of feeds, where they have one', async () => {
  const [inOne, inNone] = await at.store.feeds.add(
    [{ ...newFeed('https://a.example/'), folder: 'Status pages' }, newFeed('https://b.example/')],
    NOON,
  );
  const asked = [inOne?.id ?? '', inNone?.id ?? ''];

  expect([...(await at.store.feeds.folders(asked))]).toEqual([[inOne?.id, 'Status pages']]);
});

describe('a due feed', () => {
  it('is handed out to one of several processes, once a minute', async () => {
    const second = await openDatabase(at.url, silentLog);
    onTestFinished(() => second.close());
    const stores = [at.store, createStore(second.db), at.store];
    await at.store.feeds.add(
      Array.from({ length: 60 }, (_, index) => newFeed(`https://${index}.example/`)),
      NOON,
    );

    const claimed = await Promise.all(stores.map((store) => store.feeds.claimDue(NOON, 25)));

    const ids = claimed.flat();
    expect(new Set(ids).size).toBe(ids.length);
    expect(claimed.every((each) => each.length <= 25)).toBe(true);
    const rest = await at.store.feeds.claimDue(NOON, 100);
    expect(ids.length + rest.length).toBe(60);
    expect(await at.store.feeds.claimDue(NOON, 100)).toEqual([]);
  });

  it('is polled by one process at a time, again when its lease has run out', async () => {
    const { id } = await added();

    const leases = await Promise.all([1, 2, 3].map(() => at.store.feeds.lease(id, NOON)));
    expect(leases.filter((lease) => lease !== null)).toHaveLength(1);
    expect(await at.store.feeds.lease(id, NOON)).toBeNull();
    await at.pool.query(`update feeds set lease_until = now() - interval '1 second'`);

    expect(await at.store.feeds.lease(id, NOON)).toMatchObject({ id });
  });

  it('is not polled before its time, nor when it is paused', async () => {
    const { id } = await added();

    expect(await at.store.feeds.lease(id, hours(-1))).toBeNull();
    await at.store.feeds.setState(id, 'paused', 'by Ada');
    expect(await at.store.feeds.lease(id, NOON)).toBeNull();
    expect(await at.store.feeds.find(id)).toMatchObject({ state: 'paused', stateReason: 'by Ada' });
  });

  it('comes back at once or later when it is put off or wanted', async () => {
    const feed = await added();
    await at.store.feeds.lease(feed.id, NOON);
    await at.store.feeds.putOff(feed.id, hours(2));

    expect(await at.store.feeds.lease(feed.id, hours(1))).toBeNull();
    await at.store.feeds.makeDue(feed.id, hours(1));
    expect(await at.store.feeds.claimDue(hours(1), 5)).toEqual([feed.id]);
    expect(await at.store.feeds.lease(feed.id, hours(1))).not.toBeNull();
  });
});

describe('a poll', () => {
  it('is kept together with what it found that is new, or not at all', async () => {
    const feed = await added();
    const titles = async () => (await at.store.items.latest(feed.id, 10)).map(({ title }) => title);
    const found = { fresh: [entry('One'), entry('Two')], announce: true };

    // A time that no calendar has: the outcome cannot be stored.
    await expect(
      at.store.feeds.keepPoll(feed.id, poll({ silentSince: new Date(Number.NaN) }), found),
    ).rejects.toThrow('timestamp');
    expect(await titles()).toEqual([]);
    expect(await again(feed)).toMatchObject({ polls: 0 });

    expect(await at.store.feeds.keepPoll(feed.id, poll({ title: 'Real title' }), found)).toBe(2);
    expect(await at.store.feeds.keepPoll(feed.id, poll({ checkedAt: hours(1) }), found)).toBe(0);
    expect((await titles()).toSorted()).toEqual(['One', 'Two']);
    expect(await again(feed)).toMatchObject({ polls: 2, title: 'Real title', lastReadAt: hours(1) });
  });

  it('that went well is remembered with what it learned', async () => {
    const feed = await added();
    const validators = { url: feed.url, etag: '"1"', lastModified: null, bodyHash: 'h' };
    const asked = { intervalMs: 1000, skipHours: [3], skipDays: [0] };
    await at.store.feeds.lease(feed.id, NOON);

    await at.store.feeds.finishPoll(
      feed.id,
      poll({ validators, asked, title: 'Real title', language: 'fr' }),
    );
    await at.store.feeds.finishPoll(feed.id, poll({ outcome: 'unchanged', checkedAt: hours(1), bytes: 5 }));

    expect(await again(feed)).toMatchObject({
      title: 'Real title',
      language: 'fr',
      validators,
      askedIntervalMs: 1000,
      skipHours: [3],
      skipDays: [0],
      polls: 2,
      pollsUnchanged: 1,
      bytes: 105,
      lastReadAt: hours(1),
      nextDueAt: hours(1),
    });
    await at.store.feeds.makeDue(feed.id, NOON);
    expect(await at.store.feeds.lease(feed.id, NOON)).not.toBeNull();
  });

  it('that failed counts up from when it began, and one that went well ends that', async () => {
    const feed = await added();
    await at.store.feeds.finishPoll(feed.id, failed('It did not answer.'));
    await at.store.feeds.finishPoll(feed.id, failed('It did not answer again.', { checkedAt: hours(1) }));

    expect(await again(feed)).toMatchObject({
      failures: 2,
      failingSince: NOON,
      failure: { cause: 'timeout', message: 'It did not answer again.' },
      lastReadAt: null,
    });
    expect(await at.store.feeds.counts()).toEqual({
      active: 1,
      paused: 0,
      failing: 1,
      neverRead: 1,
      unreachable: 1,
      lastReadAt: null,
    });

    await at.store.feeds.finishPoll(feed.id, poll({ checkedAt: hours(2) }));
    expect(await again(feed)).toMatchObject({ failures: 0, failingSince: null, failure: null });
    expect(await at.store.feeds.counts()).toEqual({
      active: 1,
      paused: 0,
      failing: 0,
      neverRead: 0,
      unreachable: 0,
      lastReadAt: hours(2),
    });
  });

  it('may move the feed, but not onto another', async () => {
    const [feed, other] = [await added(), await added('https://b.example/feed')];

    await at.store.feeds.finishPoll(feed.id, poll({ newUrl: 'https://a.example/new' }));
    expect(await again(feed)).toMatchObject({ url: 'https://a.example/new' });
    await at.store.feeds.finishPoll(feed.id, poll({ newUrl: other.url, checkedAt: hours(1) }));

    expect(await again(feed)).toMatchObject({ url: 'https://a.example/new', lastCheckedAt: hours(1) });
  });

  it('may end the feed', async () => {
    const feed = await added();

    await at.store.feeds.finishPoll(feed.id, failed('It is gone.', { pauseReason: 'gone (410)' }));

    expect(await again(feed)).toMatchObject({ state: 'paused', stateReason: 'gone (410)' });
  });
});

describe('a clock that was set back', () => {
  it('does not keep a feed waiting until it has caught up', async () => {
    const feed = await added();
    await at.store.feeds.finishPoll(feed.id, poll({ checkedAt: hours(1), nextDueAt: hours(2) }));

    expect(await at.store.feeds.claimDue(NOON, 10)).toEqual([feed.id]);
    expect(await at.store.feeds.lease(feed.id, NOON)).not.toBeNull();
  });

  it('is not seen in the clock of a machine that is a minute slow', async () => {
    const feed = await added();
    const aheadByOneMinute = new Date(NOON.getTime() + 60_000);
    await at.store.feeds.finishPoll(feed.id, poll({ checkedAt: aheadByOneMinute, nextDueAt: hours(1) }));

    expect(await at.store.feeds.claimDue(NOON, 10)).toEqual([]);
  });
});
