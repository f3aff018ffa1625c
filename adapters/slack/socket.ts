import { setTimeout as wait } from 'node:timers/promises';
import { SocketModeReceiver, type Logger } from '@slack/bolt';
import type { Log } from '../../src/log.ts';
import { codeOf, faultOf } from './errors.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** Slack was seen to answer `apps.connections.open` within a second; a dead proxy never does. */
const TIMEOUT_MS = 15_000;

export interface SocketOptions {
  readonly appToken: string;
  readonly apiUrl: string | undefined;
  readonly logger: Logger;
  readonly log: Log;
}

export interface Socket {
  readonly receiver: SocketModeReceiver;
  /** Connects, and from then on connects again whenever the connection is lost. Throws when the first try fails. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Whether it is connected right now. */
  isUp(): boolean;
}

/**
 * Socket Mode with our own reconnecting. The SDK's waits five seconds each time Slack moves a connection, in which
 * commands fail; and a token that is refused while it reconnects ends the process with an unhandled rejection.
 */
export function createSocket(options: SocketOptions): Socket {
  const receiver = toReceiver(options);
  const stopping = new AbortController();
  let reconnecting = false;
  let up = false;
  receiver.client.on('connected', () => (up = true));
  receiver.client.on('disconnected', () => (up = false));

  async function lost(): Promise<void> {
    if (reconnecting || stopping.signal.aborted) return;
    reconnecting = true;
    options.log.info('slack socket closed, connecting again');
    try {
      await reconnect(receiver, options.log, stopping.signal);
    } catch (error) {
      if (!stopping.signal.aborted) options.log.error({ err: error }, 'slack socket gave up');
    } finally {
      reconnecting = false;
    }
  }

  return {
    receiver,
    isUp: () => up,
    async start() {
      await receiver.client.start();
      receiver.client.on('disconnected', () => void lost());
    },
    async stop() {
      stopping.abort();
      await receiver.client.disconnect();
    },
  };
}

function toReceiver({ appToken, apiUrl, logger }: SocketOptions): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken,
    logger,
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: {
        ...(apiUrl && { slackApiUrl: apiUrl }),
        retryConfig: { retries: 0 },
        timeout: TIMEOUT_MS,
      },
    },
  });
}

/** Tries until it is connected, stopped, or told that the token is no good. */
async function reconnect(receiver: SocketModeReceiver, log: Log, signal: AbortSignal): Promise<void> {
  // At once the first time: Slack closes connections every few hours and expects the next one right away.
  let pauseMs = 0;
  while (!signal.aborted) {
    await wait(pauseMs / 2 + (pauseMs / 2) * Math.random(), undefined, { signal });
    pauseMs = Math.min(Math.max(pauseMs * 2, FIRST_WAIT_MS), LONGEST_WAIT_MS);
    try {
      await receiver.client.start();
      if (signal.aborted) return await receiver.client.disconnect();
      log.info('slack socket connected again');
      return;
    } catch (error) {
      const code = codeOf(error);
      if (code !== undefined && faultOf(code) === 'account') {
        log.error(
          { code, page: 'https://api.slack.com/apps' },
          'Slack refuses the app token: no command is heard until it is replaced and the program restarted',
        );
        return;
      }
      log.warn({ err: error }, 'slack socket could not connect');
    }
  }
}
