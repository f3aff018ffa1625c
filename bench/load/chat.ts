// The far end: Discord's API and gateway on loopback, with the channels that follow.
import type { ChannelRef } from '../../src/commands/command.ts';
import { startDiscordServer } from '../../test/support/discord-server.ts';

export interface FarEnd {
  readonly env: Readonly<Record<string, string>>;
  readonly channels: readonly ChannelRef[];
  /** When each item was first told in each channel, by the item's number. */
  readonly arrivals: ReadonlyMap<number, readonly number[]>;
  messages(): number;
  complaints(): readonly string[];
  close(): Promise<void>;
}

export async function openChat(count: number): Promise<FarEnd> {
  const server = await startDiscordServer();
  const { state } = server;
  const channels = Array.from({ length: count }, (_, at): ChannelRef => ({
    platform: 'discord',
    spaceId: server.guildId,
    channelId: server.addChannel({ guildId: server.guildId, name: `news-${at}` }),
    name: `news-${at}`,
  }));
  const arrivals = new Map<number, number[]>();
  const told = new Set<string>();
  let messages = 0;
  const push = state.requests.push.bind(state.requests);
  state.requests.push = (...requests) => {
    const now = Date.now();
    for (const { method, path, status, body } of requests) {
      const id = /^\/channels\/(\d+)\/messages$/u.exec(path)?.[1];
      if (method !== 'POST' || status !== 200 || id === undefined) continue;
      messages += 1;
      const channel = state.channels.get(id)?.parentId ?? id;
      for (const [, item] of JSON.stringify(body).matchAll(/ref(\d{4,})q/gu)) {
        if (told.has(`${channel} ${item}`)) continue;
        told.add(`${channel} ${item}`);
        arrivals.set(Number(item), [...(arrivals.get(Number(item)) ?? []), now]);
      }
    }
    push(...requests);
    // The server remembers every request; this bench does not need them.
    return state.requests.splice(0).length;
  };
  return {
    env: {
      DISCORD_TOKEN: state.token,
      DISCORD_GUILD_IDS: server.guildId,
      DISCORD_API_URL: server.apiUrl,
    },
    channels,
    arrivals,
    messages: () => messages,
    complaints: () => state.violations,
    close: () => server.close(),
  };
}
