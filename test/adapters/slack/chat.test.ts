import { describe } from 'vitest';
import { createSlackChat } from '../../../adapters/slack/app.ts';
import { createCommandDesk } from '../../../src/commands/desk.ts';
import { createLog } from '../../../src/log.ts';
import { chatContract, remoteChatContract, type OpenRemoteChat } from '../../contracts/chat.ts';
import { readable } from '../../support/slack-blocks.ts';
import { openSlackServer } from '../../support/slack-server.ts';

const log = createLog('silent');
const desk = createCommandDesk({ commands: [], complete: async () => [], clock: () => new Date(), log });

async function open(): Promise<OpenRemoteChat> {
  const server = await openSlackServer();
  const slack = createSlackChat({
    botToken: server.botToken,
    apiUrl: server.apiUrl,
    desk,
    log,
    allowedSpaces: [],
    admins: [],
  });
  await slack.start();
  return {
    chat: slack.chat,
    channel: { platform: 'slack', spaceId: 'T1', channelId: 'C1' },
    nowhere: { platform: 'slack', spaceId: 'T1', channelId: 'C404' },
    seen: async () =>
      server.posted.map(({ ts, blocks, threadTs }) => ({
        id: ts,
        text: readable(blocks),
        threadOf: threadTs,
      })),
    nextPost(fault) {
      if (fault.kind === 'rate-limit')
        server.next('chat.postMessage', { kind: 'rate-limit', retryAfterS: fault.retryAfterMs / 1000 });
      else if (fault.kind === 'server-error')
        server.next('chat.postMessage', { kind: 'status', status: 503 });
      else server.next('chat.postMessage', { kind: 'reset' });
    },
    async close() {
      await slack.stop();
      await server.close();
    },
  };
}

describe('Slack as a chat', () => {
  chatContract(open);
  remoteChatContract(open);
});
