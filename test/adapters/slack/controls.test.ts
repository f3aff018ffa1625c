import { describe, expect, it, vi } from 'vitest';
import { ADD_TO_STORY } from '../../../adapters/slack/listeners.ts';
import {
  blockSuggestion,
  control,
  messageShortcut,
  press,
  slashCommand,
  viewSubmission,
} from '../../support/slack-server-payloads.ts';
import { PATIENCE_MS, until } from '../../support/waiting.ts';
import { openBot, type Bot } from './harness.ts';

/** Asks for the test card and returns the blocks it came with. */
async function card({ server, answer }: Bot): Promise<unknown> {
  await server.sockets.send('slash_commands', slashCommand('/story', 'treasury', server.responseUrl()));
  return (await answer(0)).body.blocks;
}

/** The n-th modal that was opened, waited for. */
async function modal({ server }: Bot, n = 0): Promise<Record<string, unknown>> {
  return (await vi.waitUntil(() => server.views[n], { timeout: PATIENCE_MS, interval: 5 })).view;
}

describe('buttons and menus on Slack', () => {
  it('run the command line they carry, for the person who pressed', async () => {
    const bot = await openBot();
    const follow = control(await card(bot), 'Follow');

    const ack = await bot.server.sockets.send('interactive', press(follow, bot.server.responseUrl()));

    expect(ack.payload ?? {}).toEqual({});
    const { text, body } = await bot.answer(1);
    expect(text).toContain('Following us-treasury-breach');
    expect(body).toMatchObject({ response_type: 'ephemeral', replace_original: false });
    expect(bot.ran[1]).toMatchObject({ actor: { id: 'U1', name: 'ada' }, channel: { channelId: 'C1' } });
  });

  it('answer everyone when the command says so', async () => {
    const bot = await openBot();
    const announce = control(await card(bot), 'Announce');

    await bot.server.sockets.send('interactive', press(announce, bot.server.responseUrl()));

    expect((await bot.answer(1)).body).toMatchObject({
      response_type: 'in_channel',
      replace_original: false,
    });
  });

  it('answer in the thread they stand in', async () => {
    const bot = await openBot();
    const follow = control(await card(bot), 'Follow');

    await bot.server.sockets.send(
      'interactive',
      press(follow, bot.server.responseUrl(), { threadTs: '1700000000.000200' }),
    );

    expect((await bot.answer(1)).body).toMatchObject({ thread_ts: '1700000000.000200' });
  });

  it('run the choice of a menu, which then makes room for the answer', async () => {
    const bot = await openBot();
    const menu = control(await card(bot), 'Which one?');

    await bot.server.sockets.send(
      'interactive',
      press(menu, bot.server.responseUrl(), { ephemeral: true, choose: 'X outage' }),
    );

    const { text, body } = await bot.answer(1);
    expect(text).toContain('Story x-outage');
    expect(body).toMatchObject({ replace_original: true });
  });

  it('turn the pages of a private answer in place', async () => {
    const bot = await openBot();
    const { server } = bot;
    await server.sockets.send('slash_commands', slashCommand('/stories', 'timeline x', server.responseUrl()));
    const older = control((await bot.answer(0)).body.blocks, 'Older');

    await server.sockets.send('interactive', press(older, server.responseUrl(), { ephemeral: true }));

    const { text, body } = await bot.answer(1);
    expect(text).toContain('Page 2');
    expect(body).toMatchObject({ replace_original: true });
  });

  it('never replace a message that everyone sees', async () => {
    const bot = await openBot();
    const { server } = bot;
    await server.sockets.send('slash_commands', slashCommand('/stories', 'timeline x', server.responseUrl()));
    const older = control((await bot.answer(0)).body.blocks, 'Older');

    await server.sockets.send('interactive', press(older, server.responseUrl()));

    expect((await bot.answer(1)).body).toMatchObject({ replace_original: false });
  });

  it('refuse people of another workspace in a shared channel', async () => {
    const bot = await openBot();
    const follow = control(await card(bot), 'Follow');
    const guest = { user: { id: 'U9', name: 'eve', team_id: 'T9' } };

    await bot.server.sockets.send('interactive', press(follow, bot.server.responseUrl(), { more: guest }));

    expect((await bot.answer(1)).text).toContain('serves another workspace');
    expect(bot.ran).toHaveLength(1);
  });
});

describe('sharing to the channel', () => {
  it('posts what was shown, without running it again, and takes the private copy away', async () => {
    const bot = await openBot();
    const share = control(await card(bot), 'Share to channel');

    await bot.server.sockets.send('interactive', press(share, bot.server.responseUrl(), { ephemeral: true }));

    const { text, body } = await bot.answer(1);
    expect(body).toMatchObject({ response_type: 'in_channel' });
    expect(text).toContain('Story treasury');
    expect(text).toContain('Shared by ada');
    expect(text).not.toContain('Share to channel');
    expect((await bot.answer(2)).body).toMatchObject({ delete_original: true });
    expect(bot.ran).toHaveLength(1);
  });

  it('is not offered for mistakes, in public answers and in direct messages', async () => {
    const bot = await openBot();
    const { server } = bot;
    const ask = (text: string, more = {}) =>
      server.sockets.send('slash_commands', slashCommand('/stories', text, server.responseUrl(), more));

    await ask('folow x');
    await bot.answer(0);
    await ask('announce hello');
    await bot.answer(1);
    await ask('follow x', { channel_id: 'D1', channel_name: 'directmessage' });
    await bot.answer(2);

    expect(server.answers.map(({ body }) => JSON.stringify(body.blocks))).not.toContainEqual(
      expect.stringContaining('Share to channel'),
    );
  });

  it('says how to go on when the reply is not kept any more', async () => {
    const bot = await openBot();
    const share = control(await card(bot), 'Share to channel');
    const forgotten = { ...share, element: { ...share.element, value: 'from-before-a-restart' } };

    await bot.server.sockets.send(
      'interactive',
      press(forgotten, bot.server.responseUrl(), { ephemeral: true }),
    );

    expect((await bot.answer(1)).text).toContain('Run the command again');
  });
});

describe('modals on Slack', () => {
  it('ask for the text a button lacks and run the command with it, quotes and all', async () => {
    const bot = await openBot();
    const rename = control(await card(bot), 'Rename');

    await bot.server.sockets.send('interactive', press(rename, bot.server.responseUrl()));
    const view = await modal(bot);
    const said = 'The "big" breach: story:x …';
    await bot.server.sockets.send(
      'interactive',
      viewSubmission(view, { answer: { type: 'plain_text_input', said } }),
    );

    expect(JSON.stringify(view)).toContain('"max_length":80');
    expect((await bot.answer(1)).text).toContain(`us-treasury-breach is now "${said}"`);
    expect(bot.server.refusals).toEqual([]);
  });

  it('offer stories to choose from where a story is missing', async () => {
    const bot = await openBot();
    const move = control(await card(bot), 'Move');

    await bot.server.sockets.send('interactive', press(move, bot.server.responseUrl()));
    const view = await modal(bot);
    const choices = await bot.server.sockets.send('interactive', blockSuggestion('pick.story', 'treas'));
    await bot.server.sockets.send(
      'interactive',
      viewSubmission(view, { answer: { type: 'external_select', said: 'us-treasury-breach' } }),
    );

    expect(JSON.stringify(view)).toContain('"action_id":"pick.story"');
    expect(choices.payload).toEqual({
      options: [{ text: { type: 'plain_text', text: 'US Treasury breach' }, value: 'us-treasury-breach' }],
    });
    expect((await bot.answer(1)).text).toContain('42 -> us-treasury-breach');
  });

  it('offer nothing rather than nothing in time when choices fail', async () => {
    const bot = await openBot({ complete: () => Promise.reject(new Error('no database')) });

    const choices = await bot.server.sockets.send('interactive', blockSuggestion('pick.story', 'x'));

    expect(choices.payload).toEqual({ options: [] });
    expect(bot.logged).toContainEqual(expect.objectContaining({ level: 50 }));
  });

  it('offer no choices to strangers', async () => {
    const bot = await openBot();

    const choices = await bot.server.sockets.send(
      'interactive',
      blockSuggestion('pick.story', '', {
        team: { id: 'T9', domain: 'x' },
        user: { id: 'U9', name: 'eve', team_id: 'T9' },
      }),
    );

    expect(choices.payload).toEqual({ options: [] });
  });
});

describe('the message shortcut "Add to story"', () => {
  it('adds the link of a message to the chosen story', async () => {
    const bot = await openBot();
    const { sockets } = bot.server;

    await sockets.send(
      'interactive',
      messageShortcut(
        ADD_TO_STORY,
        { text: 'look: <https://news.example/a?x=1&amp;y=2|news.example>' },
        bot.server.responseUrl(),
      ),
    );
    const view = await modal(bot);
    await sockets.send(
      'interactive',
      viewSubmission(view, { answer: { type: 'external_select', said: 'x-outage' } }),
    );

    expect((await bot.answer(0)).text).toContain('https://news.example/a?x=1&y=2 in x-outage');
    expect(bot.ran[0]?.options).toEqual({ story: 'x-outage', url: 'https://news.example/a?x=1&y=2' });
    expect(bot.server.refusals).toEqual([]);
  });

  it('asks which link when there are several, previews included', async () => {
    const bot = await openBot();
    const message = {
      text: '<https://news.example/1> and <https://news.example/1>',
      attachments: [{ from_url: 'https://news.example/2' }],
    };

    await bot.server.sockets.send(
      'interactive',
      messageShortcut(ADD_TO_STORY, message, bot.server.responseUrl()),
    );
    const view = await modal(bot);
    await bot.server.sockets.send(
      'interactive',
      viewSubmission(view, {
        link: { type: 'static_select', said: '1' },
        answer: { type: 'external_select', said: 'x-outage' },
      }),
    );

    expect((await bot.answer(0)).text).toContain('https://news.example/2 in x-outage');
    expect(bot.ran).toHaveLength(1);
  });

  it.each([
    ['no link', { text: 'nothing here' }],
    ['only a link that is no web address', { text: '<javascript:alert(1)|click> <mailto:a@b.example>' }],
    ['no text', {}],
  ])('says so when a message has %s', async (_what, message) => {
    const bot = await openBot();

    await bot.server.sockets.send(
      'interactive',
      messageShortcut(ADD_TO_STORY, message, bot.server.responseUrl()),
    );

    expect((await bot.answer(0)).text).toContain('no web address');
    expect(bot.server.views).toEqual([]);
  });
});

const volumeImage = () => 'https://bot.example/chart/x.png';
const askForVolume = async ({ server }: Bot) =>
  server.sockets.send('slash_commands', slashCommand('/stories', 'volume', server.responseUrl()));

describe('a picture in an answer', () => {
  it('is shown where Slack can fetch it', async () => {
    const bot = await openBot({ volumeImage });

    await askForVolume(bot);

    expect((await bot.answer(0)).body.blocks).toContainEqual({
      type: 'image',
      image_url: 'https://bot.example/chart/x.png',
      alt_text: '6 items in 3 hours, at most 3 an hour',
    });
  });

  it('gives way to a line of text where Slack can not', async () => {
    const bot = await openBot({ volumeImage }, ({ pictures }) => (pictures.reachable = false));

    await askForVolume(bot);

    expect((await bot.answer(0)).text).toContain('▃▆█');
  });
});

const joined = (user: string) => ({
  type: 'event_callback',
  team_id: 'T1',
  api_app_id: 'A1',
  event_id: `Ev${user}`,
  event_time: 1_700_000_000,
  authorizations: [],
  event: { type: 'member_joined_channel', user, channel: 'C1', channel_type: 'C', team: 'T1' },
});

describe('where the app is subscribed to it', () => {
  it('an invitation of the bot is noticed at once, and nobody else’s', async () => {
    const returns: number[] = [];
    const { server } = await openBot({ onReturn: () => returns.push(1) });

    await server.sockets.send('events_api', joined('U2'));
    await server.sockets.send('events_api', joined('UBOT'));

    await until(() => returns.length > 0, 'the invitation was noticed');
    expect(returns).toHaveLength(1);
  });
});
