import type { AutocompleteInteraction } from 'discord.js';
import type { Option, OptionType } from '../../src/commands/command.ts';
import type { CommandDesk } from '../../src/commands/desk.ts';
import { plainLine } from './escape.ts';
import { MAX_CHOICES, MAX_CHOICE_LABEL, MAX_CHOICE_VALUE } from './limits.ts';

/** Discord drops answers after 3 s; the rest is for the way there. */
const SUGGEST_WITHIN_MS = 2_000;

type Suggestions = readonly { readonly label: string; readonly value: string }[];

/** Offers values while a person types; nothing to those who are not served (`desk` undefined). */
export async function suggest(
  interaction: AutocompleteInteraction,
  desk: CommandDesk | undefined,
): Promise<void> {
  const focused = interaction.options.getFocused(true);
  const option = desk && optionOf(interaction, desk, focused.name);
  const found = desk && option ? await suggestionsInTime(desk, option.type, focused.value) : [];
  // A value that is too long cannot be cut: it would name something else.
  const choices = found
    .filter(({ value }) => value !== '' && value.length <= MAX_CHOICE_VALUE)
    .slice(0, MAX_CHOICES)
    .map(({ label, value }) => ({ name: plainLine(label, MAX_CHOICE_LABEL) || value, value }));
  await interaction.respond(choices);
}

/** What the desk offers, or nothing when it takes too long. */
export async function suggestionsInTime(
  desk: CommandDesk,
  type: OptionType,
  typed: string,
): Promise<Suggestions> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Suggestions>((resolve) => {
    timer = setTimeout(() => resolve([]), SUGGEST_WITHIN_MS);
  });
  try {
    return await Promise.race([desk.complete(type, typed, MAX_CHOICES), late]);
  } finally {
    clearTimeout(timer);
  }
}

function optionOf(interaction: AutocompleteInteraction, desk: CommandDesk, name: string): Option | undefined {
  const sub = interaction.options.getSubcommand(false) ?? '';
  return desk.commands
    .find((command) => command.name === interaction.commandName)
    ?.actions.find((action) => action.name === sub)
    ?.options.find((option) => option.name === name);
}
