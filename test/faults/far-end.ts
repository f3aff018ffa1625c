// Where messages arrive: each platform's server as the list of what people would see there.
import { textOf as discordText, startDiscordServer, type DiscordServer } from '../support/discord-server.ts';
import { openSlackServer, type SlackServer } from '../support/slack-server.ts';
import type { ChannelRef } from '../../src/commands/command.ts';
import type { ChannelSettings } from '../../src/digests/channel.ts';
import { freePort } from '../support/waiting.ts';
import { openWire, type Wire } from './proxy.ts';

/** A message that people see; the same delivery twice is two of these. */
export interface Arrived {
  readonly channel: string;
  /** Of the delivery it belongs to. */
  readonly nonce: string;
  readonly text: string;
  /** In the thread of another message. */
  readonly threaded: boolean;
  readonly at: number;
  /** When the platform's answer was handed to the program; absent: it never was, or nobody looked. */
  readonly answeredAt?: number | undefined;
}

export interface Place {
  readonly ref: ChannelRef;
  readonly updates: ChannelSettings['updates'];
}

export interface FarEnd {
  /** The settings that connect the program to it. */
  readonly env: Readonly<Record<string, string>>;
  /** Channels that follow the drill's topic. */
  readonly places: readonly Place[];
  readonly wire: Wire;
  arrived(): readonly Arrived[];
  /** What the platform refused. */
  complaints(): readonly string[];
  /** What a reader of the report should know. */
  note?(): string;
  close(): Promise<void>;
}

export interface DiscordEnd extends FarEnd {
  readonly server: DiscordServer;
}

export interface SlackEnd extends FarEnd {
  readonly server: SlackServer;
}

/** Notes when each element was pushed. */
function noteTimes<Element extends object>(list: Element[]): (element: Element) => number {
  const times = new WeakMap<Element, number>();
  const push = list.push.bind(list);
  list.push = (...added) => {
    for (const element of added) times.set(element, Date.now());
    return push(...added);
  };
  return (element) => times.get(element) ?? 0;
}

/** Discord knows a nonce again for “the past few minutes”: two at least, we take it. */
const REMEMBERED_MS = 120_000;

const nonceOf = (body: unknown): string => String((body as { nonce?: string }).nonce);

export async function openDiscordEnd(): Promise<DiscordEnd> {
  const server = await startDiscordServer();
  const wire = await openWire(Number(new URL(server.apiUrl).port));
  const flat = server.addChannel({ guildId: server.guildId, name: 'flat' });
  const { state } = server;
  const at = noteTimes(state.requests);
  const posts = () =>
    state.requests.filter(
      ({ method, path, status }) =>
        method === 'POST' && status === 200 && /^\/channels\/\d+\/messages$/u.test(path),
    );
  const longestRepeatMs = (): number => {
    const first = new Map<string, number>();
    let longest = 0;
    for (const request of posts()) {
      const nonce = nonceOf(request.body);
      const began = first.get(nonce) ?? at(request);
      first.set(nonce, began);
      longest = Math.max(longest, at(request) - began);
    }
    return longest;
  };
  const ref = (channelId: string): ChannelRef => ({
    platform: 'discord',
    spaceId: server.guildId,
    channelId,
    name: 'news',
  });
  return {
    server,
    wire,
    env: {
      DISCORD_TOKEN: state.token,
      DISCORD_GUILD_IDS: server.guildId,
      DISCORD_API_URL: `http://127.0.0.1:${wire.port}/api`,
      PORT: String(await freePort()),
    },
    places: [
      { ref: ref(server.channelId), updates: 'thread' },
      { ref: ref(flat), updates: 'channel' },
    ],
    arrived() {
      const firstAt = new Map<string, number>();
      for (const request of posts()) {
        const nonce = nonceOf(request.body);
        if (!firstAt.has(nonce)) firstAt.set(nonce, at(request));
      }
      // What has no nonce is the answer to a command.
      const delivered = [...state.messages.values()].filter(({ body }) => body['nonce'] !== undefined);
      return delivered.map((message) => {
        const home = state.channels.get(message.channelId);
        const nonce = nonceOf(message.body);
        return {
          channel: home?.parentId ?? message.channelId,
          nonce,
          text: discordText(message),
          threaded: home?.parentId !== undefined,
          at: firstAt.get(nonce) ?? 0,
        };
      });
    },
    complaints: () => [
      ...state.violations,
      ...(longestRepeatMs() > REMEMBERED_MS ? [`repeated after ${longestRepeatMs()} ms`] : []),
    ],
    note: () => `posts were repeated up to ${(longestRepeatMs() / 1000).toFixed(1)} s after the first`,
    async close() {
      await wire.close();
      await server.close();
    },
  };
}

const SLACK_CHANNELS = ['C1', 'C2', 'C3'] as const;

/** @param history whether the app may read the channels' history, and so find what it posted */
export async function openSlackEnd(history: boolean): Promise<SlackEnd> {
  const server = await openSlackServer();
  const wire = await openWire(Number(new URL(server.apiUrl).port));
  if (history) server.scopes.add('channels:history');
  for (const channel of SLACK_CHANNELS) server.channels.set(channel, { member: true, archived: false });
  const at = noteTimes(server.posted);
  const answered = new Map<string, number>();
  wire.onAnswer((text) => {
    for (const [, ts] of text.matchAll(/"ts":"([\d.]+)"/gu))
      if (ts !== undefined) answered.set(ts, Date.now());
  });
  return {
    server,
    wire,
    env: {
      SLACK_BOT_TOKEN: server.botToken,
      SLACK_APP_TOKEN: server.appToken,
      SLACK_API_URL: `http://127.0.0.1:${wire.port}/api/`,
      PORT: String(await freePort()),
    },
    places: SLACK_CHANNELS.map((channelId, index) => ({
      ref: { platform: 'slack', spaceId: server.teamId, channelId, name: channelId },
      updates: index === 0 ? 'thread' : 'channel',
    })),
    arrived: () =>
      server.posted.map((message) => {
        const { event_payload: about } = message.metadata as {
          event_payload: { nonce: string; part: number };
        };
        return {
          channel: message.channel,
          nonce: `${about.nonce}.${about.part}`,
          text: `${message.text}\n${JSON.stringify(message.blocks)}`,
          threaded: message.threadTs !== undefined,
          at: at(message),
          answeredAt: answered.get(message.ts),
        };
      }),
    complaints: () => server.refusals.filter((each) => !each.includes('ratelimited')),
    async close() {
      await wire.close();
      await server.close();
    },
  };
}

/** The terminal: its messages are in the database, and what is printed is counted by the rig. */
export const terminalPlace: Place = {
  ref: { platform: 'terminal', spaceId: 'local', channelId: 'terminal' },
  updates: 'channel',
};
