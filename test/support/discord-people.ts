// What people do in the pretend Discord: each function sends the gateway event that Discord sends.
import type { DiscordServer } from './discord-server.ts';
import {
  botUser,
  messageJson,
  threadJson,
  type Interaction,
  type StoredMessage,
} from './discord-server-state.ts';

/** Who does it and where; the rest is filled in. */
export interface Setting {
  readonly channelId?: string;
  /** null: a direct message. */
  readonly guildId?: string | null;
  readonly userId?: string;
  readonly userName?: string;
  readonly roles?: readonly string[];
  /** Permission bits of the member, as text. */
  readonly permissions?: string;
}

export type OptionValue = string | number | boolean;

const MANAGE_SERVER = String(1n << 5n);
export const ADMIN: Setting = { permissions: MANAGE_SERVER };

/** `/command sub option:value …` */
export function slash(
  server: DiscordServer,
  words: string,
  options: Readonly<Record<string, OptionValue>> = {},
  setting: Setting = {},
): Interaction {
  const [command = '', sub] = words.split(' ');
  return send(server, 2, commandData(server, command, sub, valuesOf(options)), setting);
}

/** Typing into an option that offers values. */
export function type(
  server: DiscordServer,
  words: string,
  option: string,
  typed: string,
  setting: Setting = {},
): Interaction {
  const [command = '', sub] = words.split(' ');
  const focused = [{ name: option, type: 3, value: typed, focused: true }];
  return send(server, 4, commandData(server, command, sub, focused), setting);
}

export function press(
  server: DiscordServer,
  customId: string,
  message: StoredMessage,
  setting: Setting = {},
): Interaction {
  return send(server, 3, { custom_id: customId, component_type: 2 }, setting, message);
}

export function choose(
  server: DiscordServer,
  customId: string,
  value: string,
  message: StoredMessage,
  setting: Setting = {},
): Interaction {
  return send(server, 3, { custom_id: customId, component_type: 3, values: [value] }, setting, message);
}

/** Sends a form. Text inputs take a string, menus a list of chosen values. */
export function submit(
  server: DiscordServer,
  customId: string,
  inputs: Readonly<Record<string, string | readonly string[]>>,
  setting: Setting = {},
): Interaction {
  const components = Object.entries(inputs).map(([id, value], index) => ({
    type: 18,
    id: index + 1,
    component:
      typeof value === 'string'
        ? { type: 4, id: index + 10, custom_id: id, value }
        : { type: 3, id: index + 10, custom_id: id, values: value },
  }));
  return send(server, 5, { custom_id: customId, components }, setting);
}

/** Chooses a command from the menu of somebody's message. */
export function messageMenu(
  server: DiscordServer,
  name: string,
  content: string,
  setting: Setting = {},
): Interaction {
  const { state } = server;
  const id = state.nextId();
  const message = {
    ...messageJson(
      state,
      { id, channelId: server.channelId, body: { content }, files: new Map(), ephemeral: false },
      '',
    ),
    author: { ...botUser(state), id: '77', username: 'someone', bot: false },
  };
  const data = {
    id: state.nextId(),
    name,
    type: 3,
    target_id: id,
    resolved: { messages: { [id]: message } },
  };
  return send(server, 2, data, setting);
}

function commandData(
  server: DiscordServer,
  name: string,
  sub: string | undefined,
  options: readonly unknown[],
): Record<string, unknown> {
  const inner = sub === undefined ? options : [{ name: sub, type: 1, options }];
  return { id: server.state.nextId(), name, type: 1, options: inner };
}

function valuesOf(options: Readonly<Record<string, OptionValue>>): unknown[] {
  const types = { string: 3, number: 4, boolean: 5 } as const;
  return Object.entries(options).map(([name, value]) => ({
    name,
    type: types[typeof value as keyof typeof types],
    value,
  }));
}

function send(
  server: DiscordServer,
  kind: number,
  data: Record<string, unknown>,
  setting: Setting,
  message?: StoredMessage,
): Interaction {
  const { state, gateway } = server;
  const channelId = setting.channelId ?? server.channelId;
  const guildId = setting.guildId === undefined ? server.guildId : setting.guildId;
  const id = state.nextId();
  const interaction: Interaction = {
    id,
    token: `token-${id}`,
    type: kind,
    channelId,
    sentAt: Date.now(),
    expired: false,
    ...(message ? { source: message } : {}),
  };
  state.interactions.set(interaction.token, interaction);
  gateway.dispatch('INTERACTION_CREATE', {
    id,
    token: interaction.token,
    application_id: state.applicationId,
    type: kind,
    version: 1,
    data,
    channel_id: channelId,
    channel: channelJson(server, channelId),
    ...person(setting, guildId),
    ...(message ? { message: messageJson(state, message, server.apiUrl.replace(/\/api$/u, '')) } : {}),
    locale: 'en-US',
    entitlements: [],
    authorizing_integration_owners: {},
    context: guildId === null ? 1 : 0,
    app_permissions: '0',
    attachment_size_limit: 10_000_000,
  });
  return interaction;
}

function person(setting: Setting, guildId: string | null): Record<string, unknown> {
  const user = {
    id: setting.userId ?? '42',
    username: setting.userName ?? 'ada',
    discriminator: '0',
    global_name: setting.userName ?? 'Ada',
    avatar: null,
  };
  if (guildId === null) return { user };
  const member = {
    user,
    nick: null,
    roles: setting.roles ?? [],
    permissions: setting.permissions ?? '0',
    joined_at: '2025-01-01T00:00:00.000Z',
    deaf: false,
    mute: false,
    flags: 0,
  };
  return { guild_id: guildId, guild: { id: guildId, locale: 'en-US', features: [] }, member };
}

function channelJson(server: DiscordServer, channelId: string): Record<string, unknown> {
  const channel = server.state.channels.get(channelId);
  return channel?.parentId === undefined
    ? {
        id: channelId,
        type: channel?.type ?? 0,
        name: channel?.name ?? 'news',
        guild_id: channel?.guildId ?? server.guildId,
      }
    : threadJson(channel);
}
