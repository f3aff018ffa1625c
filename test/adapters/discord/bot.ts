import { onTestFinished } from 'vitest';
import {
  createDiscordChat,
  type DiscordChat,
  type DiscordChatOptions,
} from '../../../adapters/discord/client.ts';
import { createLog } from '../../../src/log.ts';
import { startDiscordServer, textOf, type DiscordServer } from '../../support/discord-server.ts';
import type { Interaction, StoredMessage } from '../../support/discord-server-state.ts';
import { testDesk, type TestDesk } from './desk-for-tests.ts';

export interface RunningBot extends TestDesk {
  readonly server: DiscordServer;
  readonly bot: DiscordChat;
}

/** A bot that is connected to a Discord of its own until the test ends. */
export async function runningBot(
  options: Partial<DiscordChatOptions> = {},
  prepare: (server: DiscordServer) => void = () => {},
): Promise<RunningBot> {
  const server = await startDiscordServer();
  prepare(server);
  const desk = testDesk();
  const bot = createDiscordChat({
    token: server.state.token,
    guildIds: [],
    apiUrl: server.apiUrl,
    desk: desk.desk,
    log: createLog('silent'),
    allowedSpaces: [],
    admins: [],
    ...options,
  });
  onTestFinished(async () => {
    await bot.stop();
    await server.close();
  });
  await bot.start();
  return { ...desk, server, bot };
}

/** The answer to an interaction, once it is there. */
export async function answerTo(server: DiscordServer, interaction: Interaction): Promise<StoredMessage> {
  await server.until(
    () => interaction.original?.messageId !== undefined,
    `interaction ${interaction.type} is answered`,
  );
  const message = server.state.messages.get(interaction.original?.messageId ?? '');
  if (!message) throw new Error('the answer is gone');
  return message;
}

export async function textOfAnswer(server: DiscordServer, interaction: Interaction): Promise<string> {
  return textOf(await answerTo(server, interaction));
}
