import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { wakeChannels } from '../../jobs/wake-channels.ts';
import { createOffice, type Office, type Term } from '../../adapters/postgres/leadership.ts';
import type { Leases } from '../../adapters/postgres/leadership-lease.ts';
import type { SlackChat } from '../../adapters/slack/app.ts';
import type { CommandDesk } from '../commands/desk.ts';
import type { Config } from '../config.ts';
import { closeSpace } from '../deliveries/dead-channel.ts';
import type { Log } from '../log.ts';
import type { Volume } from '../messages/message.ts';
import type { Chat } from '../ports/chat.ts';
import type { Dependency } from '../ports/dependency.ts';
import type { Store } from '../ports/store.ts';
import type { Roles } from './roles.ts';
import { chartsOf } from './web.ts';

/** The platforms that tokens were given for, as far as this process has to do with them. */
export interface Chats {
  /** Those that this process posts to. */
  readonly chats: readonly Chat[];
  /** Gets ready to post. Throws when a token is refused; a platform that is away is waited for in the background. */
  connect(): Promise<void>;
  /**
   * Takes commands, or stands by while another process does. Resolves when that is settled, or after a while; throws
   * when a token is refused by then.
   */
  listen(leases: Leases): Promise<void>;
  /** Takes no more commands, finishes those under way, and lets another process follow. */
  stopListening(): Promise<void>;
  /** What is to be known of the connections. */
  readonly dependencies: readonly Dependency[];
  /** Takes Slack's signed requests, when that is how its commands come. */
  readonly slackEvents: SlackChat['handle'] | undefined;
}

export interface ChatsOptions {
  readonly config: Config;
  readonly roles: Roles;
  readonly desk: CommandDesk;
  readonly store: Store;
  readonly log: Log;
}

/** One platform in this process. */
interface Platform {
  readonly chat: Chat;
  readonly connect: () => Promise<void>;
  /** Holds the connection that commands come through; undefined: this process does not listen. */
  readonly newTerm: (() => Term) | undefined;
  readonly isHopeless: (error: unknown) => boolean;
  /** What the connection is opened with: each app has one of its own. */
  readonly token: string;
  readonly events?: SlackChat['handle'];
}

/** Work begins although a platform is away; it is settled within this in every other case. */
const SETTLE_WITHIN_MS = 10_000;
const CONNECT_AGAIN_MS = 10_000;

/** Loads no library of a platform that is not used: each is tens of megabytes in memory. */
export async function connectChats(options: ChatsOptions): Promise<Chats> {
  const { log } = options;
  const platforms = [await slackOf(options), await discordOf(options)].filter((each) => each !== undefined);
  const offices = new Map<Chat['platform'], Office>();
  const dependencies = platforms
    .filter(({ newTerm }) => newTerm !== undefined)
    .map(({ chat: { platform } }): Dependency => ({
      name: platform,
      // Standing by is as it should be: another process takes the commands.
      async state() {
        const state = offices.get(platform)?.state() ?? 'starting';
        return {
          ok: state === 'held' || state === 'standby',
          detail: state === 'held' ? 'connected' : state,
        };
      },
    }));

  return {
    chats: platforms.map(({ chat }) => chat),
    dependencies,
    slackEvents: platforms.find(({ events }) => events !== undefined)?.events,
    async connect() {
      for (const platform of platforms) await connect(platform, log);
    },
    async listen(leases) {
      for (const { chat, newTerm, isHopeless, token } of platforms) {
        if (!newTerm) continue;
        const name = `${chat.platform}-${fingerprint(token)}`;
        const office = createOffice({ leases, name, newTerm, isHopeless, log });
        offices.set(chat.platform, office);
        await settle(office, chat.platform, log);
      }
    },
    async stopListening() {
      await Promise.all([...offices.values()].map((office) => office.end()));
    },
  };
}

/** Tells apps apart without telling their tokens. */
const fingerprint = (token: string): string => createHash('sha256').update(token).digest('hex').slice(0, 8);

async function settle(office: Office, platform: string, log: Log): Promise<void> {
  let settled = false;
  const started = office.start().catch((error: unknown) => {
    if (!settled) throw error;
    log.error({ platform, err: error }, 'no commands are taken until the settings are mended');
  });
  await Promise.race([started, delay(SETTLE_WITHIN_MS, undefined, { ref: false })]);
  settled = true;
}

async function connect({ isHopeless, ...platform }: Platform, log: Log): Promise<void> {
  try {
    await platform.connect();
  } catch (error) {
    if (isHopeless(error)) throw error;
    log.warn(
      { platform: platform.chat.platform, err: error },
      'the platform cannot be reached yet; deliveries wait',
    );
    const again = setTimeout(() => {
      connect({ ...platform, isHopeless: () => false }, log).catch(() => {});
    }, CONNECT_AGAIN_MS);
    again.unref();
  }
}

/** Looks at once for channels that take messages again; one look at a time, and one more when it was called meanwhile. */
function lookForReturns({ store, log }: ChatsOptions, chat: () => Chat): () => void {
  let looking = false;
  let again = false;
  return function look(): void {
    again = looking;
    if (looking) return;
    looking = true;
    wakeChannels({ store, chats: [chat()], log }, new Date())
      .catch((error: unknown) => log.warn({ err: error }, 'could not look for channels that are back'))
      .finally(() => {
        looking = false;
        if (again) look();
      });
  };
}

async function slackOf(options: ChatsOptions): Promise<Platform | undefined> {
  const { config, roles, desk, log } = options;
  const { slack, allowedSpaces, admins } = config;
  if (!slack || !(roles.worker || roles.slack)) return undefined;
  const { createSlackChat } = await import('../../adapters/slack/app.ts');
  const { appToken, signingSecret, ...account } = slack;
  const onReturn = lookForReturns(options, () => poster.chat);
  const charts = await chartsOf(config);
  const volumeImage = charts && ((volume: Volume) => charts.urlOf(volume));
  const common = { ...account, desk, log, allowedSpaces, admins, onReturn, volumeImage };
  const overHttp = roles.slack && appToken === undefined;
  // Posting needs no socket, and a socket that was closed is not opened again: each term has one of its own.
  const poster: SlackChat = createSlackChat({ ...common, ...(overHttp && { signingSecret }) });
  return {
    chat: poster.chat,
    connect: () => poster.start(),
    newTerm: roles.slack && appToken ? () => createSlackChat({ ...common, appToken }) : undefined,
    isHopeless: isSlackRefusal,
    token: appToken ?? '',
    ...(overHttp && { events: (request, response) => poster.handle(request, response) }),
  };
}

/** Slack said no, where it could have been silent. */
const isSlackRefusal = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'slack_webapi_platform_error';

async function discordOf(options: ChatsOptions): Promise<Platform | undefined> {
  const { config, roles, desk, store, log } = options;
  const { discord, allowedSpaces, admins } = config;
  if (!discord || !(roles.worker || roles.discord)) return undefined;
  const { createDiscordChat } = await import('../../adapters/discord/client.ts');
  const common = { ...discord, desk, log, allowedSpaces, admins };
  const { chat } = createDiscordChat(common);
  const onReturn = lookForReturns(options, () => chat);
  const listening = {
    ...common,
    onReturn,
    onSpace(spaceId: string, present: boolean) {
      if (present) return onReturn();
      const space = { platform: 'discord', spaceId } as const;
      const reason = 'the bot was removed from the server';
      store
        .transact((tables) => closeSpace(tables, space, reason, new Date()))
        .catch((error: unknown) => {
          log.warn({ spaceId, err: error }, 'could not note that the bot left a server');
        });
    },
  };
  return {
    chat,
    connect: () => Promise.resolve(), // every post is a request of its own
    newTerm: roles.discord ? () => createDiscordChat(listening) : undefined,
    token: discord.token,
    isHopeless: () => true, // what is not, it waits for by itself
  };
}
