import { PermissionFlagsBits } from 'discord.js';

export interface Overwrite {
  /** Role or member. */
  readonly id: string;
  readonly allow: string;
  readonly deny: string;
}

export interface Standing {
  readonly guildId: string;
  readonly memberId: string;
  /** Roles of the member, without @everyone. */
  readonly roleIds: readonly string[];
  /** All roles of the guild; @everyone has the guild's id. */
  readonly roles: readonly { readonly id: string; readonly permissions: string }[];
}

const ALL = (1n << 63n) - 1n;

/**
 * Permissions of a member in a channel, in Discord's order: roles together, then what the channel says of everyone, of
 * the roles together, of the member.
 */
export function permissionsIn(standing: Standing, overwrites: readonly Overwrite[]): bigint {
  const mine = new Set([standing.guildId, ...standing.roleIds]);
  const base = standing.roles
    .filter(({ id }) => mine.has(id))
    .reduce((sum, { permissions }) => sum | BigInt(permissions), 0n);
  if ((base & PermissionFlagsBits.Administrator) !== 0n) return ALL;
  const of = (wanted: (id: string) => boolean): Overwrite[] => overwrites.filter(({ id }) => wanted(id));
  return [
    of((id) => id === standing.guildId),
    of((id) => standing.roleIds.includes(id)),
    of((id) => id === standing.memberId),
  ].reduce((permissions, group) => {
    const denied = group.reduce((sum, { deny }) => sum | BigInt(deny), 0n);
    const allowed = group.reduce((sum, { allow }) => sum | BigInt(allow), 0n);
    return (permissions & ~denied) | allowed;
  }, base);
}
