import type { IncomingMessage, ServerResponse } from 'node:http';
import { App, HTTPReceiver, type Logger, type webApi } from '@slack/bolt';
import type { CommandDesk } from '../../src/commands/desk.ts';
import type { Log } from '../../src/log.ts';
import type { Volume } from '../../src/messages/message.ts';
import type { Chat } from '../../src/ports/chat.ts';
import { createAccess } from './access.ts';
import { createAnswers } from './answer.ts';
import { boltLog } from './bolt-log.ts';
import { EVENTS_PATH } from './events-path.ts';
import { listen } from './listeners.ts';
import { createPoster } from './post.ts';
import { createShelf } from './shelf.ts';
import { createSocket } from './socket.ts';
import { createWorkspaces, tokensIn } from './workspaces.ts';

export interface SlackOptions {
  /** `xoxb-…`; several, one for each workspace, are separated by commas. */
  readonly botToken: string;
  /** `xapp-…`: commands come through Socket Mode. Has precedence over `http`. */
  readonly appToken?: string | undefined;
  /** Commands come as signed requests to `/slack/events`, on a port of their own when one is given. */
  readonly signingSecret?: string | undefined;
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  /** Another base of the Web API, for proxies and tests. */
  readonly apiUrl?: string | undefined;
  readonly desk: CommandDesk;
  readonly log: Log;
  /** Workspace or organisation ids that are served; empty: the tokens' own. */
  readonly allowedSpaces: readonly string[];
  /** User ids that are admins besides owners and admins of the workspace. */
  readonly admins: readonly string[];
  /** Public address of a picture of a volume; without it volumes are lines of text. */
  readonly volumeImage?: ((volume: Volume) => string | undefined) | undefined;
  /** Called when the bot came to a channel or one was taken out of the archive, where the app is subscribed to that. */
  readonly onReturn?: (() => void) | undefined;
}

export interface SlackChat {
  readonly chat: Chat;
  /** Connects. Throws a WebAPI error when the tokens are refused. Without app token and secret it only posts. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Whether commands can come in right now. */
  isUp(): boolean;
  /** Answers `POST /slack/events` on somebody else's server: for a signing secret without a port. */
  handle(request: IncomingMessage, response: ServerResponse): void;
}

/** One call that hangs must not hold up a channel for longer than this. */
const TIMEOUT_MS = 15_000;

export function createSlackChat(options: SlackOptions): SlackChat {
  const { botToken, apiUrl, desk, log, allowedSpaces, admins, volumeImage } = options;
  const logger = boltLog(log);
  const clientOptions: webApi.WebClientOptions = {
    ...(apiUrl && { slackApiUrl: apiUrl }),
    logger,
    // Deliveries are tried again by whoever owns them; a client that waits by itself would hide Retry-After.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
  };
  const workspaces = createWorkspaces(tokensIn(botToken), clientOptions, log);
  const access = createAccess({ workspaces, allowedSpaces, admins, log });
  const answers = createAnswers({ access, shelf: createShelf(), log, volumeImage });
  const transport = createTransport(options, logger);
  if (transport) {
    const app = new App({
      receiver: transport.receiver,
      clientOptions,
      logger,
      convoStore: false,
      // A workspace nobody knows gets no token, but a refusal.
      authorize: async ({ teamId }) => {
        const home = workspaces.of(teamId);
        return home ? { botToken: home.botToken, ...home.ids } : {};
      },
    });
    // Bolt would log the whole payload.
    app.error(async (error) => log.error({ err: error }, 'a slack payload was not answered'));
    listen(app, { desk, answers, access, log, onReturn: options.onReturn });
  }

  return {
    chat: createPoster({ workspaces, log, volumeImage }),
    async start() {
      await workspaces.connect();
      await transport?.start();
      const spaces = workspaces.all().map(({ teamId }) => teamId);
      log.info({ spaces, commands: transport?.name ?? 'none' }, 'slack connected');
    },
    async stop() {
      await transport?.stop();
    },
    isUp: () => transport?.isUp() ?? false,
    handle: transport?.handle ?? notFound,
  };
}

interface Transport {
  readonly name: string;
  readonly receiver: HTTPReceiver | ReturnType<typeof createSocket>['receiver'];
  start(): Promise<unknown>;
  stop(): Promise<void>;
  isUp(): boolean;
  readonly handle?: SlackChat['handle'];
}

/** How commands come in, by what there is to come in with. */
function createTransport(options: SlackOptions, logger: Logger): Transport | undefined {
  const { appToken, signingSecret, port, host, apiUrl, log } = options;
  if (appToken) return { name: 'socket', ...createSocket({ appToken, apiUrl, logger, log }) };
  if (!signingSecret) return undefined;
  const receiver = new HTTPReceiver({ signingSecret, endpoints: [EVENTS_PATH], logger });
  const listening = port !== undefined;
  return {
    name: 'http',
    receiver,
    start: async () => (listening ? receiver.start({ port, ...(host && { host }) }) : undefined),
    stop: async () => (listening ? receiver.stop() : undefined),
    isUp: () => true,
    handle: (request, response) => receiver.requestListener(request, response),
  };
}

const notFound: SlackChat['handle'] = (_request, response) => {
  response.writeHead(404).end();
};
