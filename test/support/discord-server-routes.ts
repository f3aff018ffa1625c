import { refused, type ApiAnswer, type ApiRequest } from './discord-server-api.ts';
import { isRecord, objections, type RequestKind } from './discord-server-checks.ts';
import { answerInteraction, editOriginal, followUp } from './discord-server-interactions.ts';
import { botUser, messageJson, threadJson, type DiscordState } from './discord-server-state.ts';

type Handler = (state: DiscordState, request: ApiRequest, ids: readonly string[]) => ApiAnswer;

const ok = (body: unknown): ApiAnswer => ({ status: 200, body });

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly checks?: RequestKind;
  /** Interactions carry their own token in the address. */
  readonly open?: boolean;
  readonly handle: Handler;
}

const ROUTES: readonly Route[] = [
  { method: 'GET', path: /^\/gateway\/bot$/u, handle: gatewayBot },
  { method: 'GET', path: /^\/users\/@me$/u, handle: (state) => ok(botUser(state)) },
  { method: 'GET', path: /^\/users\/@me\/guilds$/u, handle: ownGuilds },
  {
    method: 'GET',
    path: /^\/applications\/@me$/u,
    handle: (state) => ok({ id: state.applicationId, name: 'Storywatch', ...state.application }),
  },
  { method: 'GET', path: /^\/applications\/(\d+)(?:\/guilds\/(\d+))?\/commands$/u, handle: getCommands },
  {
    method: 'PUT',
    path: /^\/applications\/(\d+)(?:\/guilds\/(\d+))?\/commands$/u,
    checks: 'commands',
    handle: putCommands,
  },
  { method: 'GET', path: /^\/channels\/(\d+)$/u, handle: getChannel },
  { method: 'GET', path: /^\/guilds\/(\d+)\/roles$/u, handle: getRoles },
  {
    method: 'GET',
    path: /^\/guilds\/(\d+)\/members\/(\d+)$/u,
    handle: (state) => ok({ user: botUser(state), roles: [] }),
  },
  { method: 'POST', path: /^\/channels\/(\d+)\/messages$/u, checks: 'post', handle: postMessage },
  { method: 'GET', path: /^\/channels\/(\d+)\/messages\/(\d+)$/u, handle: getMessage },
  { method: 'PATCH', path: /^\/channels\/(\d+)\/messages\/(\d+)$/u, checks: 'edit', handle: editMessage },
  {
    method: 'POST',
    path: /^\/channels\/(\d+)\/messages\/(\d+)\/threads$/u,
    checks: 'thread',
    handle: startThread,
  },
  {
    method: 'POST',
    path: /^\/interactions\/(\d+)\/([^/]+)\/callback$/u,
    checks: 'callback',
    open: true,
    handle: answerInteraction,
  },
  {
    method: 'POST',
    path: /^\/webhooks\/(\d+)\/([^/]+)$/u,
    checks: 'follow-up',
    open: true,
    handle: followUp,
  },
  {
    method: 'PATCH',
    path: /^\/webhooks\/(\d+)\/([^/]+)\/messages\/@original$/u,
    checks: 'edit-reply',
    open: true,
    handle: editOriginal,
  },
];

/** Answers a request as Discord would. */
export function answer(state: DiscordState, request: ApiRequest): ApiAnswer {
  for (const route of ROUTES) {
    const match = route.method === request.method ? route.path.exec(request.path) : null;
    if (!match) continue;
    if (!route.open && request.authorization !== `Bot ${state.token}`)
      return refused(401, 0, '401: Unauthorized');
    const found = route.checks ? objections(route.checks, request.body, [...request.files.keys()]) : [];
    if (found.length > 0) {
      state.violations.push(...found.map((each) => `${request.method} ${request.path} ${each}`));
      return refused(
        400,
        found.includes('empty message') ? 50006 : 50035,
        `Invalid Form Body\n${found.join('\n')}`,
      );
    }
    return route.handle(
      state,
      request,
      match.slice(1).map((id) => id ?? ''),
    );
  }
  state.violations.push(`${request.method} ${request.path} is not a route of this server`);
  return refused(404, 0, '404: Not Found');
}

function gatewayBot(state: DiscordState, { origin }: ApiRequest): ApiAnswer {
  return ok({
    url: origin.replace(/^http/u, 'ws'),
    shards: 1,
    session_start_limit: {
      total: 1000,
      remaining: state.sessionsLeft,
      reset_after: 60_000,
      max_concurrency: 1,
    },
  });
}

function ownGuilds(state: DiscordState): ApiAnswer {
  return ok(
    [...state.guilds.values()].map(({ id, name, permissions }) => ({
      id,
      name,
      owner: false,
      permissions: String(permissions),
    })),
  );
}

function getRoles(state: DiscordState, _request: ApiRequest, [guildId = '']: readonly string[]): ApiAnswer {
  const guild = state.guilds.get(guildId);
  if (!guild) return refused(404, 10004, 'Unknown Guild');
  return ok([{ id: guildId, name: '@everyone', permissions: String(guild.permissions), position: 0 }]);
}

function getCommands(
  state: DiscordState,
  _request: ApiRequest,
  [, guildId = '']: readonly string[],
): ApiAnswer {
  if (guildId !== '' && !state.guilds.has(guildId)) return refused(403, 50001, 'Missing Access');
  return ok(state.commands.get(guildId) ?? []);
}

/** Discord answers with everything filled in, not with what was sent; a comparison must survive that. */
function putCommands(
  state: DiscordState,
  { body }: ApiRequest,
  [, guildId = '']: readonly string[],
): ApiAnswer {
  if (guildId !== '' && !state.guilds.has(guildId)) return refused(403, 50001, 'Missing Access');
  const sent = Array.isArray(body) ? body.filter(isRecord) : [];
  const stored = sent.map((command) => ({
    ...command,
    id: state.nextId(),
    application_id: state.applicationId,
    version: state.nextId(),
    type: command['type'] ?? 1,
    description: command['description'] ?? '',
    default_member_permissions: permissionsJson(command['default_member_permissions']),
    name_localizations: null,
    description_localizations: null,
    nsfw: false,
    ...(guildId === ''
      ? { dm_permission: false, contexts: command['contexts'] ?? null, integration_types: [0] }
      : { guild_id: guildId }),
  }));
  state.commands.set(guildId, stored);
  return ok(stored);
}

const permissionsJson = (sent: unknown): string | null =>
  typeof sent === 'number' || typeof sent === 'string' ? String(sent) : null;

function getChannel(
  state: DiscordState,
  _request: ApiRequest,
  [channelId = '']: readonly string[],
): ApiAnswer {
  const channel = state.channels.get(channelId);
  if (!channel) return refused(404, 10003, 'Unknown Channel');
  if (channel.refuses === 50001) return refused(403, 50001, 'Missing Access');
  const denied = channel.denied ?? 0n;
  return ok({
    id: channel.id,
    type: channel.type,
    guild_id: channel.guildId,
    name: channel.name,
    parent_id: channel.parentId ?? null,
    permission_overwrites:
      denied === 0n ? [] : [{ id: channel.guildId, type: 0, allow: '0', deny: String(denied) }],
  });
}

function postMessage(
  state: DiscordState,
  request: ApiRequest,
  [channelId = '']: readonly string[],
): ApiAnswer {
  const channel = state.channels.get(channelId);
  if (!channel) return refused(404, 10003, 'Unknown Channel');
  if (channel.refuses !== undefined) return refused(403, channel.refuses, 'Missing Permissions');
  const body = isRecord(request.body) ? request.body : {};
  const key = `${channelId}:${String(body['nonce'])}`;
  const earlier =
    body['enforce_nonce'] === true ? state.messages.get(state.nonces.get(key) ?? '') : undefined;
  if (earlier) return ok(messageJson(state, earlier, request.origin));
  const message = { id: state.nextId(), channelId, body, files: request.files, ephemeral: false };
  state.messages.set(message.id, message);
  state.nonces.set(key, message.id);
  return ok(messageJson(state, message, request.origin));
}

function getMessage(state: DiscordState, request: ApiRequest, ids: readonly string[]): ApiAnswer {
  const message = state.messages.get(ids[1] ?? '');
  if (!message || message.channelId !== ids[0]) return refused(404, 10008, 'Unknown Message');
  return ok(messageJson(state, message, request.origin));
}

function editMessage(state: DiscordState, request: ApiRequest, ids: readonly string[]): ApiAnswer {
  if (!state.channels.has(ids[0] ?? '')) return refused(404, 10003, 'Unknown Channel');
  const message = state.messages.get(ids[1] ?? '');
  if (!message || message.channelId !== ids[0]) return refused(404, 10008, 'Unknown Message');
  const body = isRecord(request.body) ? request.body : {};
  const edited = { ...message, body: { ...message.body, ...body }, files: request.files };
  state.messages.set(message.id, edited);
  return ok(messageJson(state, edited, request.origin));
}

function startThread(state: DiscordState, request: ApiRequest, ids: readonly string[]): ApiAnswer {
  const [channelId = '', messageId = ''] = ids;
  const channel = state.channels.get(channelId);
  if (!channel) return refused(404, 10003, 'Unknown Channel');
  if (channel.type !== 0) return refused(400, 50024, 'Cannot execute action on this channel type');
  if (!state.messages.has(messageId)) return refused(404, 10008, 'Unknown Message');
  if (state.threaded.has(messageId))
    return refused(400, 160004, 'A thread has already been created for this message');
  const name = isRecord(request.body) ? String(request.body['name']) : '';
  const thread = {
    id: messageId,
    guildId: channel.guildId,
    type: 11,
    name,
    parentId: channelId,
    ownerId: state.botId,
  };
  state.threaded.add(messageId);
  state.channels.set(messageId, thread);
  state.announce('THREAD_CREATE', threadJson(thread));
  return { status: 201, body: threadJson(thread) };
}
