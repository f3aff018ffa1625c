import type { IncomingMessage, Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { isRecord } from './discord-server-checks.ts';
import { botUser, type DiscordState } from './discord-server-state.ts';

/** Far longer than a test; heartbeats are answered all the same. */
const HEARTBEAT_MS = 40_000;

const DISPATCH = 0;
const HEARTBEAT = 1;
const IDENTIFY = 2;
const RESUME = 6;
const RECONNECT = 7;
const INVALID_SESSION = 9;
const HELLO = 10;
const HEARTBEAT_ACK = 11;

export interface Gateway {
  /** Intents of each IDENTIFY, in order. */
  readonly identified: number[];
  /** Sequence numbers from which a client resumed. */
  readonly resumed: number[];
  /** Sends an event to the connected client, or keeps it until the client resumes. */
  dispatch(event: string, data: unknown): void;
  /** Ends the connection from Discord's side with a close code, as after an outage (1006 kills the socket). */
  disconnect(code: number): void;
  /** Asks the client to reconnect and resume. */
  askToReconnect(): void;
  /** Cuts every connection that is opened from now on, or no more. */
  refuse(on: boolean): void;
  close(): Promise<void>;
}

/** Discord's gateway, enough of it for one shard: hello, identify, resume with replay, heartbeats, close codes. */
export function createGateway(state: DiscordState, server: Server, activity: () => void): Gateway {
  const sockets = new WebSocketServer({ server });
  const sessionId = 'session-1';
  const sent: { seq: number; event: string; data: unknown }[] = [];
  const identified: number[] = [];
  const resumed: number[] = [];
  let client: WebSocket | undefined;
  let refusing = false;

  function dispatch(event: string, data: unknown): void {
    const seq = sent.length + 1;
    sent.push({ seq, event, data });
    if (client) send(client, DISPATCH, data, seq, event);
  }

  function identify(socket: WebSocket, data: Record<string, unknown>, origin: string): void {
    if (data['token'] !== state.token) {
      socket.close(4004, 'Authentication failed.');
      return;
    }
    identified.push(Number(data['intents']));
    client = socket;
    dispatch('READY', readyEvent(state, sessionId, origin));
    for (const id of state.guilds.keys()) dispatch('GUILD_CREATE', guildEvent(state, id));
  }

  function resume(socket: WebSocket, data: Record<string, unknown>): void {
    if (data['token'] !== state.token) {
      socket.close(4004, 'Authentication failed.');
      return;
    }
    if (data['session_id'] !== sessionId) {
      send(socket, INVALID_SESSION, false);
      return;
    }
    const from = Number(data['seq']);
    resumed.push(from);
    client = socket;
    for (const { seq, event, data: missed } of sent.filter((each) => each.seq > from)) {
      send(socket, DISPATCH, missed, seq, event);
    }
    dispatch('RESUMED', {});
  }

  sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    if (refusing) {
      socket.terminate();
      return;
    }
    const origin = `http://${request.headers.host ?? ''}`;
    send(socket, HELLO, { heartbeat_interval: HEARTBEAT_MS });
    socket.on('message', (raw: Buffer) => {
      const { op, d }: { op: number; d: unknown } = JSON.parse(raw.toString('utf8'));
      const data = isRecord(d) ? d : {};
      if (op === HEARTBEAT) send(socket, HEARTBEAT_ACK, null);
      if (op === IDENTIFY) identify(socket, data, origin);
      if (op === RESUME) resume(socket, data);
      activity();
    });
    socket.on('close', () => {
      if (client === socket) client = undefined;
      activity();
    });
  });

  return {
    identified,
    resumed,
    dispatch,
    disconnect(code) {
      if (code === 1006) client?.terminate();
      else client?.close(code);
      client = undefined;
    },
    askToReconnect() {
      if (client) send(client, RECONNECT, null);
      client = undefined;
    },
    refuse(on) {
      refusing = on;
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      await new Promise<void>((resolve) => {
        sockets.close(() => resolve());
      });
    },
  };
}

function send(
  socket: WebSocket,
  op: number,
  data: unknown,
  seq: number | null = null,
  event: string | null = null,
): void {
  socket.send(JSON.stringify({ op, d: data, s: seq, t: event }));
}

function readyEvent(state: DiscordState, sessionId: string, origin: string): Record<string, unknown> {
  return {
    v: 10,
    user: botUser(state),
    guilds: [...state.guilds.keys()].map((id) => ({ id, unavailable: true })),
    session_id: sessionId,
    resume_gateway_url: origin.replace(/^http/u, 'ws'),
    application: { id: state.applicationId, flags: 0 },
    shard: [0, 1],
  };
}

/** A guild as the gateway introduces it. */
export function guildEvent(state: DiscordState, guildId: string): Record<string, unknown> {
  const own = [...state.channels.values()].filter((channel) => channel.guildId === guildId);
  return {
    id: guildId,
    name: state.guilds.get(guildId)?.name ?? '',
    owner_id: '1',
    roles: [
      {
        id: guildId,
        name: '@everyone',
        permissions: '0',
        position: 0,
        color: 0,
        hoist: false,
        managed: false,
        mentionable: false,
      },
    ],
    emojis: [],
    stickers: [],
    features: [],
    channels: own
      .filter(({ type }) => type !== 11)
      .map(({ id, type, name }) => ({ id, type, name, position: 0, permission_overwrites: [] })),
    threads: [],
    members: [],
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    member_count: 3,
    large: false,
    unavailable: false,
    joined_at: '2025-01-01T00:00:00.000Z',
    preferred_locale: 'en-US',
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    premium_tier: 0,
    system_channel_flags: 0,
    afk_timeout: 300,
  };
}
