import { PermissionFlagsBits, type Interaction } from 'discord.js';
import type { Caller } from '../../src/commands/desk.ts';
import type { ChannelRef } from '../../src/commands/command.ts';

/** Who is served, and who is an admin besides members with Manage Server. */
export interface Gate {
  /** Guilds that are served; empty: every guild the bot is in. */
  readonly allowedSpaces: readonly string[];
  /** User and role ids. */
  readonly admins: readonly string[];
}

export type Admission =
  | { readonly kind: 'caller'; readonly caller: Caller }
  | { readonly kind: 'refused'; readonly because: string };

/** Who gave an interaction and where, or why it is not served. */
export function admit(interaction: Interaction, gate: Gate): Admission {
  const { guildId, channelId } = interaction;
  if (guildId === null || channelId === null) {
    return {
      kind: 'refused',
      because: 'Storywatch works in servers, not in direct messages. Please use it in a channel.',
    };
  }
  const served =
    gate.allowedSpaces.length > 0
      ? gate.allowedSpaces.includes(guildId)
      : interaction.client.guilds.cache.has(guildId);
  if (!served) {
    return {
      kind: 'refused',
      because: `This Storywatch does not serve this server. Whoever runs it can allow it: ALLOWED_SPACES needs ${guildId}.`,
    };
  }
  const channel = channelOf(interaction, guildId, channelId);
  const actor = {
    id: interaction.user.id,
    name: nameOf(interaction),
    admin: isAdmin(interaction, gate.admins),
  };
  return { kind: 'caller', caller: { channel, actor } };
}

/**
 * The channel a command is about. A thread under one of our own posts belongs to the story's channel: "unfollow" there
 * means the channel, not the thread. A thread that people opened is a channel of its own.
 */
function channelOf(interaction: Interaction, spaceId: string, channelId: string): ChannelRef {
  const { channel } = interaction;
  const ref = { platform: 'discord', spaceId } as const;
  if (channel?.isThread() && channel.parentId !== null && channel.ownerId === interaction.client.user.id) {
    return { ...ref, channelId: channel.parentId, name: channel.parent?.name };
  }
  return { ...ref, channelId, name: channel && 'name' in channel ? (channel.name ?? undefined) : undefined };
}

function nameOf({ member, user }: Interaction): string {
  if (member && 'displayName' in member) return member.displayName;
  return member?.nick ?? user.displayName;
}

function isAdmin(interaction: Interaction, admins: readonly string[]): boolean {
  if (interaction.memberPermissions?.has(PermissionFlagsBits.ManageGuild)) return true;
  return admins.includes(interaction.user.id) || roleIds(interaction).some((role) => admins.includes(role));
}

function roleIds({ member }: Interaction): readonly string[] {
  if (!member) return [];
  // Plain ids when the guild is not in the cache, a manager when it is.
  return Array.isArray(member.roles) ? member.roles : [...member.roles.cache.keys()];
}
