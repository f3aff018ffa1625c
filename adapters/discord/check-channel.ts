import { Routes, type REST } from 'discord.js';
import { z } from 'zod';
import type { SetupFinding } from '../../src/cli/discord.ts';
import { permissionsIn } from './channel-permissions.ts';
import { codeOf, MISSING_ACCESS, UNKNOWN_CHANNEL } from './errors.ts';
import { NEEDED_PERMISSIONS } from './invite.ts';

const overwrite = z.object({ id: z.string(), allow: z.string(), deny: z.string() });
const channel = z.object({
  id: z.string(),
  type: z.number(),
  guild_id: z.string().optional(),
  name: z.string().nullish(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(overwrite).nullish(),
});
type Channel = z.infer<typeof channel>;
const user = z.object({ id: z.string() });
const member = z.object({ roles: z.array(z.string()) });
const roles = z.array(z.object({ id: z.string(), permissions: z.string() }));

/** Types that hold messages: text, announcements, and the threads of both. */
const TAKES_MESSAGES = new Set([0, 5, 10, 11, 12]);
const THREADS = new Set([10, 11, 12]);

/** Whether the bot sees a channel and may do there what it needs. Throws what is no matter of the channel. */
export async function checkChannel(
  rest: REST,
  channelId: string,
  guilds: readonly { readonly id: string }[],
): Promise<SetupFinding[]> {
  const found = await look(rest, channelId);
  if ('ok' in found) return [found];
  const guildId = found.guild_id;
  const name = `#${found.name ?? channelId}`;
  if (guildId === undefined || !guilds.some(({ id }) => id === guildId)) {
    return [{ ok: false, text: `${name} is in no server of the bot` }];
  }
  const page = `https://discord.com/channels/${guildId}/${channelId}`;
  if (!TAKES_MESSAGES.has(found.type)) {
    return [{ ok: false, text: `${name} takes no messages: choose a text channel`, page }];
  }
  const permissions = await botPermissions(rest, guildId, await withOverwrites(rest, found));
  const missing = NEEDED_PERMISSIONS.filter(({ bit }) => (permissions & bit) === 0n);
  if (missing.length === 0) return [{ ok: true, text: `${name}: all permissions are there` }];
  return missing.map((each) => ({
    ok: false,
    text: `${name}: ${each.name} is missing (${each.why}); give it to the bot in Edit Channel, Permissions`,
    page,
  }));
}

async function look(rest: REST, channelId: string): Promise<Channel | SetupFinding> {
  if (!/^\d{15,21}$/u.test(channelId)) {
    return {
      ok: false,
      text: `${channelId} is no channel id: turn on Developer Mode, right-click the channel, Copy Channel ID`,
    };
  }
  try {
    return channel.parse(await rest.get(Routes.channel(channelId)));
  } catch (error) {
    if (codeOf(error) === UNKNOWN_CHANNEL) return { ok: false, text: `there is no channel ${channelId}` };
    if (codeOf(error) !== MISSING_ACCESS) throw error;
    return {
      ok: false,
      text: `the bot cannot see the channel ${channelId}: in Edit Channel, Permissions, give it View Channel`,
    };
  }
}

/** Threads have no rules of their own; their channel's hold. */
async function withOverwrites(rest: REST, found: Channel): Promise<Channel> {
  if (!THREADS.has(found.type) || !found.parent_id) return found;
  return channel.parse(await rest.get(Routes.channel(found.parent_id)));
}

async function botPermissions(rest: REST, guildId: string, at: Channel): Promise<bigint> {
  const { id: memberId } = user.parse(await rest.get(Routes.user()));
  const own = member.parse(await rest.get(Routes.guildMember(guildId, memberId)));
  const standing = {
    guildId,
    memberId,
    roleIds: own.roles,
    roles: roles.parse(await rest.get(Routes.guildRoles(guildId))),
  };
  return permissionsIn(standing, at.permission_overwrites ?? []);
}
