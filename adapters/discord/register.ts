import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
  PermissionFlagsBits,
  Routes,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  type REST,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord.js';
import type { Action, Command, Option } from '../../src/commands/command.ts';
import { cut } from './escape.ts';
import {
  MAX_CHOICES,
  MAX_CHOICE_VALUE,
  MAX_COMMANDS,
  MAX_COMMAND_DESCRIPTION,
  MAX_COMMAND_TOTAL,
  MAX_OPTIONS,
  MAX_OPTION_LENGTH,
} from './limits.ts';
import { sameCommands } from './registered.ts';

export type CommandBody = RESTPostAPIApplicationCommandsJSONBody;

/** The command in a message's own menu that adds the link in it to a story. */
export const ADD_TO_STORY = 'Add to story';
/** What that command runs, with the options `story` and `url`. */
export const ADD_ACTION = { command: 'stories', action: 'add' } as const;

const NAME = /^[-_\p{Ll}\p{Lo}\p{N}]{1,32}$/u;
const MAX_INTEGER = 999_999;

/**
 * The registry as Discord registers it. Commands whose every action is for admins are hidden from members without
 * Manage Server; Discord cannot hide a single subcommand, the desk refuses those. Throws when a command breaks
 * Discord's rules.
 */
export function commandBodies(commands: readonly Command[]): CommandBody[] {
  const bodies = [...commands.map(slashCommand), ...addToStory(commands)];
  const problems = [
    ...(bodies.length > MAX_COMMANDS ? [`more than ${MAX_COMMANDS} commands`] : []),
    ...commands.flatMap(problemsOf),
    ...bodies
      .filter((body) => sizeOf(body) > MAX_COMMAND_TOTAL)
      .map(({ name }) => `/${name} is too long in all`),
  ];
  if (problems.length > 0) throw new Error(`Discord would refuse the commands: ${problems.join('; ')}`);
  return bodies;
}

/** Which guild the commands are registered for; `guildId` undefined: everywhere. */
export interface Scope {
  readonly applicationId: string;
  readonly guildId?: string | undefined;
}

/** Registers commands unless Discord has the very same already. Returns whether anything was sent. */
export async function syncCommands(
  rest: REST,
  scope: Scope,
  bodies: readonly CommandBody[],
): Promise<boolean> {
  const { applicationId, guildId } = scope;
  const route =
    guildId === undefined
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, guildId);
  // Guild commands exist in that guild only, so Discord drops these two there.
  const wanted =
    guildId === undefined ? bodies : bodies.map(({ contexts: _contexts, ...body }): CommandBody => body);
  if (sameCommands(await rest.get(route), wanted)) return false;
  await rest.put(route, { body: wanted });
  return true;
}

function slashCommand(command: Command): CommandBody {
  const bare = command.actions.find((action) => action.name === '');
  const options = bare
    ? sorted(bare.options).map(basicOption)
    : command.actions.map((action): APIApplicationCommandOption => ({
        type: ApplicationCommandOptionType.Subcommand,
        name: action.name,
        description: describe(action.summary),
        options: sorted(action.options).map(basicOption),
      }));
  return {
    type: ApplicationCommandType.ChatInput,
    name: command.name,
    description: describe(command.summary),
    options,
    contexts: [InteractionContextType.Guild],
    ...permissions(command.actions),
  };
}

function addToStory(commands: readonly Command[]): CommandBody[] {
  const action = commands
    .find(({ name }) => name === ADD_ACTION.command)
    ?.actions.find(({ name }) => name === ADD_ACTION.action);
  if (!action) return [];
  return [
    {
      type: ApplicationCommandType.Message,
      name: ADD_TO_STORY,
      contexts: [InteractionContextType.Guild],
      ...permissions([action]),
    },
  ];
}

function permissions(actions: readonly Action[]): { default_member_permissions?: string } {
  const onlyAdmins = actions.every((action) => action.permission === 'admin');
  return onlyAdmins ? { default_member_permissions: String(PermissionFlagsBits.ManageGuild) } : {};
}

/** Discord wants required options first. */
function sorted(options: readonly Option[]): Option[] {
  return options.toSorted((a, b) => Number(b.required) - Number(a.required));
}

function basicOption(option: Option): APIApplicationCommandBasicOption {
  const own = { name: option.name, description: describe(option.summary), required: option.required };
  switch (option.type) {
    case 'integer':
      return { ...own, type: ApplicationCommandOptionType.Integer, min_value: 0, max_value: MAX_INTEGER };
    case 'flag':
      return { ...own, type: ApplicationCommandOptionType.Boolean };
    case 'choice': {
      const choices = (option.choices ?? []).map((value) => ({ name: value, value }));
      return { ...own, type: ApplicationCommandOptionType.String, choices };
    }
    case 'text':
      return { ...own, type: ApplicationCommandOptionType.String, ...lengths(option) };
    case 'story':
    case 'story-or-topic':
    case 'feed':
    case 'topic':
    case 'time-zone':
      return { ...own, type: ApplicationCommandOptionType.String, autocomplete: true, ...lengths(option) };
    default:
      return option.type satisfies never;
  }
}

function lengths({ maxLength }: Option): { max_length?: number } {
  return maxLength === undefined ? {} : { max_length: Math.min(Math.max(1, maxLength), MAX_OPTION_LENGTH) };
}

const describe = (summary: string): string => cut(summary, MAX_COMMAND_DESCRIPTION);

function problemsOf(command: Command): string[] {
  const bare = command.actions.some((action) => action.name === '');
  return [
    ...badName(command.name, `/${command.name}`, command.summary),
    ...(bare && command.actions.length > 1 ? [`/${command.name} has a bare action beside subcommands`] : []),
    ...(command.actions.length > MAX_OPTIONS
      ? [`/${command.name} has more than ${MAX_OPTIONS} subcommands`]
      : []),
    ...command.actions.flatMap((action) => actionProblems(`/${command.name} ${action.name}`.trim(), action)),
  ];
}

function actionProblems(called: string, action: Action): string[] {
  return [
    ...(action.name === '' ? [] : badName(action.name, called, action.summary)),
    ...(action.options.length > MAX_OPTIONS ? [`${called} has more than ${MAX_OPTIONS} options`] : []),
    ...action.options.flatMap((option) => [
      ...badName(option.name, `${called} ${option.name}`, option.summary),
      ...badChoices(`${called} ${option.name}`, option.choices ?? []),
    ]),
  ];
}

function badName(name: string, called: string, summary: string): string[] {
  return [
    ...(NAME.test(name) ? [] : [`${called} is not a name of 1 to 32 lower-case letters, digits, - and _`]),
    ...(summary.trim() === '' ? [`${called} has no summary`] : []),
  ];
}

function badChoices(called: string, choices: readonly string[]): string[] {
  const wrong = choices.filter((choice) => choice === '' || choice.length > MAX_CHOICE_VALUE);
  return [
    ...(choices.length > MAX_CHOICES ? [`${called} has more than ${MAX_CHOICES} choices`] : []),
    ...wrong.map((choice) => `${called} has a choice of ${choice.length} characters`),
  ];
}

/** Names, descriptions and values of a command and everything in it. */
function sizeOf(body: object): number {
  return Object.entries(body).reduce((sum, [key, value]: [string, unknown]) => {
    if (Array.isArray(value)) {
      return (
        sum + value.reduce((inner: number, each: unknown) => inner + (isObject(each) ? sizeOf(each) : 0), 0)
      );
    }
    return (
      sum + (['name', 'description', 'value'].includes(key) && typeof value === 'string' ? value.length : 0)
    );
  }, 0);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
