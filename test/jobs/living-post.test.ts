import { describe, expect, it, onTestFinished } from 'vitest';
import { createPosts } from '../../adapters/discord/posts.ts';
import { createRest } from '../../adapters/discord/rest.ts';
import { createSlackChat } from '../../adapters/slack/app.ts';
import { deliver } from '../../jobs/deliver.ts';
import { refreshPost } from '../../jobs/refresh-post.ts';
import type { ChannelRef } from '../../src/commands/command.ts';
import { createCommandDesk } from '../../src/commands/desk.ts';
import { defaultSettings, type ChannelSettings } from '../../src/digests/channel.ts';
import type { Chat } from '../../src/ports/chat.ts';
import { entry, NOON, storedItems } from '../support/builders.ts';
import { classifier, X_REPORTS, xOutage } from '../support/classifier.ts';
import { startDiscordServer, textOf } from '../support/discord-server.ts';
import { outbox } from '../support/outbox.ts';
import { readable } from '../support/slack-blocks.ts';
import { openSlackServer } from '../support/slack-server.ts';
import { silentLog, useStore } from '../support/store.ts';

const at = useStore();

/** A channel of a real chat client, and what people see and do there. */
interface Place {
  readonly chat: Chat;
  readonly channel: ChannelRef;
  /** Texts in the channel itself, oldest first. */
  posts(): readonly string[];
  /** Texts in threads, oldest first. */
  replies(): readonly string[];
  /** Deletes the oldest message of the channel, and the thread under it where people would have to. */
  deletePost(): void;
}

async function onDiscord(): Promise<Place> {
  const server = await startDiscordServer();
  onTestFinished(async () => server.close());
  const rest = createRest({ token: server.state.token, apiUrl: server.apiUrl });
  const { messages, channels } = server.state;
  const inThread = ({ channelId }: { channelId: string }) => channelId !== server.channelId;
  const texts = (threaded: boolean) =>
    [...messages.values()].filter((each) => inThread(each) === threaded).map((each) => textOf(each));
  return {
    chat: createPosts({ rest, allowedSpaces: [], onTokenRefused: () => {} }),
    channel: { platform: 'discord', spaceId: server.guildId, channelId: server.channelId },
    posts: () => texts(false),
    replies: () => texts(true),
    deletePost() {
      const [oldest] = [...messages.values()].filter((each) => !inThread(each));
      messages.delete(oldest?.id ?? '');
      channels.delete(oldest?.id ?? '');
    },
  };
}

async function onSlack(): Promise<Place> {
  const server = await openSlackServer();
  const { botToken, apiUrl, teamId, posted } = server;
  const desk = createCommandDesk({
    commands: [],
    complete: async () => [],
    clock: () => NOON,
    log: silentLog,
  });
  const slack = createSlackChat({ botToken, apiUrl, desk, log: silentLog, allowedSpaces: [], admins: [] });
  onTestFinished(async () => {
    await slack.stop();
    await server.close();
  });
  await slack.start();
  const texts = (threaded: boolean) =>
    posted.filter((each) => (each.threadTs !== undefined) === threaded).map(({ blocks }) => readable(blocks));
  return {
    chat: slack.chat,
    channel: { platform: 'slack', spaceId: teamId, channelId: 'C1' },
    posts: () => texts(false),
    replies: () => texts(true),
    deletePost() {
      posted.splice(
        posted.findIndex(({ threadTs }) => threadTs === undefined),
        1,
      );
    },
  };
}

interface Following {
  /** A report comes in and everything that follows from it is done. */
  readonly reports: (title: string) => Promise<void>;
  /** Does what waits. */
  readonly settle: () => Promise<void>;
  readonly storyId: string;
}

/** The place follows a story. */
async function follow(place: Place, updates: ChannelSettings['updates']): Promise<Following> {
  const { id: storyId } = await xOutage(at.store);
  const { id } = await at.store.channels.ensure(place.channel, NOON);
  await at.store.channels.saveSettings(id, { ...defaultSettings(place.chat.platform), updates });
  await at.store.channels.follow(id, 'story', storyId, NOON);
  let now = NOON;
  const clock = (): Date => now;
  const deps = { store: at.store, chats: [place.chat], clock, log: silentLog };
  const jobs = { deliver: deliver(deps), refresh: refreshPost(deps) };
  const { run } = classifier(at.store, clock);
  const settle = async (): Promise<void> => {
    const { deliveries } = at.store;
    for (let rounds = 0; rounds < 40; rounds += 1) {
      // Slack takes a post a second; how long a refusal is waited out is another test's concern.
      await at.pool.query('update deliveries set retry_at = null');
      const ready = await deliveries.ready(place.chat.platform, now, 10);
      const edits = await deliveries.refreshesDue(place.chat.platform, now, 10);
      if (ready.length + edits.length === 0 && !(await isWaiting())) return;
      for (const deliveryId of ready) await jobs.deliver({ deliveryId });
      for (const deliveryId of edits) await jobs.refresh({ deliveryId });
    }
    throw new Error('it never came to rest');
  };
  return {
    storyId,
    settle,
    async reports(title) {
      now = new Date(now.getTime() + 60_000);
      await storedItems(at.store, [entry(title, { published: now })], {
        feedUrl: `https://${now.getTime()}.example/`,
      });
      await run();
      await settle();
    },
  };
}

async function isWaiting(): Promise<boolean> {
  return (await outbox(at.pool)).some(({ state }) => state === 'pending');
}

const failed = async (): Promise<string[]> =>
  (await outbox(at.pool)).filter(({ state }) => state === 'failed').map(({ text }) => text);

describe.each([
  ['Discord', onDiscord],
  ['Slack', onSlack],
])('a living post on %s that people deleted', (_, open) => {
  it('has one successor when its story moves again, and the report is in that one’s thread', async () => {
    const place = await open();
    const { reports } = await follow(place, 'thread');
    await reports(X_REPORTS[0]);
    expect([place.posts().length, place.replies().length]).toEqual([1, 1]);

    place.deletePost();
    await reports(X_REPORTS[1]);
    await reports(X_REPORTS[2]);

    expect(place.posts()).toHaveLength(1);
    expect(place.posts()[0]).toContain(X_REPORTS[2]);
    const told = place.replies().join('\n');
    for (const report of [X_REPORTS[1], X_REPORTS[2]]) expect(told.split(report)).toHaveLength(2);
    expect(await failed()).toEqual([]);
  });

  it('has one where reports are told by edits alone, and shows what it would have shown', async () => {
    const place = await open();
    const { reports } = await follow(place, 'edits');
    await reports(X_REPORTS[0]);

    place.deletePost();
    await reports(X_REPORTS[1]);
    expect(place.posts()).toHaveLength(1);
    expect(place.posts()[0]).toContain(X_REPORTS[1]);

    await reports(X_REPORTS[2]);
    expect(place.posts()).toHaveLength(1);
    expect(place.posts()[0]).toContain(X_REPORTS[2]);
  });

  it('is let alone while nothing new is reported', async () => {
    const place = await open();
    const { reports, settle, storyId } = await follow(place, 'thread');
    await reports(X_REPORTS[0]);

    place.deletePost();
    await at.store.deliveries.wantRefresh(storyId, NOON);
    await settle();

    expect(place.posts()).toEqual([]);
  });

  it('has none in a channel that follows its story no more', async () => {
    const place = await open();
    const { reports, settle, storyId } = await follow(place, 'edits');
    await reports(X_REPORTS[0]);
    const { id } = await at.store.channels.ensure(place.channel, NOON);

    place.deletePost();
    await at.store.channels.unfollow(id, 'story', storyId);
    await reports(X_REPORTS[1]);
    await at.store.deliveries.wantRefresh(storyId, NOON);
    await settle();

    expect(place.posts()).toEqual([]);
  });
});

it('that failed for good has a successor with the next report', async () => {
  const place = await onDiscord();
  const { reports } = await follow(place, 'edits');
  await reports(X_REPORTS[0]);
  expect(place.posts()).toHaveLength(1);
  // As if Discord had refused it.
  await at.pool.query(`update deliveries set state = 'failed', message_id = null, last_error = 'refused'`);

  await reports(X_REPORTS[1]);

  expect(place.posts()).toHaveLength(2);
  expect(place.posts()[1]).toContain(X_REPORTS[1]);
  const [post] = await at.store.deliveries.unsent(10);
  expect(await at.store.deliveries.retry(post?.id ?? '')).toBe(false);
});
