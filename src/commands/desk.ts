import { randomBytes } from 'node:crypto';
import type { Log } from '../log.ts';
import { helpFor } from '../messages/help.ts';
import { say } from '../messages/message.ts';
import type { Action, Actor, ChannelRef, Command, Complete, OptionValues, Reply } from './command.ts';
import { UserError } from './command.ts';
import { helpAsked, parseLine } from './parse.ts';

/** Who asks, where and when. */
export interface Caller {
  readonly channel: ChannelRef;
  readonly actor: Actor;
}

/**
 * Where every chat brings its commands. Never throws: mistakes and faults come back as replies that only the caller
 * sees; a fault carries a reference that is also in the log.
 */
export interface CommandDesk {
  readonly commands: readonly Command[];
  /** Runs a line as typed, with or without its leading slash: `/story treasury`. */
  runLine(line: string, caller: Caller): Promise<Reply>;
  /** Runs a command whose words and options the platform has already taken apart. `action` is '' for a bare command. */
  run(command: string, action: string, options: OptionValues, caller: Caller): Promise<Reply>;
  readonly complete: Complete;
}

export interface DeskOptions {
  readonly commands: readonly Command[];
  readonly complete: Complete;
  readonly clock: () => Date;
  readonly log: Log;
  /** Called before each command, with who gave it where. */
  readonly onCall?: (caller: Caller) => Promise<void>;
}

const forUser = (text: string): Reply => ({ message: say(text, 'warning'), visibleTo: 'user', failed: true });

export function createCommandDesk({ commands, complete, clock, log, onCall }: DeskOptions): CommandDesk {
  async function perform(
    command: Command,
    action: Action,
    options: OptionValues,
    caller: Caller,
  ): Promise<Reply> {
    const name = `/${command.name} ${action.name}`.trim();
    if (action.permission === 'admin' && !caller.actor.admin) {
      return forUser(
        `\`${name}\` is for admins. Ask someone who manages this space, or see /storywatch help.`,
      );
    }
    try {
      await onCall?.(caller);
      return await action.run({ options, ...caller, now: clock() });
    } catch (error) {
      if (error instanceof UserError) {
        return error.reply
          ? { message: error.reply, visibleTo: 'user', failed: true }
          : forUser(error.message);
      }
      const ref = randomBytes(2).toString('hex');
      log.error({ ref, command: name, err: error }, 'command failed');
      return forUser(
        `Something broke (ref ${ref}). Nothing was changed; the log says more under that reference.`,
      );
    }
  }

  return {
    commands,
    complete,
    async runLine(line, caller) {
      const asked = helpAsked(commands, line);
      if (asked) return { message: helpFor(asked), visibleTo: 'user' };
      const parsed = parseLine(commands, line);
      if (parsed.kind === 'problem') return forUser(parsed.message);
      return perform(parsed.command, parsed.action, parsed.options, caller);
    },
    async run(commandName, actionName, options, caller) {
      const command = commands.find((each) => each.name === commandName);
      const action = command?.actions.find((each) => each.name === actionName);
      if (!command || !action)
        return forUser(`There is no command /${commandName} ${actionName}. See /storywatch help.`);
      return perform(command, action, options, caller);
    },
  };
}
