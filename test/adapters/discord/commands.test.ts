import { describe, expect, it } from 'vitest';
import { textOf } from '../../support/discord-server.ts';
import { ADMIN, choose, press, slash, submit, type } from '../../support/discord-people.ts';
import { answerTo, runningBot, textOfAnswer } from './bot.ts';
import { testDesk } from './desk-for-tests.ts';

describe('slash commands', () => {
  it('runs a bare command and answers its caller alone', async () => {
    const { server, seen } = await runningBot();

    const answer = await answerTo(
      server,
      slash(server, 'story', { name: 'treasury' }, { userName: 'Grace' }),
    );

    expect(textOf(answer)).toContain('Card of treasury');
    expect(answer.ephemeral).toBe(true);
    expect(seen[0]).toMatchObject({
      options: { name: 'treasury' },
      channel: { platform: 'discord', spaceId: server.guildId, channelId: server.channelId, name: 'news' },
      actor: { id: '42', name: 'Grace', admin: false },
    });
    expect(server.state.violations).toEqual([]);
  });

  it('acknowledges before the command runs', async () => {
    const { server } = await runningBot();
    const interaction = slash(server, 'story', { name: 'treasury' });

    await answerTo(server, interaction);

    expect(interaction.callback).toMatchObject({ type: 5, data: { flags: 64 } });
  });

  it('hands on subcommands, numbers and flags as text and leaves out a flag that is off', async () => {
    const { server, seen } = await runningBot();

    await answerTo(server, slash(server, 'stories follow', { story: 'treasury', quiet: true, limit: 3 }));
    await answerTo(server, slash(server, 'stories follow', { story: 'treasury', quiet: false }));

    expect(seen.map(({ options }) => options)).toEqual([
      { story: 'treasury', quiet: 'true', limit: '3' },
      { story: 'treasury' },
    ]);
  });

  it('shows an answer for the channel to everyone, below the private acknowledgement', async () => {
    const { server } = await runningBot();
    const interaction = slash(server, 'stories follow', { story: 'treasury' });

    const acknowledgement = await answerTo(server, interaction);
    await server.until(() => server.messages(server.channelId).length === 2, 'the public answer is there');

    const [, shown] = server.messages(server.channelId);
    expect(acknowledgement.ephemeral).toBe(true);
    expect(shown?.ephemeral).toBe(false);
    expect(shown && textOf(shown)).toContain('Following treasury');
  });

  it('does not run a command whose acknowledgement came too late', async () => {
    const { server, seen } = await runningBot();
    const late = slash(server, 'story', { name: 'late' });
    late.expired = true;

    await server.until(
      () => server.state.requests.at(-1)?.path.endsWith('/callback') === true,
      'the callback came',
    );
    await answerTo(server, slash(server, 'story', { name: 'in time' }));

    expect(seen.map(({ options }) => options['name'])).toEqual(['in time']);
  });

  it('refuses an admin command to a member and says why', async () => {
    const { server, seen } = await runningBot();

    const text = await textOfAnswer(server, slash(server, 'feeds pause'));

    expect(text).toContain('is for admins');
    expect(seen).toEqual([]);
  });

  it.each([
    ['a member with Manage Server', ADMIN],
    ['an administrator', { permissions: String(1n << 3n) }],
    ['a user named in the settings', { userId: '500' }],
  ])('lets %s run an admin command', async (_who, setting) => {
    const { server } = await runningBot({ admins: ['500', '600'] });

    expect(await textOfAnswer(server, slash(server, 'feeds pause', {}, setting))).toContain('Paused');
  });

  it('shows a fault with a reference and nothing of its cause', async () => {
    const { server } = await runningBot();

    const text = await textOfAnswer(server, slash(server, 'stories break'));

    expect(text).toMatch(/Something broke \(ref [0-9a-f]{4}\)/u);
    expect(text).not.toContain('disk on fire');
  });

  it('takes a command in a thread of its own for one about the channel', async () => {
    const { server, seen } = await runningBot();
    const own = server.addChannel({
      guildId: server.guildId,
      type: 11,
      parentId: server.channelId,
      ownerId: server.state.botId,
    });
    const foreign = server.addChannel({
      guildId: server.guildId,
      type: 11,
      parentId: server.channelId,
      ownerId: '9',
    });

    await answerTo(server, slash(server, 'story', { name: 'a' }, { channelId: own }));
    await answerTo(server, slash(server, 'story', { name: 'b' }, { channelId: foreign }));

    expect(seen.map(({ channel }) => channel.channelId)).toEqual([server.channelId, foreign]);
  });
});

describe('who is served', () => {
  it('refuses direct messages politely', async () => {
    const { server, seen } = await runningBot();

    const text = await textOfAnswer(server, slash(server, 'story', { name: 'x' }, { guildId: null }));

    expect(text).toContain('not in direct messages');
    expect(seen).toEqual([]);
  });

  it('refuses a server that is not allowed, with the setting that would allow it', async () => {
    const { server, seen } = await runningBot({ allowedSpaces: ['1'] });

    const answer = await answerTo(server, slash(server, 'story', { name: 'x' }));

    expect(textOf(answer)).toContain(`ALLOWED\\_SPACES needs ${server.guildId}`);
    expect(answer.ephemeral).toBe(true);
    expect(seen).toEqual([]);
  });

  it('refuses a server the bot is not in', async () => {
    const { server } = await runningBot();

    expect(await textOfAnswer(server, slash(server, 'story', { name: 'x' }, { guildId: '12345' }))).toContain(
      'does not serve this server',
    );
  });

  it('offers nothing while typing where it does not serve', async () => {
    const { server } = await runningBot({
      allowedSpaces: ['1'],
      desk: testDesk(async () => [{ label: 'Secret', value: 's' }]).desk,
    });
    const typing = type(server, 'story', 'name', 'x');

    await server.until(() => typing.callback !== undefined, 'the choices are there');

    expect(typing.callback?.data['choices']).toEqual([]);
  });
});

describe('autocomplete', () => {
  it('offers what the desk offers for the option being typed', async () => {
    const asked: unknown[] = [];
    const { desk } = testDesk(async (...args) => {
      asked.push(args);
      return [{ label: 'US Treasury breach', value: 'us-treasury-breach' }];
    });
    const { server } = await runningBot({ desk });
    const typing = type(server, 'stories follow', 'story', 'trea');

    await server.until(() => typing.callback !== undefined, 'the choices are there');

    expect(asked).toEqual([['story', 'trea', 25]]);
    expect(typing.callback?.data['choices']).toEqual([
      { name: 'US Treasury breach', value: 'us-treasury-breach' },
    ]);
  });

  it('keeps to 25 choices of 100 characters and drops values that cannot be cut', async () => {
    const many = Array.from({ length: 40 }, (_each, n) => ({
      label: `${n} ${'long '.repeat(40)}`,
      value: `s${n}`,
    }));
    const { desk } = testDesk(async () => [{ label: 'too long', value: 'v'.repeat(101) }, ...many]);
    const { server } = await runningBot({ desk });
    const typing = type(server, 'story', 'name', '');

    await server.until(() => typing.callback !== undefined, 'the choices are there');

    const choices = typing.callback?.data['choices'];
    expect(choices).toHaveLength(25);
    expect(choices).not.toContainEqual(expect.objectContaining({ name: 'too long' }));
    expect(server.state.violations).toEqual([]);
  });
});

describe('buttons and menus', () => {
  it('runs the command a button carries, whenever the message was posted', async () => {
    const { server, seen, bot } = await runningBot();
    const channel = { platform: 'discord', spaceId: server.guildId, channelId: server.channelId } as const;
    await bot.chat.post(channel, { blocks: [{ kind: 'text', text: 'old' }] }, { nonce: 'n1' });
    const [message] = server.messages(server.channelId);
    if (!message) throw new Error('nothing was posted');

    await answerTo(server, press(server, '/story treasury', message));

    expect(seen[0]?.options).toEqual({ name: 'treasury' });
  });

  it('runs the command that was chosen from a menu', async () => {
    const { server } = await runningBot();
    const message = await answerTo(server, slash(server, 'stories list'));

    expect(await textOfAnswer(server, choose(server, 'menu-0', '/story two', message))).toContain(
      'Card of two',
    );
  });

  it('says so when a button is of another age', async () => {
    const { server } = await runningBot();
    const message = await answerTo(server, slash(server, 'stories list'));

    expect(await textOfAnswer(server, press(server, 'v1:follow:3', message))).toContain('too old');
  });

  it('asks in a form for what a command ending in … lacks, and runs it with the text', async () => {
    const { server, seen } = await runningBot();
    const message = await answerTo(server, slash(server, 'stories list'));
    const pressed = press(server, '/stories move item-7 …', message);

    await server.until(() => pressed.callback?.type === 9, 'the form is open');
    const text = await textOfAnswer(
      server,
      submit(server, String(pressed.callback?.data['custom_id']), { text: 'the “US” treasury' }),
    );

    expect(pressed.callback?.data['title']).toBe('Move to…');
    expect(JSON.stringify(pressed.callback?.data)).toContain('The story');
    expect(text).toContain("Moved item-7 to the 'US' treasury");
    expect(seen.at(-1)?.options).toEqual({ item: 'item-7', story: "the 'US' treasury" });
    expect(server.state.violations).toEqual([]);
  });
});

describe('Share to channel', () => {
  it('shows a private answer to everyone with its picture and without the share button', async () => {
    const { server, seen } = await runningBot();
    const answer = await answerTo(server, slash(server, 'stories list'));

    const shared = await answerTo(server, press(server, 'share', answer));

    expect(JSON.stringify(answer.body['components'])).toContain('share');
    expect(shared.ephemeral).toBe(false);
    expect(textOf(shared)).toContain('Two stories');
    expect(textOf(shared)).toContain('Shared by <@42>');
    expect(shared.body['allowed_mentions']).toEqual({ parse: [] });
    expect(JSON.stringify(shared.body['components'])).not.toContain('share');
    expect([...shared.files.values()]).toEqual([...answer.files.values()]);
    expect(seen).toHaveLength(1);
    expect(server.state.violations).toEqual([]);
  });

  it('is not offered for mistakes', async () => {
    const { server } = await runningBot();

    const answer = await answerTo(server, slash(server, 'feeds pause'));

    expect(answer.body['components']).toEqual([]);
  });
});
