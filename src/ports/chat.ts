import type { ChannelRef } from '../commands/command.ts';
import type { Message } from '../messages/message.ts';

export interface PostOptions {
  /**
   * The delivery's id, at most 25 characters, the same on every try: where the platform can, a repeat answers with the
   * first message instead of posting a second.
   */
  readonly nonce: string;
  /** The delivery was tried before: the message may be there already. */
  readonly repeat?: boolean;
  /** Message to answer in its thread. */
  readonly threadOf?: string;
  /** Arrives without a sound. */
  readonly silent?: boolean;
}

/** A chat platform as a place to post to. Refusals are thrown as DeliveryError. */
export interface Chat {
  readonly platform: ChannelRef['platform'];
  /** Posts and returns the platform's id of the message. */
  post(channel: ChannelRef, message: Message, options: PostOptions): Promise<string>;
  /** Replaces what a message says. */
  edit(channel: ChannelRef, messageId: string, message: Message): Promise<void>;
  /** Whether a channel that refused takes messages now. Posts nothing, never rejects; false also while nobody knows. */
  reaches(channel: ChannelRef): Promise<boolean>;
}

/** The platform refused a message. `permanent` means: asking again can't help. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly permanent: boolean;
  readonly retryAfterMs: number | undefined;
  /**
   * What a permanent refusal is about: this message alone, the thread it was for (or the message that the thread hangs
   * from), or the whole channel, which then takes nothing more.
   */
  readonly about: 'message' | 'thread' | 'channel';
  constructor(
    message: string,
    options: {
      permanent: boolean;
      about?: DeliveryError['about'] | undefined;
      retryAfterMs?: number | undefined;
      cause?: unknown;
    },
  ) {
    super(message, { cause: options.cause });
    this.permanent = options.permanent;
    this.about = options.about ?? 'message';
    this.retryAfterMs = options.retryAfterMs;
  }
}
