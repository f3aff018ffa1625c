import { describe, expect, it, onTestFinished } from 'vitest';
import { createDiscordChat } from '../../adapters/discord/client.ts';
import { createSlackChat } from '../../adapters/slack/app.ts';
import { renderTerminal } from '../../adapters/terminal/render.ts';
import type { Command } from '../../src/commands/command.ts';
import type { CommandDesk } from '../../src/commands/desk.ts';
import { parseLine } from '../../src/commands/parse.ts';
import { ada, entry, NOON, only, room, storedReports, storedStory } from '../support/builders.ts';
import { openDesk } from '../support/desk.ts';
import { ADMIN, slash } from '../support/discord-people.ts';
import { startDiscordServer, textOf } from '../support/discord-server.ts';
import { openFeedServer, rssOf } from '../support/feed-server.ts';
import { readable } from '../support/slack-blocks.ts';
import { openSlackServer } from '../support/slack-server.ts';
import { slashCommand } from '../support/slack-server-payloads.ts';
import { silentLog, useStore } from '../support/store.ts';
import { until } from '../support/waiting.ts';

const at = useStore();

/** A platform with these commands: gives a line as its people do, and returns what they read. */
type Open = (desk: CommandDesk) => Promise<(line: string) => Promise<string>>;

const everywhere = { allowedSpaces: [], log: silentLog } as const;

const onSlack: Open = async (desk) => {
  const server = await openSlackServer();
  const { botToken, appToken, apiUrl } = server;
  const slack = createSlackChat({ ...everywhere, botToken, appToken, apiUrl, desk, admins: ['U1'] });
  onTestFinished(async () => {
    await slack.stop();
    await server.close();
    expect(server.refusals).toEqual([]);
  });
  await slack.start();
  return async (line) => {
    const [command = '', ...words] = line.split(' ');
    const [before, url] = [server.answers.length, server.responseUrl()];
    await server.sockets.send('slash_commands', slashCommand(command, words.join(' '), url));
    await until(() => server.answers.length > before, `Slack has an answer to ${line}`);
    await until(() => !line.endsWith('export') || server.answers.length > before + 1, 'the file is there');
    return server.answers
      .slice(before)
      .map(({ body }) => readable(body['blocks']))
      .join('\n');
  };
};

const onDiscord: Open = async (desk) => {
  const server = await startDiscordServer();
  const { apiUrl, state } = server;
  const bot = createDiscordChat({
    ...everywhere,
    token: state.token,
    apiUrl,
    guildIds: [],
    desk,
    admins: [],
  });
  onTestFinished(async () => {
    await bot.stop();
    await server.close();
    expect(state.violations).toEqual([]);
  });
  await bot.start();
  return async (line) => {
    const { words, values } = takenApart(desk.commands, line);
    const asked = slash(server, words, values, ADMIN);
    const answer = () => state.messages.get(asked.original?.messageId ?? '');
    await until(() => answer() !== undefined, `Discord has an answer to ${line}`);
    const message = answer();
    const files = [...(message?.files.values() ?? [])].map((file) => file.toString('utf8'));
    return message ? [textOf(message).replaceAll('\\', ''), ...files].join('\n') : '';
  };
};

const onTerminal: Open = async (desk) => async (line) => {
  const { message, file } = await desk.runLine(line, { channel: room, actor: ada });
  return `${renderTerminal(message, { width: 400, colours: false })}${file?.content ?? ''}`;
};

/** What Discord sends of a line: subcommand and options of their own types. */
function takenApart(commands: readonly Command[], line: string) {
  const parsed = parseLine(commands, line);
  if (parsed.kind !== 'call') throw new Error(parsed.message);
  const { command, action } = parsed;
  const values = Object.entries(parsed.options).map(([name, value]): [string, string | number | boolean] => {
    const type = action.options.find((each) => each.name === name)?.type;
    if (type === 'integer') return [name, Number(value)];
    return [name, type === 'flag' ? true : value];
  });
  return { words: `${command.name} ${action.name}`.trim(), values: Object.fromEntries(values) };
}

const ARTICLE =
  '<html lang="en"><head><title>Senators read the letter</title></head><body><p>Text.</p></body></html>';

/** Two stories with reports, and a publisher. Returns every command in an order that works, and what its answer says. */
async function script(): Promise<readonly (readonly [line: string, answer: string])[]> {
  const feeds = await openFeedServer();
  onTestFinished(() => feeds.close());
  for (const path of ['/a.xml', '/b.xml']) feeds.page(path, rssOf(`Latest of ${path}`));
  feeds.page('/page', { headers: { 'content-type': 'text/html' }, body: ARTICLE });
  const breach = await storedStory(at.store, 'Treasury breach');
  await storedStory(at.store, 'Cloud outage');
  const items = await storedReports(
    at.store,
    breach.id,
    ['One', 'Two', 'Three', 'Four'].map((each) => entry(`Report ${each}`)),
  );
  const [one = '', two = '', three = '', four = ''] = items.map(({ id }) => id.slice(0, 8));
  await at.store.deliveries.add([await failedDelivery()]);
  const opml = `<opml version="2.0"><body><outline type="rss" text="C" xmlUrl="${feeds.origin}/c.xml"/></body></opml>`;
  return [
    ['/storywatch help', 'Storywatch follows stories'],
    ['/storywatch status', 'Storywatch 1.2.3'],
    ['/story treasury', 'Report Four'],
    ['/stories list', 'Cloud outage'],
    ['/stories search cloud', 'Cloud outage'],
    ['/stories timeline treasury', 'Report One'],
    ['/stories why treasury', 'shares Example'],
    ['/stories correct treasury', 'Report Two'],
    ['/stories review', 'Nothing waits for a decision'],
    ['/stories follow treasury', 'now follows Treasury breach'],
    ['/stories mute treasury', 'is silent in this channel'],
    ['/stories unfollow treasury', 'no longer follows Treasury breach'],
    [`/stories confirm ${one} treasury`, 'belongs to Treasury breach: confirmed'],
    [`/stories wrong ${two} treasury`, 'is out of Treasury breach'],
    [`/stories move ${three} cloud`, 'is now in Cloud outage'],
    [`/stories add cloud ${feeds.origin}/page`, '"Senators read the letter" is now in Cloud outage'],
    [
      '/stories create platform-outages "Mail outage" Mail was down for hours.',
      'tracked from now on as mail-outage',
    ],
    ['/stories edit mail-outage aliases Post outage', 'aliases is now Post outage'],
    ['/stories seed mail-outage A second text.', 'defined by 2 texts'],
    ['/stories close mail-outage', 'Mail outage is closed'],
    ['/stories reopen mail-outage', 'Mail outage is open again'],
    [`/stories split treasury "Treasury letter" ${four}`, '"Treasury letter" starts with 1 report'],
    ['/stories merge treasury-letter into:treasury-breach', 'is now part of Treasury breach'],
    [`/stories start platform-outages ${one}`, '"Report One" is tracked from now on'],
    ['/stories preview "New outage" Something was down.', 'Nothing was saved'],
    [`/feeds add ${feeds.origin}/a.xml`, 'is added'],
    ['/feeds list', 'Example'],
    ['/feeds health', 'not read yet'],
    [`/feeds check ${feeds.origin}/a.xml`, 'Latest of /a.xml'],
    [`/feeds replace ${feeds.origin}/a.xml ${feeds.origin}/b.xml`, '/b.xml'],
    [`/feeds pause ${feeds.origin}/b.xml`, 'Example'],
    [`/feeds resume ${feeds.origin}/b.xml`, 'Example'],
    [`/feeds remove ${feeds.origin}/b.xml`, 'Example'],
    [`/feeds import ${opml}`, '1 feed'],
    ['/feeds export', '<opml'],
    ['/digest now', 'follows nothing yet'],
    ['/digest schedule weekdays 08:00 Europe/Paris', 'on weekdays at 08:00 (Europe/Paris)'],
    ['/digest status', 'on weekdays at 08:00 (Europe/Paris)'],
    ['/digest off', 'no digest any more'],
    [
      '/storywatch channel quiet:22:00-07:00 time-zone:Europe/Paris mute:tabloid.example',
      '22:00 to 07:00 (Europe/Paris)',
    ],
    ['/storywatch review-channel', 'are brought here'],
    ['/storywatch quality', 'Decisions of the last'],
    ['/storywatch deliveries', '1 failed'],
    [`/storywatch retry ${await failedRef()}`, 'again within seconds'],
    ['/storywatch log', '/storywatch review-channel'],
    ['/storywatch undo', 'Undone: /storywatch retry'],
  ];
}

async function failedDelivery() {
  const { id: channelId } = await at.store.channels.ensure(room, NOON);
  return {
    key: 'failed',
    channelId,
    kind: 'notice',
    storyId: null,
    message: { blocks: [{ kind: 'text', text: 'Hello' }] },
    createdAt: NOON,
    notBefore: null,
    parentKey: null,
  } as const;
}

async function failedRef(): Promise<string> {
  const { id } = only(await at.store.deliveries.unsent(10));
  await at.store.deliveries.lease(id, NOON);
  await at.store.deliveries.markTried(id, 'The channel says no.', null);
  return id.slice(0, 8);
}

describe('every command', () => {
  it.each([
    ['Slack', onSlack],
    ['Discord', onDiscord],
    ['the terminal', onTerminal],
  ])('answers on %s', async (_where, open) => {
    const { desk } = openDesk(at.store);
    const ask = await open(desk);
    const lines = await script();

    for (const [line, answer] of lines) expect.soft(await ask(line), line).toContain(answer);

    const given = new Set(lines.map(([line]) => takenApart(desk.commands, line).words));
    const all = desk.commands.flatMap(({ name, actions }) =>
      actions.map((each) => `${name} ${each.name}`.trim()),
    );
    expect(all.filter((each) => !given.has(each))).toEqual([]);
  });
});
