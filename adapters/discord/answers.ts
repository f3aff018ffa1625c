import {
  InteractionResponseType,
  MessageFlags,
  Routes,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type MessageContextMenuCommandInteraction,
  type ModalSubmitInteraction,
  type RawFile,
  type StringSelectMenuInteraction,
} from 'discord.js';
import type { Reply } from '../../src/commands/command.ts';
import { say } from '../../src/messages/message.ts';
import { withShare } from './components.ts';
import { ALREADY_ACKNOWLEDGED, codeOf, UNKNOWN_INTERACTION } from './errors.ts';
import { MAX_ROWS } from './limits.ts';
import { renderDiscord, type MessageBody, type MessagePayload } from './render.ts';

/** What a person does that wants an answer. */
export type Ask =
  | ChatInputCommandInteraction
  | MessageContextMenuCommandInteraction
  | ButtonInteraction
  | StringSelectMenuInteraction
  | ModalSubmitInteraction;

/**
 * Tells Discord within its 3 seconds that an answer will come, visible to the caller only. False when it is too late or
 * another process answers: the command must not run then, since the person was told it failed or has it already.
 */
export async function acknowledge(ask: Ask): Promise<boolean> {
  try {
    await ask.deferReply({ flags: MessageFlags.Ephemeral });
    return true;
  } catch (error) {
    if (codeOf(error) === UNKNOWN_INTERACTION || codeOf(error) === ALREADY_ACKNOWLEDGED) return false;
    throw error;
  }
}

/** Answers an acknowledged ask. What is for the channel follows the private acknowledgement as a public message. */
export async function answer(ask: Ask, reply: Reply): Promise<void> {
  const payloads = withFile(renderDiscord(reply.message), reply.file);
  if (reply.visibleTo === 'channel') {
    // The first message after a private "thinking" stays private whatever its flags say, so that one is filled first.
    await fill(ask, { content: 'Done, see below.' });
    for (const payload of payloads) await follow(ask, payload, 0);
    return;
  }
  const [first, ...rest] = isShareable(reply) ? payloads.map(shareable) : payloads;
  if (first) await fill(ask, first.body, first.files);
  for (const payload of rest) await follow(ask, payload, MessageFlags.Ephemeral);
}

/** The reply's file below its first message. */
function withFile([first, ...rest]: readonly MessagePayload[], file: Reply['file']): MessagePayload[] {
  if (!first) return [];
  if (!file) return [first, ...rest];
  const { body, files } = first;
  const attachment = { id: String(files.length), filename: file.name, description: file.name };
  return [
    {
      body: { ...body, attachments: [...body.attachments, attachment] },
      files: [...files, { name: file.name, data: Buffer.from(file.content), contentType: 'text/plain' }],
    },
    ...rest,
  ];
}

/** Says one thing at once to the caller alone, without a command having run. */
export async function refuse(ask: Ask, because: string): Promise<void> {
  const [payload] = renderDiscord(say(because, 'warning'));
  await ask.client.rest.post(Routes.interactionCallback(ask.id, ask.token), {
    auth: false,
    body: {
      type: InteractionResponseType.ChannelMessageWithSource,
      data: { ...payload?.body, flags: MessageFlags.Ephemeral },
    },
  });
}

/** Replaces "thinking" by a short warning. */
export async function giveUp(ask: Ask, because: string): Promise<void> {
  const [payload] = renderDiscord(say(because, 'warning'));
  if (payload) await fill(ask, payload.body);
}

/** Mistakes and questions back are nobody else's business. */
const isShareable = ({ failed }: Reply): boolean => failed !== true;

function shareable(payload: MessagePayload): MessagePayload {
  const components = withShare(payload.body.components);
  return components.length > MAX_ROWS ? payload : { ...payload, body: { ...payload.body, components } };
}

/** Fills or replaces the answer to an acknowledged ask. */
export async function fill(
  ask: Ask,
  body: Partial<MessageBody>,
  files: readonly RawFile[] = [],
): Promise<void> {
  await ask.client.rest.patch(Routes.webhookMessage(ask.applicationId, ask.token, '@original'), {
    auth: false,
    body,
    files: [...files],
  });
}

async function follow(ask: Ask, payload: MessagePayload, flags: number): Promise<void> {
  await ask.client.rest.post(Routes.webhook(ask.applicationId, ask.token), {
    auth: false,
    body: { ...payload.body, flags },
    files: [...payload.files],
  });
}
