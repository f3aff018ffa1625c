import { describe, expect, it, onTestFinished } from 'vitest';
import { createAccess, type Whereabouts } from '../../../adapters/slack/access.ts';
import { createPoster } from '../../../adapters/slack/post.ts';
import { createWorkspaces, tokensIn } from '../../../adapters/slack/workspaces.ts';
import { createLog } from '../../../src/log.ts';
import { say } from '../../../src/messages/message.ts';
import { openSlackServer, type SlackServer } from '../../support/slack-server.ts';

const log = createLog('silent');

/** Two workspaces of one team on one Slack, each with a token of its own. */
async function openTwo() {
  const server = await openSlackServer();
  onTestFinished(() => server.close());
  server.otherTeams.set('xoxb-second', 'T2');
  server.channels.set('C2', { member: true, archived: false });
  const workspaces = createWorkspaces(
    tokensIn('xoxb-good, xoxb-second,'),
    { slackApiUrl: server.apiUrl },
    log,
  );
  await workspaces.connect();
  return { server, workspaces, chat: createPoster({ workspaces, log }) };
}

const tokensOf = ({ calls }: SlackServer, method: string): string[] =>
  calls.filter((call) => call.method === method).map(({ token }) => token);

describe('several workspaces', () => {
  it('post with the token of the channel they belong to', async () => {
    const { server, chat } = await openTwo();

    await chat.post({ platform: 'slack', spaceId: 'T2', channelId: 'C2' }, say('two'), { nonce: '2' });
    await chat.post({ platform: 'slack', spaceId: 'T1', channelId: 'C1' }, say('one'), { nonce: '1' });

    expect(tokensOf(server, 'chat.postMessage')).toEqual(['xoxb-second', 'xoxb-good']);
  });

  it('keep a delivery for a workspace whose token is gone', async () => {
    const { chat } = await openTwo();

    const posting = chat.post({ platform: 'slack', spaceId: 'T3', channelId: 'C3' }, say('three'), {
      nonce: '3',
    });

    await expect(posting).rejects.toMatchObject({ name: 'DeliveryError', permanent: false });
  });
});

const from = (spaceId: string, more: Partial<Whereabouts> = {}): Whereabouts => ({
  userId: 'U1',
  spaceId,
  ...more,
});

describe('who is served', () => {
  it.each<[string, readonly string[], Whereabouts, boolean]>([
    ['a workspace of a token', [], from('T2'), true],
    ['another workspace', [], from('T9'), false],
    ['a workspace that is allowed', ['T9'], from('T9'), true],
    ['a workspace of a token that is not among the allowed', ['T9'], from('T1'), false],
    ['an organisation that is allowed', ['E1'], from('T7', { enterpriseId: 'E1' }), true],
    ['a colleague in a shared channel', [], from('T1', { userSpaceId: 'T1' }), true],
    ['a stranger in a shared channel', [], from('T1', { userSpaceId: 'T9' }), false],
    ['a guest whose workspace is allowed', ['T1', 'T9'], from('T1', { userSpaceId: 'T9' }), true],
    [
      'a stranger in a channel of an organisation',
      ['E1'],
      from('T1', { enterpriseId: 'E1', userSpaceId: 'T9' }),
      false,
    ],
  ])('%s (allowed: %j)', async (_who, allowedSpaces, whereabouts, served) => {
    const { workspaces } = await openTwo();

    const access = createAccess({ workspaces, allowedSpaces, admins: [], log });

    expect(access.welcome(whereabouts)).toBe(served);
  });
});
