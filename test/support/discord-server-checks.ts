// What Discord refuses: its own published schemas, and what they leave out (2000 characters of content, 6000 over all
// embeds, empty messages, repeated custom ids, the pattern of command names, attachments that are not there).
import * as schemas from 'discord-api-spec/zod';
import type { Schema } from 'discord-api-spec/zod';

export type RequestKind = 'post' | 'edit' | 'thread' | 'follow-up' | 'edit-reply' | 'callback' | 'commands';

const COMMAND_NAME = /^[-_\p{L}\p{N}\p{Script=Deva}\p{Script=Thai}]{1,32}$/u;

/** Everything Discord would object to in a request's body; empty when it would accept it. */
export function objections(kind: RequestKind, body: unknown, fileNames: readonly string[]): string[] {
  switch (kind) {
    case 'commands':
      return commandObjections(body);
    case 'callback':
      return callbackObjections(body, fileNames);
    case 'thread':
      return bySchema(schemas.CreateTextThreadWithMessageRequestSchema, body);
    case 'post':
      return [...bySchema(schemas.MessageCreateRequestSchema, body), ...messageObjections(body, fileNames)];
    case 'edit':
      return [
        ...bySchema(schemas.MessageEditRequestPartialSchema, body),
        ...messageObjections(body, fileNames),
      ];
    case 'follow-up':
      return [
        ...bySchema(schemas.IncomingWebhookInteractionRequestSchema, body),
        ...messageObjections(body, fileNames),
      ];
    case 'edit-reply':
      return [
        ...bySchema(schemas.IncomingWebhookUpdateRequestPartialSchema, body),
        ...messageObjections(body, fileNames),
      ];
    default:
      return kind satisfies never;
  }
}

function bySchema(schema: Schema, body: unknown): string[] {
  const parsed = schema.safeParse(body);
  if (!parsed.success)
    return parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
  return unknownKeys(body, parsed.data, '');
}

/** Keys that the schema dropped because it does not know them: typing mistakes that Discord would ignore in silence. */
function unknownKeys(sent: unknown, understood: unknown, at: string): string[] {
  if (Array.isArray(sent)) {
    const items: readonly unknown[] = Array.isArray(understood) ? understood : [];
    return sent.flatMap((each, index) => unknownKeys(each, items[index], `${at}[${index}]`));
  }
  if (!isRecord(sent)) return [];
  return Object.entries(sent).flatMap(([key, value]) => {
    if (value === undefined) return [];
    if (!isRecord(understood) || !(key in understood)) return [`${at}.${key}: not a property Discord knows`];
    return unknownKeys(value, understood[key], `${at}.${key}`);
  });
}

function callbackObjections(body: unknown, fileNames: readonly string[]): string[] {
  const type = isRecord(body) ? body['type'] : undefined;
  const data = isRecord(body) ? body['data'] : undefined;
  switch (type) {
    case 4:
      return [
        ...bySchema(schemas.CreateMessageInteractionCallbackRequestSchema, body),
        ...messageObjections(data, fileNames),
      ];
    case 5:
      return bySchema(schemas.CreateMessageInteractionCallbackRequestSchema, body);
    case 6:
    case 7:
      return bySchema(schemas.UpdateMessageInteractionCallbackRequestSchema, body);
    case 8:
      return bySchema(schemas.ApplicationCommandAutocompleteCallbackRequestSchema, body);
    case 9:
      return bySchema(schemas.ModalInteractionCallbackRequestSchema, body);
    default:
      return [`type: ${String(type)} is no callback`];
  }
}

function commandObjections(body: unknown): string[] {
  if (!Array.isArray(body)) return ['not a list of commands'];
  const found = body.flatMap((command: unknown, index) => [
    ...bySchema(schemas.ApplicationCommandUpdateRequestSchema, withNumbers(command)).map(
      (each) => `${index}.${each}`,
    ),
    ...nameObjections(command),
  ]);
  return body.length > 100 ? ['more than 100 commands', ...found] : found;
}

/** Permissions are text in Discord's documents and in discord.js, a number in the schema; Discord takes both. */
function withNumbers(command: unknown): unknown {
  if (!isRecord(command) || typeof command['default_member_permissions'] !== 'string') return command;
  return { ...command, default_member_permissions: Number(command['default_member_permissions']) };
}

function nameObjections(command: unknown): string[] {
  if (!isRecord(command)) return ['not a command'];
  const isMenu = command['type'] === 2 || command['type'] === 3;
  const name = String(command['name']);
  const own =
    isMenu || (COMMAND_NAME.test(name) && name === name.toLowerCase()) ? [] : [`${name}: not a command name`];
  const described = isMenu ? '' : textIn(command['description']);
  const noText = !isMenu && described === '' ? [`${name}: no description`] : [];
  return [...own, ...noText, ...list(command['options']).flatMap(nameObjections), ...requiredLast(command)];
}

function requiredLast(command: Record<string, unknown>): string[] {
  let optional = false;
  for (const option of list(command['options'])) {
    if (!isRecord(option)) continue;
    if (option['required'] === true && optional)
      return [`${String(command['name'])}: required after optional`];
    if (option['required'] !== true) optional = true;
  }
  return [];
}

function messageObjections(body: unknown, fileNames: readonly string[]): string[] {
  if (!isRecord(body)) return ['no message'];
  const content = typeof body['content'] === 'string' ? body['content'] : '';
  const embeds = list(body['embeds']).filter(isRecord);
  const ids = customIds(body['components']);
  const total = embeds.reduce((sum, embed) => sum + embedSize(embed), 0);
  const missing = embeds.flatMap((embed) => {
    const url = isRecord(embed['image']) ? String(embed['image']['url']) : '';
    return url.startsWith('attachment://') && !fileNames.includes(url.slice('attachment://'.length))
      ? [url]
      : [];
  });
  const empty =
    content === '' &&
    embeds.length === 0 &&
    fileNames.length === 0 &&
    !('flags' in body && body['flags'] === 4);
  return [
    ...(content.length > 2000 ? ['content: longer than 2000'] : []),
    ...(total > 6000 ? [`embeds: ${total} characters are more than 6000`] : []),
    ...(embeds.some((embed) => embedSize(embed) === 0 && embed['image'] === undefined)
      ? ['embeds: empty embed']
      : []),
    ...embeds.flatMap((embed) => list(embed['fields']).filter(isRecord)).flatMap(blankField),
    ...(new Set(ids).size < ids.length ? ['components: custom id used twice'] : []),
    ...missing.map((url) => `embeds: ${url} is not attached`),
    ...(empty ? ['empty message'] : []),
    ...(list(body['components']).length > 5 ? ['components: more than 5 rows'] : []),
  ];
}

function blankField(field: Record<string, unknown>): string[] {
  return ['name', 'value'].flatMap((key) =>
    textIn(field[key]).trim() === '' ? [`embeds: blank field ${key}`] : [],
  );
}

/** Characters of an embed that count towards the 6000. */
function embedSize(embed: Record<string, unknown>): number {
  const footer = isRecord(embed['footer']) ? String(embed['footer']['text']) : '';
  const own = [embed['title'], embed['description'], footer].map((each) =>
    typeof each === 'string' ? each.length : 0,
  );
  const fields = list(embed['fields'])
    .filter(isRecord)
    .map((field) => String(field['name']).length + String(field['value']).length);
  return [...own, ...fields].reduce((sum, each) => sum + each, 0);
}

function customIds(components: unknown): string[] {
  return list(components)
    .filter(isRecord)
    .flatMap((each) => [
      ...(typeof each['custom_id'] === 'string' ? [each['custom_id']] : []),
      ...customIds(each['components']),
    ]);
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');
