import { setTimeout as delay } from 'node:timers/promises';
import {
  Client,
  Events,
  GatewayCloseCodes,
  GatewayIntentBits,
  Options,
  Partials,
  Status,
  type Interaction,
} from 'discord.js';
import type { CommandDesk } from '../../src/commands/desk.ts';
import type { Log } from '../../src/log.ts';
import type { Chat } from '../../src/ports/chat.ts';
import { createAskHandler } from './asks.ts';
import { isTokenRefused, reasonOf } from './errors.ts';
import { createPosts } from './posts.ts';
import { registerCommands, registerInGuild, type RegistrationOptions } from './registration.ts';
import { createRest, httpOptions } from './rest.ts';

export interface DiscordChatOptions {
  readonly token: string;
  /** Guilds that get the commands at once; empty: commands are registered globally. */
  readonly guildIds: readonly string[];
  /** Another API base than `https://discord.com/api`. */
  readonly apiUrl?: string | undefined;
  readonly desk: CommandDesk;
  readonly log: Log;
  /** Guilds that are served; empty: all the bot is in. */
  readonly allowedSpaces: readonly string[];
  /** User and role ids that are admins besides members with Manage Server. */
  readonly admins: readonly string[];
  /** Told of every guild the bot is in after a start, of each it joins, and of each it is removed from. */
  readonly onSpace?: ((spaceId: string, present: boolean) => void) | undefined;
  /** Called when permissions may have come back: a channel, thread or role changed. */
  readonly onReturn?: (() => void) | undefined;
}

export interface DiscordChat {
  /** Posts over HTTP; works without `start`, so that a worker can post. */
  readonly chat: Chat;
  /**
   * Connects and registers the commands; resolves when commands are taken. Waits for Discord as long as it is away.
   * Throws when the token is refused.
   */
  start(): Promise<void>;
  /** Takes no more commands, finishes those it has (10 s at most) and disconnects. */
  stop(): Promise<void>;
  /** Whether the gateway is connected right now. */
  isUp(): boolean;
}

const AUTHENTICATION_FAILED: number = GatewayCloseCodes.AuthenticationFailed;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
const FINISH_WITHIN_MS = 10_000;
/** Storywatch on Discord: posts, commands, buttons. Nothing connects before `start`. */
export function createDiscordChat(options: DiscordChatOptions): DiscordChat {
  const log = options.log.child({ chat: 'discord' });
  const tokenRefused = once((error: unknown) => {
    const help =
      'make a new one at https://discord.com/developers/applications (Bot, Reset Token) and set DISCORD_TOKEN';
    log.error(
      { reason: reasonOf(error), help },
      'discord refused the bot token: nothing works there until it is replaced',
    );
  });
  const rest = createRest(options);
  const chat = createPosts({ rest, allowedSpaces: options.allowedSpaces, onTokenRefused: tokenRefused });
  const handle = createAskHandler({ desk: options.desk, gate: options, log });
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  let client: Client | undefined;

  function onInteraction(interaction: Interaction): void {
    if (stopping.signal.aborted) return; // unanswered, Discord offers the person to try again
    const work = handle(interaction).finally(() => running.delete(work));
    running.add(work);
  }

  async function connect(): Promise<Client<true>> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      // A client that failed to log in cannot be used again.
      client = createClient(options);
      observe(client, log, tokenRefused, stopping.signal);
      client.on(Events.InteractionCreate, onInteraction);
      try {
        return await login(client, options.token, stopping.signal);
      } catch (error) {
        if (isTokenRefused(error)) tokenRefused(error);
        if (stopping.signal.aborted || isHopeless(error)) throw error;
        log.warn({ reason: reasonOf(error), waitMs }, 'discord cannot be reached, trying again');
        await delay(waitMs, undefined, { signal: stopping.signal });
      }
    }
  }

  return {
    chat,
    async start() {
      const ready = await connect();
      const { desk, guildIds } = options;
      const registration = {
        rest,
        applicationId: ready.application.id,
        guildIds,
        commands: desk.commands,
        log,
      };
      watchGuilds(ready, registration, options);
      await registerCommands(registration, [...ready.guilds.cache.keys()]);
      log.info({ guilds: ready.guilds.cache.size }, 'discord is connected');
    },
    isUp: () => client?.ws.shards.every((shard) => shard.status === Status.Ready) ?? false,
    async stop() {
      stopping.abort();
      await Promise.race([Promise.allSettled(running), delay(FINISH_WITHIN_MS, undefined, { ref: false })]);
      await client?.destroy();
    },
  };
}

function createClient({ apiUrl }: DiscordChatOptions): Client {
  return new Client({
    // Not privileged: guilds, channels, threads and roles, but no messages and no members.
    intents: [GatewayIntentBits.Guilds],
    // Interactions bring their channel with them; without this an archived thread would be unknown.
    partials: [Partials.Channel],
    allowedMentions: { parse: [] },
    rest: httpOptions(apiUrl),
    makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, MessageManager: 0 }),
  });
}

/** Resolves when the gateway has introduced the guilds. */
async function login(client: Client, token: string, signal: AbortSignal): Promise<Client<true>> {
  const ready = new Promise<Client<true>>((resolve, reject) => {
    client.once(Events.ClientReady, resolve);
    signal.addEventListener('abort', () => reject(new Error('stopped before Discord was ready')), {
      once: true,
    });
  });
  await Promise.all([client.login(token), ready]);
  return ready;
}

function isHopeless(error: unknown): boolean {
  return (
    isTokenRefused(error) ||
    (error instanceof Error && /disallowed intents|invalid intents/iu.test(error.message))
  );
}

function observe(
  client: Client,
  log: Log,
  tokenRefused: (error: unknown) => void,
  stopping: AbortSignal,
): void {
  client.on(Events.Error, (error) => log.warn({ reason: reasonOf(error) }, 'discord client error'));
  client.on(Events.ShardError, (error) => log.debug({ reason: reasonOf(error) }, 'discord connection error'));
  client.on(Events.ShardReconnecting, () => {
    if (!stopping.aborted) log.info('discord connection lost, reconnecting');
  });
  client.on(Events.ShardResume, (_shard, replayed) => log.info({ replayed }, 'discord connection resumed'));
  client.on(Events.ShardDisconnect, ({ code }) => {
    if (code === AUTHENTICATION_FAILED) tokenRefused(new Error(`the gateway closed with ${code}`));
    else log.error({ code }, 'discord ended the connection for good');
  });
}

function watchGuilds(
  client: Client<true>,
  registration: RegistrationOptions,
  { onSpace, onReturn }: DiscordChatOptions,
): void {
  for (const changed of [Events.ChannelUpdate, Events.ThreadUpdate, Events.GuildRoleUpdate] as const)
    client.on(changed, () => onReturn?.());
  for (const id of client.guilds.cache.keys()) onSpace?.(id, true);
  client.on(Events.GuildCreate, ({ id }) => {
    registration.log.info({ guildId: id }, 'discord server joined');
    onSpace?.(id, true);
    void registerInGuild(registration, id);
  });
  client.on(Events.GuildDelete, ({ id }) => {
    registration.log.info({ guildId: id }, 'discord server left');
    onSpace?.(id, false);
  });
}

/** Runs the first call only. */
function once(act: (error: unknown) => void): (error: unknown) => void {
  let done = false;
  return (error) => {
    if (done) return;
    done = true;
    act(error);
  };
}
