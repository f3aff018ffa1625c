import type { Action, Command, Complete, Option } from '../../src/commands/command.ts';
import { splitWords, type Word } from '../../src/commands/parse.ts';
import { cleanLine } from './clean.ts';

/** What may stand in place of the last part of a line: the candidates, and that part as it was typed. */
export type Completion = [candidates: string[], typed: string];

const MOST_VALUES = 25;
const NOTHING: Completion = [[], ''];

/** Completes commands, subcommands, option names and, asking `complete`, option values. The cursor is at the end of `line`. */
export async function completeLine(
  commands: readonly Command[],
  complete: Complete,
  line: string,
): Promise<Completion> {
  const words = splitWords(line);
  const typedWord = /\s$/u.test(line) ? undefined : words.at(-1);
  const before = typedWord ? words.slice(0, -1) : words;
  const typed = typedWord ? line.slice(typedWord.at) : '';

  const [commandWord, actionWord] = before;
  if (!commandWord) return commandNames(commands, typed);
  const command = commands.find(({ name }) => name === bareName(commandWord.text));
  if (!command) return NOTHING;
  const bare = command.actions.find(({ name }) => name === '');
  if (bare) return optionValues(bare, complete, line, before.slice(1), typed);
  if (!actionWord)
    return starting(
      command.actions.map(({ name }) => name),
      typed,
    );
  const action = command.actions.find(({ name }) => name === actionWord.text.toLowerCase());
  return action ? optionValues(action, complete, line, before.slice(2), typed) : NOTHING;
}

const bareName = (word: string): string => word.replace(/^\//u, '').toLowerCase();

function commandNames(commands: readonly Command[], typed: string): Completion {
  const slash = typed.startsWith('/') ? '/' : '';
  const others = slash ? [] : ['exit'];
  return starting([...commands.map(({ name }) => `${slash}${name}`), ...others], typed);
}

/** A space after each, as a whole word was chosen. */
function starting(names: readonly string[], typed: string): Completion {
  const fitting = names.filter((name) => name.startsWith(typed.toLowerCase()));
  return [fitting.map((name) => `${name} `), typed];
}

async function optionValues(
  action: Action,
  complete: Complete,
  line: string,
  before: readonly Word[],
  typed: string,
): Promise<Completion> {
  const colon = typed.indexOf(':');
  const named = action.options.find(({ name }) => colon > 0 && name === typed.slice(0, colon).toLowerCase());
  if (named) return values(named, complete, typed, typed.slice(0, colon + 1));

  const { option, rest, filled } = openOption(action, before);
  if (!option) return optionNames(action, filled, typed);
  // A last option takes the rest of the line, so that is what its values replace.
  if (option.rest && rest) return values(option, complete, line.slice(rest.at), '');
  const [found, part] = await values(option, complete, typed, '');
  const names = typed === '' ? [] : optionNames(action, filled, typed)[0];
  return [[...found, ...names], part];
}

interface OpenOption {
  /** What the next bare word fills. */
  readonly option: Option | undefined;
  /** The word with which it has begun, when it takes several. */
  readonly rest: Word | undefined;
  /** Names of those that have their value. */
  readonly filled: ReadonlySet<string>;
}

function openOption(action: Action, before: readonly Word[]): OpenOption {
  const filled = new Set<string>();
  const firstOpen = (): Option | undefined =>
    action.options.find(({ type, name }) => type !== 'flag' && !filled.has(name));
  for (const word of before) {
    const given = givenName(action, word);
    const option = firstOpen();
    if (given === undefined && option?.rest) return { option, rest: word, filled };
    const name = given ?? option?.name;
    if (name !== undefined) filled.add(name);
  }
  return { option: firstOpen(), rest: undefined, filled };
}

function givenName(action: Action, { text, quoted }: Word): string | undefined {
  if (quoted) return undefined;
  const name = text.replace(/^--/u, '').split(':', 1)[0]?.toLowerCase();
  const option = action.options.find((each) => each.name === name);
  return option && (option.type === 'flag' || text.includes(':')) ? option.name : undefined;
}

function optionNames(action: Action, filled: ReadonlySet<string>, typed: string): Completion {
  const open = action.options.filter(({ required, name }) => !required && !filled.has(name));
  const words = open.map(({ name, type }) => (type === 'flag' ? `${name} ` : `${name}:`));
  return [words.filter((word) => word.startsWith(typed.toLowerCase())), typed];
}

async function values(option: Option, complete: Complete, typed: string, key: string): Promise<Completion> {
  const opened = typed.slice(key.length).replace(/^"/u, '');
  const found =
    option.type === 'choice'
      ? (option.choices ?? []).filter((choice) => choice.startsWith(opened.toLowerCase()))
      : await storedValues(option, complete, opened);
  return [found.map((value) => `${key}${inQuotes(value, option)}`), typed];
}

/** Values come from feeds and people: one that can't be typed as it is offered is left out. */
async function storedValues(option: Option, complete: Complete, opened: string): Promise<string[]> {
  const found = await complete(option.type, opened, MOST_VALUES);
  return found.map(({ value }) => value).filter((value) => value !== '' && value === cleanLine(value));
}

function inQuotes(value: string, option: Option): string {
  return value.includes(' ') && !option.rest ? `"${value}"` : value;
}
