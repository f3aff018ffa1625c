import { describe, expect, it, onTestFinished } from 'vitest';
import { permissionsIn } from '../../../adapters/discord/channel-permissions.ts';
import { createDiscordSetup, type SetupOptions } from '../../../adapters/discord/check.ts';
import { inviteUrl } from '../../../adapters/discord/invite.ts';
import type { DiscordSetup, SetupFinding } from '../../../src/cli/discord.ts';
import { GOOD_PERMISSIONS, startDiscordServer, type DiscordServer } from '../../support/discord-server.ts';

async function setup(
  options: Partial<SetupOptions> = {},
): Promise<{ server: DiscordServer; discord: DiscordSetup }> {
  const server = await startDiscordServer();
  onTestFinished(async () => server.close());
  const discord = createDiscordSetup({
    token: server.state.token,
    apiUrl: server.apiUrl,
    guildIds: [],
    allowedSpaces: [],
    ...options,
  });
  return { server, discord };
}

const missing = (findings: readonly SetupFinding[]): readonly SetupFinding[] =>
  findings.filter(({ ok }) => !ok);

describe('storywatch discord check', () => {
  it('finds nothing missing where all is well', async () => {
    const { server, discord } = await setup();

    const findings = await discord.check([server.channelId]);

    expect(missing(findings)).toEqual([]);
    expect(findings.map(({ text }) => text)).toContain('#news: all permissions are there');
    expect(server.state.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('says that the token is wrong and where a new one is made', async () => {
    const { discord } = await setup({ token: 'wrong' });

    expect(await discord.check([])).toEqual([
      {
        ok: false,
        text: expect.stringContaining('token is wrong'),
        page: 'https://discord.com/developers/applications',
      },
    ]);
  });

  it('says that Discord is out of reach', async () => {
    const { discord } = await setup({ apiUrl: 'http://127.0.0.1:9/api' });

    expect(await discord.check([])).toEqual([
      expect.objectContaining({ ok: false, page: 'https://discordstatus.com' }),
    ]);
  });

  it.each([
    [{ interactions_endpoint_url: 'https://old.example' }, /Interactions Endpoint URL/u],
    [{ bot_require_code_grant: true }, /Code Grant/u],
  ])('finds the application setting %j', async (application, says) => {
    const { server, discord } = await setup();
    server.state.application = application;

    const [finding] = missing(await discord.check([]));

    expect(finding?.text).toMatch(says);
    expect(finding?.page).toContain(server.state.applicationId);
  });

  it('says when the bot has started too often', async () => {
    const { server, discord } = await setup();
    server.state.sessionsLeft = 0;

    expect(missing(await discord.check([]))).toEqual([
      { ok: false, text: expect.stringContaining('in 1 minutes') },
    ]);
  });

  it('gives the invite when the bot is in no server, or not in one that is named', async () => {
    const { server, discord } = await setup({ guildIds: ['777'] });
    const named = missing(await discord.check([]));
    server.state.guilds.clear();

    const none = missing(await discord.check([]));

    expect(named[0]?.page).toBe(inviteUrl({ applicationId: server.state.applicationId, guildId: '777' }));
    expect(none[0]?.page).toBe(inviteUrl({ applicationId: server.state.applicationId }));
  });

  it('says that a server is not served', async () => {
    const { discord } = await setup({ allowedSpaces: ['1'] });

    expect(missing(await discord.check([]))[0]?.text).toContain('ALLOWED_SPACES');
  });

  it('names each permission that a channel lacks', async () => {
    const { server, discord } = await setup();
    const channelId = server.addChannel({ guildId: server.guildId, denied: (1n << 11n) | (1n << 35n) });

    const findings = missing(await discord.check([channelId]));

    expect(findings.map(({ text }) => /: ([\w ]+) is missing/u.exec(text)?.[1])).toEqual([
      'Send Messages',
      'Create Public Threads',
    ]);
    expect(findings[0]?.page).toBe(`https://discord.com/channels/${server.guildId}/${channelId}`);
  });

  it.each([
    ['cannot be seen', { refuses: 50001 }, /cannot see/u],
    ['takes no messages', { type: 2 }, /takes no messages/u],
  ])('says that a channel %s', async (_what, channel, says) => {
    const { server, discord } = await setup();
    const channelId = server.addChannel({ guildId: server.guildId, ...channel });

    expect(missing(await discord.check([channelId]))[0]?.text).toMatch(says);
  });

  it.each([
    ['123456789012345678', /there is no channel/u],
    ['#news', /Copy Channel ID/u],
  ])('says what is wrong with the channel id %s', async (channelId, says) => {
    const { discord } = await setup();

    expect(missing(await discord.check([channelId]))[0]?.text).toMatch(says);
  });
});

describe('storywatch discord invite', () => {
  it('asks for the permissions the bot uses and no other', async () => {
    const { server, discord } = await setup();

    const url = new URL(await discord.inviteUrl());

    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: server.state.applicationId,
      scope: 'bot applications.commands',
      permissions: String(GOOD_PERMISSIONS),
      integration_type: '0',
    });
  });

  it('explains a wrong token instead', async () => {
    const { discord } = await setup({ token: 'wrong' });

    await expect(discord.inviteUrl()).rejects.toThrow(/token is wrong/u);
  });
});

describe('permissions in a channel', () => {
  const standing = {
    guildId: '1',
    memberId: '9',
    roleIds: ['2', '3'],
    roles: [
      { id: '1', permissions: '1' },
      { id: '2', permissions: '2' },
      { id: '4', permissions: '64' },
    ],
  };

  it.each([
    ['come from all roles of the member', [], 3n],
    ['are taken by what the channel denies everyone', [{ id: '1', allow: '0', deny: '3' }], 0n],
    [
      'are given back by a role, whatever another role denies',
      [
        { id: '2', allow: '0', deny: '2' },
        { id: '3', allow: '2', deny: '0' },
      ],
      3n,
    ],
    [
      'are decided by the member itself last',
      [
        { id: '9', allow: '8', deny: '1' },
        { id: '1', allow: '1', deny: '0' },
      ],
      10n,
    ],
    ['do not follow what is said of others', [{ id: '4', allow: '64', deny: '3' }], 3n],
  ])('%s', (_what, overwrites, permissions) => {
    expect(permissionsIn(standing, overwrites)).toBe(permissions);
  });

  it('are all there for an administrator', () => {
    const admin = { ...standing, roles: [{ id: '1', permissions: '8' }] };

    expect(permissionsIn(admin, [{ id: '1', allow: '0', deny: '2048' }]) & 2048n).toBe(2048n);
  });
});
