// Discord, small: its HTTP API and its gateway on a free port of the loopback interface. It checks every request
// against Discord's published schemas and limits, refuses what Discord refuses and fails on demand.
import { EventEmitter, on } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isRecord, list } from './discord-server-checks.ts';
import { createGateway, guildEvent, type Gateway } from './discord-server-gateway.ts';
import { answer } from './discord-server-routes.ts';
import { refused, type ApiAnswer, type ApiRequest } from './discord-server-api.ts';
import {
  createState,
  type Channel,
  type DiscordState,
  type Fault,
  type StoredMessage,
} from './discord-server-state.ts';

export interface DiscordServer {
  /** For the `apiUrl` of the adapter. */
  readonly apiUrl: string;
  readonly state: DiscordState;
  readonly gateway: Gateway;
  /** A guild and a text channel that are there from the start. */
  readonly guildId: string;
  readonly channelId: string;
  addGuild(name: string): string;
  addChannel(channel: Partial<Channel>): string;
  /** As when a moderator deletes it. */
  deleteThread(id: string): void;
  fail(fault: Fault): void;
  /** Messages of a channel, oldest first. */
  messages(channelId: string): StoredMessage[];
  /** Resolves once a condition holds; it is looked at after every request and gateway message. */
  until(holds: () => boolean, what: string): Promise<void>;
  close(): Promise<void>;
}

/** Shorter than a test may take, so that the test says what it waited for. */
const DEADLINE_MS = 4_500;
/** Everything the bot needs and nothing else. */
export const GOOD_PERMISSIONS =
  (1n << 10n) | (1n << 11n) | (1n << 14n) | (1n << 15n) | (1n << 35n) | (1n << 38n);

/** Starts the server. Interactions must be acknowledged within `callbackDeadlineMs`, 3 s as with Discord. */
export async function startDiscordServer({ callbackDeadlineMs = 3000 } = {}): Promise<DiscordServer> {
  const state = createState(callbackDeadlineMs);
  const activity = new EventEmitter();
  const server = createServer((request, response) => {
    void serve(state, request, response).finally(() => activity.emit('activity'));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const gateway = createGateway(state, server, () => activity.emit('activity'));
  state.announce = (event, data) => gateway.dispatch(event, data);
  const { port } = server.address() as AddressInfo;

  const addChannel = (channel: Partial<Channel>): string => {
    const id = channel.id ?? state.nextId();
    state.channels.set(id, { guildId: '', type: 0, name: 'news', ...channel, id });
    return id;
  };
  const addGuild = (name: string): string => {
    const id = state.nextId();
    state.guilds.set(id, { id, name, permissions: GOOD_PERMISSIONS });
    if (gateway.identified.length > 0) gateway.dispatch('GUILD_CREATE', guildEvent(state, id));
    return id;
  };
  const guildId = addGuild('Newsroom');

  return {
    apiUrl: `http://127.0.0.1:${port}/api`,
    state,
    gateway,
    guildId,
    channelId: addChannel({ guildId }),
    addGuild,
    addChannel,
    deleteThread: (id) => state.channels.delete(id),
    fail: (fault) => state.faults.push({ fault, left: fault.times ?? 1 }),
    messages: (channelId) =>
      [...state.messages.values()].filter((message) => message.channelId === channelId),
    until: async (holds, what) => until(activity, holds, () => [what, ...state.violations].join('; ')),
    async close() {
      await gateway.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

async function until(activity: EventEmitter, holds: () => boolean, what: () => string): Promise<void> {
  if (holds()) return;
  const signal = AbortSignal.timeout(DEADLINE_MS);
  try {
    for await (const _ of on(activity, 'activity', { signal })) if (holds()) return;
  } catch (error) {
    throw signal.aborted ? new Error(`waited in vain until ${what()}`, { cause: error }) : error;
  }
}

async function serve(state: DiscordState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const origin = `http://${request.headers.host ?? ''}`;
  const url = new URL(request.url ?? '/', origin);
  const attachment = /^\/attachments\/(\d+)\/([\w.-]+)$/u.exec(url.pathname);
  if (attachment) {
    const file = state.messages.get(attachment[1] ?? '')?.files.get(attachment[2] ?? '');
    response.writeHead(file ? 200 : 404, { 'content-type': 'image/png' }).end(file);
    return;
  }
  const api: ApiRequest = {
    method: request.method ?? 'GET',
    path: decodeURIComponent(url.pathname).replace(/^\/api\/v10/u, ''),
    ...(await readBody(request)),
    authorization: request.headers.authorization,
    origin,
  };
  const fault = takeFault(state, api);
  const result = fault && fault.kind !== 'answer-lost' ? failing(fault) : answer(state, api);
  state.requests.push({ method: api.method, path: api.path, body: api.body, status: result.status });
  if (fault?.kind === 'reset' || fault?.kind === 'answer-lost') {
    request.socket.resetAndDestroy();
    return;
  }
  const headers =
    fault?.kind === 'rate-limit'
      ? { 'retry-after': String((fault.retryAfterMs ?? 0) / 1000), 'x-ratelimit-scope': 'shared' }
      : {};
  const body =
    fault?.kind === 'forbidden-by-proxy'
      ? '<html>Attention required</html>'
      : JSON.stringify(result.body ?? null);
  const type = fault?.kind === 'forbidden-by-proxy' ? 'text/html' : 'application/json';
  if (result.status === 204) {
    response.writeHead(204).end();
    return;
  }
  response.writeHead(result.status, { ...headers, 'content-type': type }).end(body);
}

function takeFault(state: DiscordState, { method, path }: ApiRequest): Fault | undefined {
  const next = state.faults.find(
    ({ fault, left }) => left > 0 && (fault.method ?? method) === method && fault.path.test(path),
  );
  if (next) next.left -= 1;
  return next?.fault;
}

function failing({ kind, retryAfterMs }: Fault): ApiAnswer {
  switch (kind) {
    case 'rate-limit':
      return {
        status: 429,
        body: {
          message: 'You are being rate limited.',
          retry_after: (retryAfterMs ?? 0) / 1000,
          global: false,
        },
      };
    case 'server-error':
      return { status: 502 };
    case 'unauthorized':
      return refused(401, 0, '401: Unauthorized');
    case 'forbidden-by-proxy':
      return { status: 403 };
    case 'reset':
    case 'answer-lost':
      return { status: 0 };
    default:
      return kind satisfies never;
  }
}

async function readBody(request: IncomingMessage): Promise<Pick<ApiRequest, 'body' | 'files'>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) {
    return { body: bytes.length === 0 ? undefined : JSON.parse(bytes.toString('utf8')), files: new Map() };
  }
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
  const json = form.get('payload_json');
  const files = new Map<string, Buffer>();
  for (const [, value] of form) {
    if (typeof value !== 'string') files.set(value.name, Buffer.from(await value.arrayBuffer()));
  }
  return { body: typeof json === 'string' ? JSON.parse(json) : undefined, files };
}

/** All text of a stored message that a reader sees, in order. */
export function textOf({ body }: StoredMessage): string {
  const embeds = list(body['embeds']).filter(isRecord);
  const parts = embeds.flatMap((embed) => [
    embed['title'],
    embed['description'],
    ...list(embed['fields'])
      .filter(isRecord)
      .flatMap((field) => [field['name'], field['value']]),
  ]);
  const labels = list(body['components'])
    .filter(isRecord)
    .flatMap((row) => list(row['components']).filter(isRecord))
    .flatMap((each) => [
      each['label'],
      each['placeholder'],
      ...list(each['options'])
        .filter(isRecord)
        .map((o) => o['label']),
    ]);
  return [body['content'], ...parts, ...labels]
    .filter((each) => typeof each === 'string' && each !== '')
    .join('\n');
}
