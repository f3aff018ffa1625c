import { createDiscordChat } from '../../adapters/discord/client.ts';
import { createSlackChat } from '../../adapters/slack/app.ts';
import type { CommandDesk } from '../commands/desk.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Chat } from '../ports/chat.ts';
import type { Store } from '../ports/store.ts';

/** The platforms that tokens were given for. */
export interface Chats {
  readonly chats: readonly Chat[];
  /** Connects. Throws when a token is refused. */
  start(): Promise<void>;
  /** Takes no more commands and finishes those under way. */
  stop(): Promise<void>;
}

export interface ChatsOptions {
  readonly config: Config;
  readonly desk: CommandDesk;
  readonly store: Store;
  readonly log: Log;
}

export function connectChats({ config, desk, store, log }: ChatsOptions): Chats {
  const { allowedSpaces, admins } = config;
  const common = { desk, log, admins };
  const slack = config.slack && createSlackChat({ ...common, ...config.slack, allowedSpaces, ...config.web });
  const discord =
    config.discord &&
    createDiscordChat({
      ...common,
      ...config.discord,
      allowedSpaces,
      onSpace(spaceId, present) {
        const reason = present ? null : 'the bot was removed from the server';
        store.channels.setSpaceDead('discord', spaceId, reason).catch((error: unknown) => {
          log.warn({ spaceId, err: error }, 'could not note that the bot came to or left a server');
        });
      },
    });
  const connected = [slack, discord].filter((each) => each !== undefined);
  return {
    chats: connected.map((each) => each.chat),
    async start() {
      await Promise.all(connected.map((each) => each.start()));
    },
    async stop() {
      await Promise.all(connected.map((each) => each.stop()));
    },
  };
}
