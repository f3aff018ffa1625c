import { describe } from 'vitest';
import { createPosts } from '../../../adapters/discord/posts.ts';
import { createRest } from '../../../adapters/discord/rest.ts';
import { chatContract, remoteChatContract, type Fault, type OpenRemoteChat } from '../../contracts/chat.ts';
import { startDiscordServer, textOf } from '../../support/discord-server.ts';

async function open(): Promise<OpenRemoteChat> {
  const server = await startDiscordServer();
  const rest = createRest({ token: server.state.token, apiUrl: server.apiUrl });
  const chat = createPosts({ rest, allowedSpaces: [], onTokenRefused: () => {} });
  const at = { platform: 'discord', spaceId: server.guildId } as const;
  return {
    chat,
    channel: { ...at, channelId: server.channelId },
    nowhere: { ...at, channelId: '999' },
    seen: async () =>
      [...server.state.messages.values()].map((message) => {
        const thread = server.state.channels.get(message.channelId);
        const inThread = thread?.parentId !== undefined;
        return {
          id: inThread ? `${message.channelId}/${message.id}` : message.id,
          text: textOf(message),
          threadOf: inThread ? thread.id : undefined,
        };
      }),
    nextPost: (fault) => server.fail(toServer(fault)),
    close: async () => server.close(),
  };
}

function toServer(fault: Fault): Parameters<Awaited<ReturnType<typeof startDiscordServer>>['fail']>[0] {
  const post = { method: 'POST', path: /^\/channels\/\d+\/messages$/u };
  switch (fault.kind) {
    case 'rate-limit':
      return { ...post, kind: 'rate-limit', retryAfterMs: fault.retryAfterMs };
    case 'server-error':
      return { ...post, kind: 'server-error' };
    case 'connection-reset':
      return { ...post, kind: 'reset' };
    default:
      return fault satisfies never;
  }
}

describe('discord', () => {
  chatContract(open);
  remoteChatContract(open);
});
