// The feed reader's HTTP client before Discord's, as the program may load them: both are versions of undici, and whichever
// comes first is the one that Node hands requests to which name none.
import { Agent, getGlobalDispatcher } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { createPosts } from '../../../adapters/discord/posts.ts';
import { createRest } from '../../../adapters/discord/rest.ts';
import type { Message } from '../../../src/messages/message.ts';
import { startDiscordServer } from '../../support/discord-server.ts';

const CARD: Message = {
  title: 'X outage',
  blocks: [
    { kind: 'text', text: 'X is down.' },
    { kind: 'volume', volume: { counts: [1, 2, 3], stepMs: 3_600_000, endsAt: new Date('2025-03-10') } },
  ],
};

it('posts and edits a message with a picture', async () => {
  expect(getGlobalDispatcher()).toBeInstanceOf(Agent);
  const server = await startDiscordServer();
  onTestFinished(async () => server.close());
  const rest = createRest({ token: server.state.token, apiUrl: server.apiUrl });
  const chat = createPosts({ rest, allowedSpaces: [], onTokenRefused: () => {} });
  const channel = { platform: 'discord', spaceId: server.guildId, channelId: server.channelId } as const;

  const id = await chat.post(channel, CARD, { nonce: 'n1', repeat: false, silent: false });
  await chat.edit(channel, id, { ...CARD, title: 'X outage is over' });

  expect(JSON.stringify([...server.state.messages.values()])).toContain('X outage is over');
});
