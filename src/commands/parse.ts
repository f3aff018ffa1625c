import type { Action, Command, Option, OptionValues } from './command.ts';
import { nearest } from './nearest.ts';

export type ParsedLine =
  | {
      readonly kind: 'call';
      readonly command: Command;
      readonly action: Action;
      readonly options: OptionValues;
    }
  | { readonly kind: 'problem'; readonly message: string };

/** One word of a line. Quoted words may hold spaces and are never taken for `key:value`. */
export interface Word {
  readonly text: string;
  readonly quoted: boolean;
  /** Where the word starts in the line, so that a last option can take the rest as it was typed. */
  readonly at: number;
}

const problem = (message: string): ParsedLine => ({ kind: 'problem', message });

/** Takes a typed line apart: `/stories follow "US Treasury" channel:true`. Phones send curly quotes; they count as straight ones. */
export function parseLine(commands: readonly Command[], line: string): ParsedLine {
  const text = line
    .trim()
    .replace(/[“”„«»]/gu, '"')
    .replace(/[‘’]/gu, "'");
  const words = splitWords(text);
  const name = words[0]?.text.replace(/^\//u, '').toLowerCase() ?? '';
  const command = commands.find((each) => each.name === name);
  if (!command) return problem(unknownCommand(commands, name));

  const bare = command.actions.find((each) => each.name === '');
  if (bare) return readOptions(command, bare, text, words.slice(1));

  const actionName = words[1]?.text.toLowerCase() ?? '';
  const action = command.actions.find((each) => each.name === actionName);
  if (!action) return problem(unknownAction(command, actionName));
  return readOptions(command, action, text, words.slice(2));
}

const HELP = new Set(['help', '?', '--help', '—help']);

/** The command that a line asks about: `/stories help`, `/story help`, or `/stories` alone where that does nothing. */
export function helpAsked(commands: readonly Command[], line: string): Command | undefined {
  const [first, second, third] = splitWords(line.trim());
  const command = commands.find((each) => each.name === first?.text.replace(/^\//u, '').toLowerCase());
  if (!command || third) return undefined;
  if (second) return HELP.has(second.text.toLowerCase()) && !hasHelp(command) ? command : undefined;
  return command.actions.some((each) => each.name === '') ? undefined : command;
}

const hasHelp = ({ actions }: Command): boolean => actions.some(({ name }) => name === 'help');

function unknownCommand(commands: readonly Command[], name: string): string {
  if (name === '') return 'Type a command, for example /storywatch help.';
  const near = nearest(
    name,
    commands.map((each) => each.name),
  );
  return `There is no command /${name}. ${near ? `Did you mean /${near}?` : 'See /storywatch help.'}`;
}

function unknownAction(command: Command, name: string): string {
  const names = command.actions.map((each) => each.name);
  if (name === '') return `/${command.name} needs one of: ${names.join(', ')}.`;
  const near = nearest(name, names);
  return near
    ? `/${command.name} has no "${name}". Did you mean /${command.name} ${near}?`
    : `/${command.name} has no "${name}". It has: ${names.join(', ')}.`;
}

/** The words of a line in order; an unfinished quote runs to the end. */
export function splitWords(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(/([\w-]+:)?"([^"]*)"?|\S+/gu)) {
    const [whole, key, quoted] = match;
    const isQuoted = quoted !== undefined;
    words.push({
      text: isQuoted ? `${key ?? ''}${quoted}` : whole,
      quoted: isQuoted && !key,
      at: match.index,
    });
  }
  return words;
}

function readOptions(command: Command, action: Action, text: string, words: readonly Word[]): ParsedLine {
  const { own, after } = trailingOptions(action, words);
  const values: Record<string, string> = Object.fromEntries(
    after.map(({ option, value }) => [option.name, value]),
  );
  const open = (): Option | undefined =>
    action.options.find((each) => each.type !== 'flag' && !(each.name in values));
  const line = text.slice(0, after[0]?.at);
  for (const word of own) {
    const named = namedOption(action, word);
    if (named?.option.rest) {
      values[named.option.name] = unquoted(line.slice(word.at + named.option.name.length + 1).trim());
      break;
    }
    if (named) {
      values[named.option.name] = named.value;
      continue;
    }
    const option = open();
    if (!option) return problem(`"${word.text}" is one word too many. ${usage(command, action)}`);
    if (option.rest) {
      values[option.name] = word.quoted && word === own.at(-1) ? word.text : line.slice(word.at).trim();
      break;
    }
    values[option.name] = word.text;
  }
  return checkOptions(command, action, values);
}

interface NamedOption {
  readonly option: Option;
  readonly value: string;
  readonly at: number;
}

/**
 * Options named at the end of a line belong to the command, not to the text of a last option that takes the rest:
 * `/stories follow us treasury channel:true`. A flag needs its dashes there, as its bare name may be a word of the text.
 */
function trailingOptions(
  action: Action,
  words: readonly Word[],
): { own: readonly Word[]; after: readonly NamedOption[] } {
  const after: NamedOption[] = [];
  let count = words.length;
  for (const word of words.toReversed()) {
    const named = namedOption(action, word);
    if (!named || named.option.rest || (!word.text.includes(':') && !DASHES.test(word.text))) break;
    after.unshift(named);
    count -= 1;
  }
  return { own: words.slice(0, count), after };
}

/** Phones and Macs turn two hyphens into a dash. */
const DASHES = /^(?:--|[–—])/u;

/** `key:value` or, for a flag, its bare name with or without dashes. A URL's `https:` is no key. */
function namedOption(action: Action, { text, quoted, at }: Word): NamedOption | undefined {
  if (quoted) return undefined;
  const bare = text.replace(DASHES, '').toLowerCase();
  const flag = action.options.find((each) => each.type === 'flag' && each.name === bare);
  if (flag) return { option: flag, value: 'true', at };
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  const option = action.options.find((each) => each.name === text.slice(0, colon).toLowerCase());
  return option && { option, value: text.slice(colon + 1), at };
}

function unquoted(text: string): string {
  return /^"([^"]*)"?$/u.exec(text)?.[1] ?? text;
}

function checkOptions(command: Command, action: Action, typed: Readonly<Record<string, string>>): ParsedLine {
  const values: Record<string, string> = {};
  for (const option of action.options) {
    const value = spelled(option, typed[option.name]);
    const wrong = wrongValue(option, value);
    if (wrong) return problem(`${wrong} ${usage(command, action)}`);
    if (value !== undefined) values[option.name] = value;
  }
  const missing = action.options.find((each) => each.required && !values[each.name]);
  if (missing) return problem(`The ${missing.name} is missing. ${usage(command, action)}`);
  return { kind: 'call', command, action, options: values };
}

/** The value as commands expect it: choices in their own spelling, a flag `true` or absent. */
function spelled(option: Option, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const folded = value.toLowerCase();
  if (option.type === 'choice')
    return option.choices?.find((choice) => choice.toLowerCase() === folded) ?? value;
  if (option.type !== 'flag') return value;
  if (['false', 'no', 'off'].includes(folded)) return undefined;
  return ['true', 'yes', 'on'].includes(folded) ? 'true' : value;
}

function wrongValue(option: Option, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (option.maxLength !== undefined && value.length > option.maxLength) {
    return `The ${option.name} is longer than ${option.maxLength} characters.`;
  }
  if (option.type === 'integer' && !/^\d{1,6}$/u.test(value))
    return `${option.name} must be a whole number, not "${value}".`;
  if (option.type === 'flag' && value !== 'true') return `${option.name} is on or off, not "${value}".`;
  if (option.type === 'choice' && !option.choices?.includes(value)) {
    return `${option.name} must be one of ${option.choices?.join(', ')}, not "${value}".`;
  }
  return undefined;
}

/** How an action is called, e.g. `Usage: /stories follow <story or topic>`. */
export function usage(command: Command, action: Action): string {
  return `Usage: ${signature(command, action)}`;
}

/** `/feeds add <url> [title:<title>]`, as help and documents show it. */
export function signature(command: Command, action: Action): string {
  const options = action.options.map((option) => {
    if (option.type === 'flag') return `[${option.name}]`;
    const value = option.choices?.join('|') ?? option.name;
    return option.required ? `<${value}>` : `[${option.name}:<${value}>]`;
  });
  return [`/${command.name}`, action.name, ...options].filter((part) => part !== '').join(' ');
}
