import { expect, it, onTestFinished } from 'vitest';
import { phaseOf } from '../../src/stories/phase.ts';
import { definition } from '../support/builders.ts';
import { slash } from '../support/discord-people.ts';
import { startDiscordServer, type DiscordServer } from '../support/discord-server.ts';
import { openFeedServer } from '../support/feed-server.ts';
import {
  harbourFeed,
  HARBOUR_REPORTS,
  HARBOUR_TITLE,
  harbourStory,
  NEAR_MISSES,
} from '../support/harbour-news.ts';
import { dataFolder, settingsFor, start, SYSTEM_TEST_MS } from '../support/program.ts';
import { openSlackServer, type SlackServer } from '../support/slack-server.ts';
import { slashCommand } from '../support/slack-server-payloads.ts';
import { useStore } from '../support/store.ts';
import { until } from '../support/waiting.ts';

const database = useStore();

/** The channels of the two servers, C1 on Slack and the first one on Discord, follow the story. */
async function followOnBoth(slack: SlackServer, discord: DiscordServer): Promise<void> {
  await slack.sockets.send('slash_commands', slashCommand('/stories', 'follow harbour', slack.responseUrl()));
  const asked = slash(discord, 'stories follow', { story: 'harbour' });
  await until(() => slack.posted.length === 1, 'Slack has the living post');
  await until(() => asked.original?.messageId !== undefined, 'Discord has an answer');
  // The answer to the command is a message of that channel too; only deliveries carry a nonce.
  const posts = () => discord.messages(discord.channelId).filter(({ body }) => body['nonce'] !== undefined);
  await until(() => posts().length === 1, 'Discord has the living post');
}

it(
  'brings a new report from a feed into the thread of the living post, once, on Slack and on Discord',
  async () => {
    const now = new Date();
    const slack = await openSlackServer();
    const discord = await startDiscordServer();
    const feeds = await openFeedServer();
    onTestFinished(async () => {
      await Promise.all([slack.close(), discord.close(), feeds.close()]);
    });
    const { stories, feeds: stored } = database.store;
    await stories.addTopic({ slug: 'government-breaches', title: 'Government breaches' });
    const phase = phaseOf({ times: [], beganAt: now, closedByPerson: false }, now);
    await stories.create(definition(HARBOUR_TITLE, harbourStory(now)), phase, now);
    feeds.page('/feed.xml', harbourFeed(NEAR_MISSES, now));
    const url = `${feeds.origin}/feed.xml`;
    const [feed] = await stored.add(
      [{ url, title: 'Harbour Wire', siteUrl: null, folder: null, pinnedIntervalMs: null }],
      now,
    );
    const program = start(
      ['start'],
      settingsFor(await dataFolder(), {
        DATABASE_URL: database.url,
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_APP_TOKEN: slack.appToken,
        SLACK_API_URL: slack.apiUrl,
        ADMINS: 'U1',
        DISCORD_TOKEN: discord.state.token,
        DISCORD_API_URL: discord.apiUrl,
      }),
    );
    await program.says('Storywatch reads');
    await followOnBoth(slack, discord);
    await until(async () => (await stored.find(feed?.id ?? ''))?.lastReadAt !== null, 'the feed was read');

    const [report] = HARBOUR_REPORTS;
    feeds.page('/feed.xml', harbourFeed([...NEAR_MISSES, ...(report ? [report] : [])], now));
    await stored.makeDue(feed?.id ?? '', new Date());

    const parent = slack.posted[0]?.ts;
    await until(() => slack.posted.some((post) => post.threadTs === parent), 'Slack has the report');
    const threads = (): string[] =>
      [...discord.state.channels.values()].filter((each) => each.type === 11).map((each) => each.id);
    await until(() => threads().flatMap((id) => discord.messages(id)).length > 0, 'Discord has the report');
    const inSlack = slack.posted.filter((post) => post.threadTs === parent);
    const inDiscord = threads().flatMap((id) => discord.messages(id));
    expect(JSON.stringify(inSlack)).toContain(report?.title);
    expect(JSON.stringify(inDiscord.map((message) => message.body))).toContain('Tidewater gang publishes');
    expect([inSlack.length, inDiscord.length]).toEqual([1, 1]);
    await until(
      () => slack.calls.some(({ method }) => method === 'chat.update'),
      'the living post was edited',
    );
    expect([slack.refusals, discord.state.violations]).toEqual([[], []]);
  },
  SYSTEM_TEST_MS,
);
