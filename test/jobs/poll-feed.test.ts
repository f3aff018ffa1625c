import { describe, expect, it, onTestFinished } from 'vitest';
import { createFeedReader } from '../../adapters/feeds/reader.ts';
import { createHostPace } from '../../adapters/postgres/host-pace.ts';
import { pollFeed } from '../../jobs/poll-feed.ts';
import { refreshPost } from '../../jobs/refresh-post.ts';
import { createInbox } from '../../adapters/postgres/inbox.ts';
import { createTerminalChat } from '../../adapters/terminal/chat.ts';
import type { Feed } from '../../src/feeds/feed.ts';
import { hours, newFeed, NOON, only, room } from '../support/builders.ts';
import { openFeedServer, rssOf } from '../support/feed-server.ts';
import { buttonsOf, textOf } from '../support/message-text.ts';
import { freePort } from '../support/waiting.ts';
import { outbox } from '../support/outbox.ts';
import { silentLog, useStore } from '../support/store.ts';

const at = useStore();

/** A publisher on loopback, its feed, and polls of it at moments that the test chooses. */
async function publisher() {
  const server = await openFeedServer();
  const reader = createFeedReader({
    userAgent: 'test',
    maxBytes: 5_000_000,
    allow: ['127.0.0.1/32'],
    pace: createHostPace(at.pool, () => 0),
  });
  onTestFinished(async () => {
    await Promise.all([reader.close(), server.close()]);
  });
  const feed = only(
    await at.store.feeds.add([newFeed(`${server.origin}/feed.xml`, { title: 'Wire' })], NOON),
  );
  let now = NOON;
  const job = pollFeed({
    store: at.store,
    reader,
    secrets: null,
    floorMs: 0,
    clock: () => now,
    log: silentLog,
  });
  const poll = async (when: Date, feedId = feed.id): Promise<Feed | null> => {
    now = when;
    await at.store.feeds.makeDue(feedId, when);
    await job({ feedId });
    return at.store.feeds.find(feedId);
  };
  return { server, poll, feed };
}

const announced = async (): Promise<readonly string[]> =>
  (await at.store.items.unclassified(1000)).filter((item) => item.announce).map((item) => item.title);

/** What waits for a verdict and may be announced; it waits no longer. */
const judge = async (): Promise<readonly string[]> => {
  const waiting = await at.store.items.unclassified(1000);
  await at.store.items.markClassified(
    waiting.map(({ id }) => id),
    NOON,
  );
  return waiting.filter(({ announce }) => announce).map(({ title }) => title);
};

async function reviewRoom(): Promise<void> {
  const channel = await at.store.channels.ensure(room, NOON);
  await at.store.channels.saveSettings(channel.id, { ...channel.settings, review: true });
}

describe('a poll', () => {
  it('keeps what a feed holds when it is added quietly, and announces what comes later', async () => {
    const { server, poll } = await publisher();
    server.page('/feed.xml', rssOf('Old news'));
    await poll(NOON);

    server.page('/feed.xml', rssOf('Old news', 'Fresh news'));
    const feed = await poll(hours(1));

    expect(await announced()).toEqual(['Fresh news']);
    expect(feed).toMatchObject({ polls: 2, failures: 0, lastReadAt: hours(1) });
  });

  it('holds back an archive that comes at once, with a note', async () => {
    const { server, poll } = await publisher();
    server.page('/feed.xml', rssOf('First'));
    await poll(NOON);

    server.page(
      '/feed.xml',
      rssOf('First', ...Array.from({ length: 120 }, (_, index) => `Archive ${index}`)),
    );
    const feed = await poll(hours(1));

    expect(await announced()).toEqual([]);
    expect(feed?.note).toContain('120 new items came at once');
  });
});

describe('a poll of a feed that changed', () => {
  const titles = Array.from({ length: 20 }, (_, index) => `Report ${index} from the harbour`);

  it('holds back what is there already under other ids, with a note', async () => {
    const { server, poll } = await publisher();
    server.page('/feed.xml', rssOf(...titles));
    await poll(NOON);

    server.page('/feed.xml', rssOf(...titles).replaceAll('<guid>', '<guid>new-'));
    const feed = await poll(hours(1));

    expect(await announced()).toEqual([]);
    expect(feed?.note).toContain('changed the ids of its items: 20 of 20');
  });

  it('takes an edited item for news again only when its title says something else', async () => {
    const { server, poll } = await publisher();
    server.page('/feed.xml', rssOf('Old news'));
    await poll(NOON);
    server.page('/feed.xml', rssOf('Old news', 'Ferry strike enters its second day'));
    await poll(hours(1));
    expect(await judge()).toEqual(['Ferry strike enters its second day']);

    server.page('/feed.xml', rssOf('Old news', 'Ferry strike enters its 2nd day'));
    await poll(hours(2));
    expect(await judge()).toEqual([]);

    server.page('/feed.xml', rssOf('Old news', 'Crews and owners agree on wages'));
    await poll(hours(3));
    expect(await judge()).toEqual(['Crews and owners agree on wages']);
  });
});

describe('a feed in trouble', () => {
  it('has a card when it was silent for twice as long as ever before, and not sooner', async () => {
    await reviewRoom();
    const { server, poll } = await publisher();
    const daily = Array.from({ length: 10 }, (_, day) => {
      const date = new Date(NOON.getTime() - day * 24 * 3_600_000).toUTCString();
      return `<item><title>Day ${day}</title><guid>${day}</guid><pubDate>${date}</pubDate></item>`;
    });
    server.page(
      '/feed.xml',
      `<rss version="2.0"><channel><title>Wire</title>${daily.join('')}</channel></rss>`,
    );
    await poll(NOON);
    await poll(hours(6 * 24 - 1)); // pauses of less than three days are nobody's habit
    expect(await outbox(at.pool)).toEqual([]);

    await poll(hours(6 * 24 + 1));
    await poll(hours(7 * 24));

    expect(only(await outbox(at.pool)).text).toContain('Wire: silent');
  });

  it('has one card in the review channel after the third failure, which is edited when it is well again', async () => {
    await reviewRoom();
    const { server, poll } = await publisher();
    server.page('/feed.xml', rssOf('First'));
    await poll(NOON);
    server.page('/feed.xml', { status: 404 });
    await poll(hours(1));
    await poll(hours(2));
    expect(await outbox(at.pool)).toEqual([]);

    await poll(hours(3));
    await poll(hours(4));

    const card = only(await outbox(at.pool));
    expect(card.text).toContain('Wire: failing');
    expect(buttonsOf(card.message).map((button) => button.label)).toEqual(['Retry', 'Pause', 'Replace URL']);
    await at.store.deliveries.lease(card.id, hours(4));
    const inbox = createInbox(at.db);
    const chat = createTerminalChat(inbox, () => hours(5));
    const messageId = await chat.post(room, card.message, { nonce: card.id });
    await at.store.deliveries.markSent(card.id, messageId, hours(4));

    server.page('/feed.xml', rssOf('First', 'Second'));
    await poll(hours(5));
    await refreshPost({ store: at.store, chats: [chat], clock: () => hours(5), log: silentLog })({
      deliveryId: card.id,
    });

    expect(textOf(only(await inbox.after(0, 10)).message)).toContain('Wire is well again');
    expect(await outbox(at.pool)).toHaveLength(1);
  });

  it('is told as one notice when no feed can be reached, and by its card when the others are back', async () => {
    await reviewRoom();
    const { server, poll, feed } = await publisher();
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const others = await at.store.feeds.add(
      [1, 2, 3, 4, 5].map((number) => newFeed(`${nowhere}/${number}.xml`, { title: `Paper ${number}` })),
      NOON,
    );
    await at.store.feeds.setUrl(feed.id, `${nowhere}/feed.xml`, NOON);
    for (const hour of [1, 2, 3]) for (const { id } of [feed, ...others]) await poll(hours(hour), id);

    const notice = only(await outbox(at.pool));
    expect(notice.text).toContain('6 of 6 feeds cannot be reached');

    server.page('/feed.xml', rssOf('Back'));
    for (const { id } of [feed, ...others.slice(1)]) {
      await at.store.feeds.setUrl(id, `${server.origin}/feed.xml?${id}`, hours(4));
      await poll(hours(4), id);
    }
    await poll(hours(4), only(others.slice(0, 1)).id);

    const [, card, ...more] = await outbox(at.pool);
    expect(card?.text).toContain('Paper 1: failing');
    expect(more).toEqual([]);
  });
});
