import { createHmac } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { slash } from '../support/discord-people.ts';
import { startDiscordServer, type DiscordServer } from '../support/discord-server.ts';
import { dataFolder, run, settingsFor, start, type Running, SYSTEM_TEST_MS } from '../support/program.ts';
import { openSlackServer, type SlackServer } from '../support/slack-server.ts';
import { slashCommand } from '../support/slack-server-payloads.ts';
import { useStore } from '../support/store.ts';
import { freePort, until } from '../support/waiting.ts';

const database = useStore();

interface Platforms {
  readonly slack: SlackServer;
  readonly discord: DiscordServer;
  readonly settings: Readonly<Record<string, string>>;
}

async function leaseHolders(): Promise<unknown[]> {
  return (await database.pool.query('select name, holder from leases order by name')).rows;
}

async function platforms(): Promise<Platforms> {
  const slack = await openSlackServer();
  const discord = await startDiscordServer();
  onTestFinished(async () => {
    await slack.close();
    await discord.close();
  });
  const settings = settingsFor(await dataFolder(), {
    DATABASE_URL: database.url,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    DISCORD_TOKEN: discord.state.token,
    DISCORD_API_URL: discord.apiUrl,
  });
  return { slack, discord, settings };
}

const socketsOpened = ({ slack }: Platforms): number =>
  slack.calls.filter(({ method }) => method === 'apps.connections.open').length;
const gatewaysOpened = ({ discord }: Platforms): number => discord.gateway.identified.length;

async function startChats({ settings }: Platforms): Promise<Running> {
  const program = start(['start', '--role', 'slack', '--role', 'discord'], settings);
  await program.says('Storywatch reads');
  return program;
}

/** Both chats answer a command. */
async function bothAnswer({ slack, discord }: Platforms): Promise<void> {
  const asked = slash(discord, 'story', { name: 'treasury' });
  await until(() => asked.original?.messageId !== undefined, 'Discord has an answer');
  const before = slack.answers.length;
  await slack.sockets.send('slash_commands', slashCommand('/story', 'treasury', slack.responseUrl()));
  await until(() => slack.answers.length > before, 'Slack has an answer');
}

describe('two processes with the roles slack and discord', () => {
  it(
    'hold each connection once, and the second takes over when the first is killed',
    async () => {
      const both = await platforms();
      const first = await startChats(both);
      await startChats(both);
      await bothAnswer(both);
      expect([socketsOpened(both), gatewaysOpened(both)]).toEqual([1, 1]);

      await first.end('SIGKILL');

      await until(() => socketsOpened(both) === 2 && gatewaysOpened(both) === 2, 'the second took over');
      await bothAnswer(both);
      expect([socketsOpened(both), gatewaysOpened(both)]).toEqual([2, 2]);
    },
    SYSTEM_TEST_MS,
  );

  it(
    'hand over at once when the first is stopped',
    async () => {
      const both = await platforms();
      const first = await startChats(both);
      await startChats(both);

      const before = await leaseHolders();
      const { code } = await first.end('SIGTERM');

      expect([code, before.length]).toEqual([0, 2]);
      const after = await leaseHolders();
      for (const lease of before) expect(after).not.toContainEqual(lease); // let go, not run out
      await until(() => gatewaysOpened(both) === 2 && socketsOpened(both) === 2, 'the second took over');
      await bothAnswer(both);
    },
    SYSTEM_TEST_MS,
  );
});

describe('a process with every role', () => {
  it(
    'serves health and metrics beside the chats, and ends in order on SIGTERM',
    async () => {
      const both = await platforms();
      const port = await freePort();
      const program = start(['start'], { ...both.settings, PORT: String(port) });
      await program.says('Chats: slack, discord; web.');

      const response = await fetch(`http://127.0.0.1:${port}/readyz`);

      expect(await response.json()).toEqual({
        ready: true,
        dependencies: {
          database: { ok: true, detail: 'answers' },
          queue: { ok: true, detail: 'answers' },
          slack: { ok: true, detail: 'connected' },
          discord: { ok: true, detail: 'connected' },
        },
      });
      const { code, said } = await program.end('SIGTERM');
      expect(code).toBe(0);
      expect(said).toContain('Storywatch has stopped');
    },
    SYSTEM_TEST_MS,
  );

  it(
    'is not ready, and says why, while the connection of a chat is lost',
    async () => {
      const both = await platforms();
      const port = await freePort();
      const program = start(['start'], { ...both.settings, PORT: String(port) });
      await program.says('Chats: slack, discord; web.');
      const states = async () => {
        const response = await fetch(`http://127.0.0.1:${port}/readyz`);
        const { dependencies } = (await response.json()) as {
          dependencies: Record<'slack' | 'discord', { detail: string }>;
        };
        return [response.status, dependencies.slack.detail, dependencies.discord.detail];
      };

      both.discord.gateway.refuse(true);
      both.discord.gateway.disconnect(4000);
      await until(async () => (await states())[2] === 'reconnecting', 'Discord is missed');
      expect(await states()).toEqual([503, 'connected', 'reconnecting']);
      both.discord.gateway.refuse(false);
      await until(async () => (await states())[2] === 'connected', 'Discord is back');

      both.slack.sockets.refuse(true);
      both.slack.sockets.drop();
      await until(async () => (await states())[1] === 'reconnecting', 'Slack is missed');
      expect(await states()).toEqual([503, 'reconnecting', 'connected']);
      both.slack.sockets.refuse(false);
      await until(async () => (await states())[1] === 'connected', 'Slack is back');
      expect((await states())[0]).toBe(200);
    },
    SYSTEM_TEST_MS,
  );

  it(
    'starts without the web when its port is taken',
    async () => {
      const both = await platforms();
      const port = new URL(both.discord.apiUrl).port;

      const program = start(['start'], { ...both.settings, PORT: port });

      await program.says('Storywatch reads');
      expect((await program.end('SIGTERM')).complained).toContain('no health and metrics are served');
    },
    SYSTEM_TEST_MS,
  );
});

describe('Slack over HTTP', () => {
  it(
    'is answered on the port of the web, by a process with the role slack',
    async () => {
      const { slack, settings } = await platforms();
      const port = await freePort();
      const { SLACK_APP_TOKEN: _socket, ...rest } = settings;
      const secret = '8f742231b10e8888abcd99yyyzzz85a5';
      const more = { SLACK_SIGNING_SECRET: secret, PORT: String(port) };
      const program = start(['start', '--role', 'slack'], { ...rest, ...more });
      await program.says('Storywatch reads');
      const origin = `http://127.0.0.1:${port}`;
      const body = new URLSearchParams(slashCommand('/story', 'treasury', slack.responseUrl())).toString();
      const at = String(Math.floor(Date.now() / 1000));
      const signature = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');

      const answer = await fetch(`${origin}/slack/events`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-slack-request-timestamp': at,
          'x-slack-signature': `v0=${signature}`,
        },
        body,
      });

      expect(answer.status).toBe(200);
      await until(() => slack.answers.length === 1, 'the command is answered');
      expect((await fetch(`${origin}/readyz`)).status).toBe(200);
      expect((await fetch(`${origin}/slack/events`, { method: 'POST', body })).status).toBe(401);
    },
    SYSTEM_TEST_MS,
  );
});

describe('a role that cannot be played', () => {
  it('is refused with what is missing', async () => {
    const { code, complained } = await run(
      ['start', '--role', 'worker', '--role', 'discord'],
      settingsFor(await dataFolder()),
    );

    expect(code).toBe(2);
    expect(complained).toContain('The role discord needs DISCORD_TOKEN');
  });

  it(
    'is refused when it is the web and its port is taken',
    async () => {
      const both = await platforms();
      const port = new URL(both.discord.apiUrl).port;

      const { code, complained } = await run(['start', '--role', 'web'], { ...both.settings, PORT: port });

      expect(code).toBe(2);
      expect(complained).toContain(`Nothing can be served on port ${port}`);
    },
    SYSTEM_TEST_MS,
  );
});
