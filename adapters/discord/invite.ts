import { PermissionFlagsBits } from 'discord.js';

/** What the bot needs in a channel and why; nothing else is asked for. */
export const NEEDED_PERMISSIONS = [
  { bit: PermissionFlagsBits.ViewChannel, name: 'View Channel', why: 'to post there' },
  { bit: PermissionFlagsBits.SendMessages, name: 'Send Messages', why: 'digests, story posts and alerts' },
  { bit: PermissionFlagsBits.EmbedLinks, name: 'Embed Links', why: 'cards' },
  { bit: PermissionFlagsBits.AttachFiles, name: 'Attach Files', why: 'the volume chart' },
  {
    bit: PermissionFlagsBits.CreatePublicThreads,
    name: 'Create Public Threads',
    why: 'updates in a story’s thread',
  },
  { bit: PermissionFlagsBits.SendMessagesInThreads, name: 'Send Messages in Threads', why: 'the same' },
] as const;

export interface InviteOptions {
  readonly applicationId: string;
  /** Chooses the server on the page that opens. */
  readonly guildId?: string | undefined;
}

/** The page where a server's owner adds the bot, with the least permissions. */
export function inviteUrl({ applicationId, guildId }: InviteOptions): string {
  const url = new URL('https://discord.com/oauth2/authorize');
  const permissions = NEEDED_PERMISSIONS.reduce((sum, { bit }) => sum | bit, 0n);
  url.searchParams.set('client_id', applicationId);
  url.searchParams.set('scope', 'bot applications.commands');
  url.searchParams.set('permissions', String(permissions));
  url.searchParams.set('integration_type', '0');
  if (guildId !== undefined) {
    url.searchParams.set('guild_id', guildId);
    url.searchParams.set('disable_guild_select', 'true');
  }
  return url.href;
}
