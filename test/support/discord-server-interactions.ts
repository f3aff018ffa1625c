import { isRecord } from './discord-server-checks.ts';
import { refused, type ApiAnswer, type ApiRequest } from './discord-server-api.ts';
import {
  messageJson,
  type DiscordState,
  type Interaction,
  type StoredMessage,
} from './discord-server-state.ts';

const EPHEMERAL = 64;
/** Which callbacks answer which interaction: 2 command, 3 component, 4 autocomplete, 5 modal. */
const CALLBACKS: Readonly<Record<number, readonly number[]>> = {
  2: [4, 5, 9],
  3: [4, 5, 6, 7, 9],
  4: [8],
  5: [4, 5, 6, 7],
};

/** The first answer to an interaction; refused when late, second or of the wrong kind. */
export function answerInteraction(
  state: DiscordState,
  request: ApiRequest,
  ids: readonly string[],
): ApiAnswer {
  const interaction = [...state.interactions.values()].find(
    (each) => each.id === ids[0] && each.token === ids[1],
  );
  if (!interaction) return refused(404, 10062, 'Unknown interaction');
  const delayMs = Date.now() - interaction.sentAt;
  if (interaction.expired || delayMs > state.callbackDeadlineMs)
    return refused(404, 10062, 'Unknown interaction');
  if (interaction.callback) return refused(400, 40060, 'Interaction has already been acknowledged.');

  const body = isRecord(request.body) ? request.body : {};
  const type = Number(body['type']);
  if (!CALLBACKS[interaction.type]?.includes(type)) {
    state.violations.push(`callback ${type} does not answer interaction type ${interaction.type}`);
    return refused(400, 50035, 'Invalid Form Body');
  }
  const data = isRecord(body['data']) ? body['data'] : {};
  interaction.callback = { type, data, delayMs };
  if (type === 4 || type === 5) {
    const ephemeral = (Number(data['flags'] ?? 0) & EPHEMERAL) !== 0;
    const messageId = type === 4 ? store(state, interaction, data, request.files, ephemeral).id : undefined;
    interaction.original = { messageId, ephemeral };
  }
  return { status: 204 };
}

/** Fills or replaces the answer. */
export function editOriginal(state: DiscordState, request: ApiRequest, ids: readonly string[]): ApiAnswer {
  const interaction = answered(state, ids);
  if (!interaction?.original) return refused(404, 10015, 'Unknown Webhook');
  const body = isRecord(request.body) ? request.body : {};
  const { ephemeral, messageId } = interaction.original;
  const before = state.messages.get(messageId ?? '');
  const message: StoredMessage = before
    ? { ...before, body: { ...before.body, ...body }, files: request.files }
    : store(state, interaction, body, request.files, ephemeral);
  state.messages.set(message.id, message);
  interaction.original.messageId = message.id;
  return { status: 200, body: messageJson(state, message, request.origin) };
}

/**
 * A further message. While the answer is still "thinking", Discord takes the first one for the answer and keeps its
 * visibility, whatever the flags say.
 */
export function followUp(state: DiscordState, request: ApiRequest, ids: readonly string[]): ApiAnswer {
  const interaction = answered(state, ids);
  if (!interaction?.original) return refused(404, 10015, 'Unknown Webhook');
  if (interaction.original.messageId === undefined) return editOriginal(state, request, ids);
  const body = isRecord(request.body) ? request.body : {};
  const ephemeral = (Number(body['flags'] ?? 0) & EPHEMERAL) !== 0;
  const message = store(state, interaction, body, request.files, ephemeral);
  return { status: 200, body: messageJson(state, message, request.origin) };
}

function answered(state: DiscordState, ids: readonly string[]): Interaction | undefined {
  return ids[0] === state.applicationId ? state.interactions.get(ids[1] ?? '') : undefined;
}

function store(
  state: DiscordState,
  interaction: Interaction,
  body: Record<string, unknown>,
  files: ReadonlyMap<string, Buffer>,
  ephemeral: boolean,
): StoredMessage {
  const message = { id: state.nextId(), channelId: interaction.channelId, body, files, ephemeral };
  state.messages.set(message.id, message);
  return message;
}
