import { parseLine } from '../../src/commands/parse.ts';
import type { Command, Option, OptionValues } from '../../src/commands/command.ts';

/** Ends a button's command where a person still has to say something. */
const BLANK = '…';
/** Stands in for what will be said while the line is taken apart; no value looks like it. */
const STAND_IN = 'storywatch-to-be-filled-in';

/** A command line of which one option is still to be said. */
export interface OpenLine {
  readonly command: string;
  readonly action: string;
  readonly given: OptionValues;
  readonly missing: Option;
}

export const isOpen = (line: string): boolean => line.trimEnd().endsWith(BLANK);

/** Takes `/stories move 42 …` apart; undefined when the commands have no such line. */
export function openLine(commands: readonly Command[], line: string): OpenLine | undefined {
  const start = line.trimEnd().slice(0, -BLANK.length);
  // Numbers and choices are checked on the way, so those options take a stand-in of their own kind.
  for (const standIn of [STAND_IN, '0', ...choicesOf(commands)]) {
    const parsed = parseLine(commands, start + standIn);
    if (parsed.kind !== 'call') continue;
    const missing = parsed.action.options.findLast((each) => parsed.options[each.name] === standIn);
    if (!missing) continue;
    const given = Object.entries(parsed.options).filter(([name]) => name !== missing.name);
    return {
      command: parsed.command.name,
      action: parsed.action.name,
      given: Object.fromEntries(given),
      missing,
    };
  }
  return undefined;
}

const choicesOf = (commands: readonly Command[]): string[] =>
  commands.flatMap(({ actions }) =>
    actions.flatMap(({ options }) => options.flatMap(({ choices = [] }) => choices.slice(0, 1))),
  );

/** `/command action` of a line: what its answer's pages belong to. */
export function originOfLine(commands: readonly Command[], line: string): string | undefined {
  const parsed = parseLine(commands, line);
  if (parsed.kind !== 'call') return undefined;
  return `/${parsed.command.name} ${parsed.action.name}`.trim();
}

/**
 * What a person typed after a slash command. Slack writes `&`, `<` and `>` as entities, and, when an app asks for it,
 * links and channels as `<https://…|…>` and `<#C1|general>`.
 */
export function typedText(text: string): string {
  return text
    .replaceAll(/<(https?:\/\/[^|>\s]+)(?:\|[^>]*)?>/gu, '$1')
    .replaceAll(/<[#@]([A-Z0-9]+)(?:\|[^>]*)?>/gu, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
