import type { Message } from '../messages/message.ts';

/** Where a command came from or a message goes: one channel of one space. */
export interface ChannelRef {
  readonly platform: 'slack' | 'discord' | 'terminal';
  /** Slack workspace or Discord guild. */
  readonly spaceId: string;
  readonly channelId: string;
  /** Shown to people; may be absent. */
  readonly name?: string | undefined;
}

/** Who gave a command. Admins may change things; the adapter decides by the platform's own roles and `ADMINS`. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly admin: boolean;
}

export type OptionType =
  | 'text'
  | 'story'
  | 'story-or-topic'
  | 'feed'
  | 'topic'
  | 'time-zone'
  | 'choice'
  | 'integer'
  | 'flag';

export interface Option {
  readonly name: string;
  readonly summary: string;
  readonly type: OptionType;
  readonly required: boolean;
  /** For `choice`. */
  readonly choices?: readonly string[];
  /** In a line of text the option takes the rest of the line, spaces included. At most one, the last. */
  readonly rest?: boolean;
  /** Longest value in characters that makes sense; platforms enforce it where they can. */
  readonly maxLength?: number;
}

/** The values of a call by option name, as text; a flag is `true`. Options not given are absent. */
export type OptionValues = Readonly<Record<string, string>>;

export interface Invocation {
  readonly options: OptionValues;
  readonly channel: ChannelRef;
  readonly actor: Actor;
  readonly now: Date;
}

export interface Reply {
  readonly message: Message;
  /** `user`: only the caller sees it (ephemeral); `channel`: everyone there. */
  readonly visibleTo: 'user' | 'channel';
  /** The command did not do what was asked. */
  readonly failed?: boolean;
  /** A text file that comes with the reply, where the platform can take one. */
  readonly file?: { readonly name: string; readonly content: string };
}

export interface Action {
  /** The subcommand's word; empty for a command without subcommands. */
  readonly name: string;
  readonly summary: string;
  readonly permission: 'anyone' | 'admin';
  readonly options: readonly Option[];
  /** An example line for help, without the slash command's own words. */
  readonly example?: string;
  run(invocation: Invocation): Promise<Reply>;
}

/** A slash command: either one action with an empty name, or several subcommands. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly actions: readonly Action[];
}

/** Offers values for an option while a person types; at most `limit`, best first. */
export type Complete = (
  type: OptionType,
  typed: string,
  limit: number,
) => Promise<readonly { readonly label: string; readonly value: string }[]>;

/** The user's mistake: shown to them as it is. Says what was wrong and the way out. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly reply: Message | undefined;
  constructor(message: string, reply?: Message) {
    super(message);
    this.reply = reply;
  }
}
