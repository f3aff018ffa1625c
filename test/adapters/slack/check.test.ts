import { describe, expect, it, onTestFinished } from 'vitest';
import { checkSlack, type CheckOptions } from '../../../adapters/slack/check.ts';
import { createLog } from '../../../src/log.ts';
import { openSlackServer, type SlackServer } from '../../support/slack-server.ts';

async function check(
  options: Partial<CheckOptions> = {},
  prepare: (server: SlackServer) => void = () => undefined,
): Promise<{ server: SlackServer; missing: string[]; fine: string[]; notes: string[]; pages: unknown[] }> {
  const server = await openSlackServer();
  onTestFinished(() => server.close());
  prepare(server);
  const { botToken, appToken, apiUrl } = server;
  const findings = await checkSlack({
    botToken,
    appToken,
    signingSecret: undefined,
    apiUrl,
    admins: ['U1'],
    channels: ['C1'],
    log: createLog('silent'),
    ...options,
  });
  const of = (state: string) => findings.filter((each) => each.state === state).map(({ text }) => text);
  const pages = findings.filter(({ state }) => state === 'missing').map(({ page }) => page);
  return { server, missing: of('missing'), fine: of('fine'), notes: of('note'), pages };
}

describe('slack check', () => {
  it('finds nothing missing in a good set-up, and leaves nothing behind', async () => {
    const { server, missing, fine } = await check();

    expect(missing).toEqual([]);
    expect(fine).toEqual([
      'The bot token belongs to @storywatch in Newsroom.',
      'The scopes it needs are granted: commands, chat:write.',
      'The app token opens a Socket Mode connection.',
      'The bot may post in C1.',
    ]);
    expect(server.scheduled.size).toBe(0);
    expect(server.posted).toEqual([]);
  });

  it.each<[string, Partial<CheckOptions>, (server: SlackServer) => void, RegExp]>([
    ['no bot token', { botToken: undefined }, () => undefined, /SLACK_BOT_TOKEN is not set/u],
    [
      'a wrong bot token',
      { botToken: 'xoxb-wrong' },
      () => undefined,
      /refuses SLACK_BOT_TOKEN \(invalid_auth\)/u,
    ],
    ['a revoked bot token', {}, ({ account }) => (account.refusal = 'token_revoked'), /token_revoked/u],
    [
      'a missing scope',
      { channels: [] },
      ({ scopes }) => scopes.delete('chat:write'),
      /Missing scopes: chat:write/u,
    ],
    [
      'no app token',
      { appToken: undefined },
      () => undefined,
      /Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET/u,
    ],
    [
      'a wrong app token',
      { appToken: 'xapp-wrong' },
      () => undefined,
      /refuses SLACK_APP_TOKEN \(invalid_auth\)/u,
    ],
    [
      'an app token without connections:write',
      {},
      (server) => server.next('apps.connections.open', { kind: 'refusal', error: 'missing_scope' }),
      /lacks connections:write/u,
    ],
    [
      'no invitation',
      {},
      ({ channels }) => channels.set('C1', { member: false, archived: false }),
      /invite @storywatch/u,
    ],
    [
      'an archived channel',
      {},
      ({ channels }) => channels.set('C1', { member: true, archived: true }),
      /archived/u,
    ],
    ['an unknown channel', { channels: ['C404'] }, () => undefined, /sees no channel C404/u],
    ['no way to Slack', { apiUrl: 'http://127.0.0.1:1/api/' }, () => undefined, /could not be asked/u],
  ])('says what to do about %s, and where', async (_what, options, prepare, says) => {
    const { missing, pages } = await check(options, prepare);

    expect(missing).toEqual([expect.stringMatching(says)]);
    expect(pages).toEqual([expect.stringMatching(/^https:\/\//u)]);
  });

  it('notes that nobody is an admin', async () => {
    const { notes } = await check({ admins: [] });

    expect(notes).toContainEqual(expect.stringContaining('Nobody is an admin'));
  });

  it('does not, when owners and admins can be told by users:read', async () => {
    const { notes } = await check({ admins: [] }, ({ scopes }) => scopes.add('users:read'));

    expect(notes).not.toContainEqual(expect.stringContaining('Nobody is an admin'));
  });
});
