/** What Discord knows of a message: enough to show it and to hand it to an interaction. */
export interface StoredMessage {
  readonly id: string;
  readonly channelId: string;
  readonly body: Record<string, unknown>;
  /** Attached files by name. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly ephemeral: boolean;
}

export interface Channel {
  readonly id: string;
  readonly guildId: string;
  /** 0 text, 2 voice, 11 thread. */
  readonly type: number;
  readonly name: string;
  readonly parentId?: string;
  readonly ownerId?: string;
  /** Error code with which posts here are refused, as when a permission is missing. */
  readonly refuses?: number;
  /** Permission bits taken from the bot in this channel. */
  readonly denied?: bigint;
}

export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly type: number;
  readonly channelId: string;
  readonly sentAt: number;
  /** The message whose button was pressed. */
  readonly source?: StoredMessage;
  expired: boolean;
  callback?: Callback;
  /** Message id of the answer; empty while Discord shows "thinking". */
  original?: { messageId: string | undefined; readonly ephemeral: boolean };
}

export interface Callback {
  readonly type: number;
  readonly data: Record<string, unknown>;
  /** From sending the interaction to receiving this, in milliseconds. */
  readonly delayMs: number;
}

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
}

/** How the next matching request fails. `times` defaults to 1. */
export interface Fault {
  readonly method?: string;
  readonly path: RegExp;
  readonly kind:
    | 'rate-limit'
    | 'server-error'
    | 'reset'
    | 'unauthorized'
    | 'forbidden-by-proxy'
    | 'answer-lost';
  readonly retryAfterMs?: number;
  readonly times?: number;
}

/** Everything the pretend Discord remembers. */
export interface DiscordState {
  token: string;
  readonly applicationId: string;
  readonly botId: string;
  readonly callbackDeadlineMs: number;
  readonly guilds: Map<string, { readonly id: string; readonly name: string; permissions: bigint }>;
  readonly channels: Map<string, Channel>;
  readonly messages: Map<string, StoredMessage>;
  /** Messages that have or had a thread: Discord starts no second one. */
  readonly threaded: Set<string>;
  /** Message ids by channel and nonce. */
  readonly nonces: Map<string, string>;
  /** Registered commands by guild id; '' holds the global ones. */
  readonly commands: Map<string, Record<string, unknown>[]>;
  readonly interactions: Map<string, Interaction>;
  readonly requests: RecordedRequest[];
  /** Requests that Discord would have refused as malformed; a test that is not about this expects none. */
  readonly violations: string[];
  readonly faults: { readonly fault: Fault; left: number }[];
  /** What GET /applications/@me says besides the id. */
  application: Record<string, unknown>;
  sessionsLeft: number;
  nextId: () => string;
  /** Sends a gateway event. */
  announce: (event: string, data: unknown) => void;
}

export function createState(callbackDeadlineMs: number): DiscordState {
  let count = 0n;
  // Snowflakes start with the time; these are all of one moment in 2025.
  const nextId = (): string => String(1_340_000_000_000_000_000n + (count += 1n));
  const applicationId = nextId();
  return {
    token: `${Buffer.from(applicationId).toString('base64url')}.test.${'x'.repeat(27)}`,
    applicationId,
    botId: nextId(),
    callbackDeadlineMs,
    guilds: new Map(),
    channels: new Map(),
    messages: new Map(),
    threaded: new Set(),
    nonces: new Map(),
    commands: new Map(),
    interactions: new Map(),
    requests: [],
    violations: [],
    faults: [],
    application: {},
    sessionsLeft: 1000,
    nextId,
    announce: () => {},
  };
}

/** A stored message as Discord sends it: attachments that an embed shows have their address there. */
export function messageJson(
  state: DiscordState,
  message: StoredMessage,
  origin: string,
): Record<string, unknown> {
  const embeds: unknown = JSON.parse(
    JSON.stringify(message.body['embeds'] ?? []).replaceAll(
      'attachment://',
      `${origin}/attachments/${message.id}/`,
    ),
  );
  return {
    id: message.id,
    channel_id: message.channelId,
    content: message.body['content'] ?? '',
    embeds,
    components: message.body['components'] ?? [],
    flags: message.ephemeral ? 64 : (message.body['flags'] ?? 0),
    author: botUser(state),
    attachments: [],
    timestamp: '2025-03-10T12:00:00.000Z',
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    pinned: false,
    type: 0,
  };
}

/** A thread as the gateway and the API describe it. */
export const threadJson = (thread: Channel): Record<string, unknown> => ({
  id: thread.id,
  type: thread.type,
  guild_id: thread.guildId,
  parent_id: thread.parentId,
  owner_id: thread.ownerId,
  name: thread.name,
  thread_metadata: {
    archived: false,
    auto_archive_duration: 10_080,
    archive_timestamp: '2025-01-01T00:00:00.000Z',
    locked: false,
  },
});

export const botUser = (state: DiscordState): Record<string, unknown> => ({
  id: state.botId,
  username: 'storywatch',
  discriminator: '0000',
  global_name: null,
  avatar: null,
  bot: true,
});
