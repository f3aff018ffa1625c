import type { ChannelRef } from '../commands/command.ts';
import type { Message } from '../messages/message.ts';

export interface InboxMessage {
  /** Grows with every new message. */
  readonly id: number;
  readonly channel: ChannelRef;
  readonly message: Message;
  readonly at: Date;
}

/** Where messages for a terminal are kept until a screen shows them: the terminal's stand-in for a chat server. */
export interface Inbox {
  /** Keeps a message once: the same nonce again changes nothing and returns the first message's id. */
  put(nonce: string, channel: ChannelRef, message: Message, at: Date): Promise<number>;
  /** Replaces what a message says, for screens that show it later. */
  replace(id: number, message: Message): Promise<void>;
  /** Messages with an id above `after`, oldest first, at most `limit`. */
  after(after: number, limit: number): Promise<readonly InboxMessage[]>;
  /** The newest id, 0 when empty. */
  latest(): Promise<number>;
}
