import type { REST } from 'discord.js';
import type { Command } from '../../src/commands/command.ts';
import type { Log } from '../../src/log.ts';
import { codeOf, MISSING_ACCESS, reasonOf } from './errors.ts';
import { inviteUrl } from './invite.ts';
import { commandBodies, syncCommands, type CommandBody } from './register.ts';

export interface RegistrationOptions {
  readonly rest: REST;
  readonly applicationId: string;
  /** Guilds that get the commands at once; none: commands are global, which Discord may take an hour to show. */
  readonly guildIds: readonly string[];
  readonly commands: readonly Command[];
  readonly log: Log;
}

/**
 * Registers the commands where they belong and takes them away where they would show twice: globally when guilds are
 * named, in single guilds when they are global. A guild that refuses is logged and does not stop the others.
 */
export async function registerCommands(
  options: RegistrationOptions,
  presentIn: readonly string[],
): Promise<void> {
  const bodies = commandBodies(options.commands);
  if (options.guildIds.length > 0) {
    for (const guildId of options.guildIds) await sync(options, guildId, bodies);
    await sync(options, undefined, []);
    return;
  }
  await sync(options, undefined, bodies);
  for (const guildId of presentIn) await sync(options, guildId, []);
}

/** Registers the commands in a guild that was just joined, if it is one of those named. */
export async function registerInGuild(options: RegistrationOptions, guildId: string): Promise<void> {
  if (options.guildIds.includes(guildId)) await sync(options, guildId, commandBodies(options.commands));
}

async function sync(
  { rest, applicationId, log }: RegistrationOptions,
  guildId: string | undefined,
  bodies: readonly CommandBody[],
): Promise<void> {
  const scope = { applicationId, guildId };
  try {
    const changed = await syncCommands(rest, scope, bodies);
    log[changed ? 'info' : 'debug'](
      { guildId, commands: bodies.length, changed },
      'discord commands are registered',
    );
  } catch (error) {
    // A guild that never had commands of its own may refuse to list them; nothing is missing there.
    if (bodies.length === 0 && codeOf(error) === MISSING_ACCESS) return;
    const hint =
      codeOf(error) === MISSING_ACCESS
        ? `add the bot to this server with ${inviteUrl({ applicationId, guildId })}`
        : undefined;
    log.warn({ guildId, reason: reasonOf(error), hint }, 'discord commands could not be registered');
  }
}
