import { EventEmitter, once } from 'node:events';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDiscordChat } from '../../../adapters/discord/client.ts';
import type { Log } from '../../../src/log.ts';
import { startDiscordServer, textOf, type DiscordServer } from '../../support/discord-server.ts';
import { slash } from '../../support/discord-people.ts';
import { until } from '../../support/waiting.ts';
import { answerTo, runningBot, textOfAnswer } from './bot.ts';
import { testDesk } from './desk-for-tests.ts';

/** A log whose lines can be read. */
function readableLog(): { log: Log; lines: () => Record<string, unknown>[] } {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString('utf8'));
      done();
    },
  });
  return { log: pino({ level: 'info' }, stream), lines: () => written.map((line) => JSON.parse(line)) };
}

async function server(): Promise<DiscordServer> {
  const started = await startDiscordServer();
  onTestFinished(async () => started.close());
  return started;
}

const registered = (at: DiscordServer, guildId = ''): unknown[] =>
  (at.state.commands.get(guildId) ?? []).map(({ name }) => name);
const puts = (at: DiscordServer): string[] =>
  at.state.requests.filter(({ method }) => method === 'PUT').map(({ path }) => path);

describe('connecting', () => {
  it('asks for no intent but Guilds', async () => {
    const { server: at } = await runningBot();

    expect(at.gateway.identified).toEqual([1]);
  });

  it('says when a channel or a role changed, as permissions may be back', async () => {
    const told: number[] = [];
    const { server: at } = await runningBot({ onReturn: () => told.push(1) });

    at.gateway.dispatch('CHANNEL_UPDATE', { id: at.channelId, guild_id: at.guildId, type: 0, name: 'back' });

    await until(() => told.length > 0, 'the change was told');
    expect(told).toEqual([1]);
  });

  it('tells of every server it is in, joins and leaves', async () => {
    const told: unknown[] = [];
    const { server: at } = await runningBot({ onSpace: (...args) => told.push(args) });

    const joined = at.addGuild('Second');
    at.gateway.dispatch('GUILD_DELETE', { id: at.guildId });
    await answerTo(at, slash(at, 'story', { name: 'x' }, { guildId: joined }));

    expect(told).toEqual([
      [at.guildId, true],
      [joined, true],
      [at.guildId, false],
    ]);
  });

  it('takes commands again after the connection broke, and those given meanwhile', async () => {
    const { server: at, seen } = await runningBot();

    at.gateway.disconnect(1006);
    const meanwhile = slash(at, 'story', { name: 'meanwhile' });
    await at.until(() => at.gateway.resumed.length === 1, 'the bot resumed');
    await answerTo(at, meanwhile);
    await answerTo(at, slash(at, 'story', { name: 'after' }));

    expect(seen.map(({ options }) => options['name'])).toEqual(['meanwhile', 'after']);
    expect(at.gateway.identified).toHaveLength(1);
  });

  it('resumes when Discord asks it to reconnect', async () => {
    const { server: at } = await runningBot();

    at.gateway.askToReconnect();
    await at.until(() => at.gateway.resumed.length === 1, 'the bot resumed');

    expect(await textOfAnswer(at, slash(at, 'story', { name: 'x' }))).toContain('Card of x');
  });

  it('tries again when Discord cannot be reached at first', async () => {
    const { server: at } = await runningBot({}, (prepared) =>
      prepared.fail({ path: /gateway\/bot/u, kind: 'server-error', times: 4 }),
    );

    expect(at.gateway.identified).toHaveLength(1);
  });
});

describe('a token that is refused', () => {
  it('fails the start with one line for a person', async () => {
    const at = await server();
    const { log, lines } = readableLog();
    const bot = createDiscordChat({
      token: 'wrong',
      guildIds: [],
      apiUrl: at.apiUrl,
      desk: testDesk().desk,
      log,
      allowedSpaces: [],
      admins: [],
    });

    await expect(bot.start()).rejects.toThrow(/token/u);
    await bot.stop();

    expect(lines().map(({ level, msg }) => [level, msg])).toEqual([
      [50, expect.stringContaining('refused the bot token')],
    ]);
    expect(JSON.stringify(lines())).not.toContain('wrong');
  });

  it('is said once when it is reset while the bot runs, whatever fails after it', async () => {
    const { log, lines } = readableLog();
    const { server: at, bot } = await runningBot({ log });
    const channel = { platform: 'discord', spaceId: at.guildId, channelId: at.channelId } as const;

    at.state.token = 'a new one';
    at.gateway.disconnect(4004);
    for (const nonce of ['a', 'b']) {
      await expect(bot.chat.post(channel, { blocks: [] }, { nonce })).rejects.toThrow(/bot token/u);
    }

    expect(lines().filter(({ level }) => level === 50)).toHaveLength(1);
    expect(at.gateway.identified).toHaveLength(1);
  });
});

describe('registration', () => {
  it('is global when no guild is named', async () => {
    const { server: at } = await runningBot();

    expect(registered(at)).toEqual(['story', 'stories', 'feeds', 'Add to story']);
    expect(at.state.violations).toEqual([]);
  });

  it('is per guild when guilds are named, and shows no command twice', async () => {
    const at = await server();
    at.state.commands.set('', [{ name: 'story', type: 1 }]);
    const { desk } = testDesk();
    const options = {
      token: at.state.token,
      apiUrl: at.apiUrl,
      desk,
      log: readableLog().log,
      allowedSpaces: [],
      admins: [],
    };
    const bot = createDiscordChat({ ...options, guildIds: [at.guildId] });
    onTestFinished(async () => bot.stop());

    await bot.start();

    expect(registered(at, at.guildId)).toHaveLength(4);
    expect(registered(at)).toEqual([]);
  });

  it('sends nothing when Discord has the same commands', async () => {
    const at = await server();
    for (const guildIds of [[at.guildId], [at.guildId], []]) {
      const { desk } = testDesk();
      const bot = createDiscordChat({
        token: at.state.token,
        apiUrl: at.apiUrl,
        guildIds,
        desk,
        log: readableLog().log,
        allowedSpaces: [],
        admins: [],
      });
      await bot.start();
      await bot.stop();
    }

    const app = `/applications/${at.state.applicationId}`;
    expect(puts(at)).toEqual([
      `${app}/guilds/${at.guildId}/commands`,
      // The second start sent nothing; the third moved them.
      `${app}/commands`,
      `${app}/guilds/${at.guildId}/commands`,
    ]);
  });

  it('logs a guild that refuses with the page that helps, and goes on', async () => {
    const { log, lines } = readableLog();
    const { server: at } = await runningBot({ log, guildIds: ['999999999999999999'] });

    expect(lines()).toContainEqual(
      expect.objectContaining({
        level: 40,
        hint: expect.stringContaining('https://discord.com/oauth2/authorize?client_id='),
      }),
    );
    expect(await textOfAnswer(at, slash(at, 'story', { name: 'x' }))).toContain('Card of x');
  });

  it('reaches a named guild that adds the bot later', async () => {
    const { server: at } = await runningBot({ guildIds: ['1340000000000000005'] });

    const joined = at.addGuild('Later');
    await at.until(() => registered(at, joined).length > 0, 'the commands are there');

    expect(joined).toBe('1340000000000000005');
  });
});

describe('stopping', () => {
  it('finishes the command it has begun and takes no other', async () => {
    const gate = new EventEmitter();
    const held = once(gate, 'open');
    const slow = testDesk();
    const desk = {
      ...slow.desk,
      run: async (...args: Parameters<typeof slow.desk.run>) => held.then(async () => slow.desk.run(...args)),
    };
    const { server: at, bot } = await runningBot({ desk });
    const begun = slash(at, 'story', { name: 'begun' });
    await at.until(() => begun.callback !== undefined, 'the command was taken');

    const stopped = bot.stop();
    gate.emit('open');
    await stopped;

    const message = at.state.messages.get(begun.original?.messageId ?? '');
    expect(message && textOf(message)).toContain('Card of begun');
  });
});
