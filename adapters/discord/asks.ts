import type {
  ChatInputCommandInteraction,
  CommandInteractionOption,
  Interaction,
  MessageContextMenuCommandInteraction,
  ModalSubmitInteraction,
  StringSelectMenuInteraction,
  ButtonInteraction,
} from 'discord.js';
import { randomBytes } from 'node:crypto';
import type { OptionValues, Reply } from '../../src/commands/command.ts';
import type { Caller, CommandDesk } from '../../src/commands/desk.ts';
import type { Log } from '../../src/log.ts';
import { acknowledge, answer, giveUp, refuse, type Ask } from './answers.ts';
import { admit, type Gate } from './caller.ts';
import { ASKS, SHARE_ID } from './components.ts';
import { linkIn } from './links.ts';
import { ADD_FORM, ADD_INPUTS, addForm, askForm, completedLine, TEXT_INPUT } from './modals.ts';
import { reasonOf } from './errors.ts';
import { ADD_ACTION } from './register.ts';
import { share } from './share.ts';
import { suggest, suggestionsInTime } from './suggest.ts';

export interface AskOptions {
  readonly desk: CommandDesk;
  readonly gate: Gate;
  readonly log: Log;
}

/** Answers everything a person does with the bot. Never rejects. */
export function createAskHandler({
  desk,
  gate,
  log,
}: AskOptions): (interaction: Interaction) => Promise<void> {
  return async (interaction) => {
    const admission = admit(interaction, gate);
    try {
      if (interaction.isAutocomplete()) {
        await suggest(interaction, admission.kind === 'caller' ? desk : undefined);
      } else if (isAsk(interaction)) {
        if (admission.kind === 'caller') await take(interaction, admission.caller, desk, log);
        else await refuse(interaction, admission.because);
      }
    } catch (error) {
      await report(interaction, error, log);
    }
  };
}

function isAsk(interaction: Interaction): interaction is Ask {
  return (
    interaction.isChatInputCommand() ||
    interaction.isMessageContextMenuCommand() ||
    interaction.isButton() ||
    interaction.isStringSelectMenu() ||
    interaction.isModalSubmit()
  );
}

async function take(ask: Ask, caller: Caller, desk: CommandDesk, log: Log): Promise<void> {
  if (ask.isButton() && ask.customId === SHARE_ID) return share(ask);
  if (ask.isMessageContextMenuCommand()) return openAddForm(ask, desk);
  if (ask.isButton() || ask.isStringSelectMenu()) {
    const line = lineOf(ask);
    if (!line.startsWith('/'))
      return refuse(ask, 'This button is too old to still work. Please give the command again.');
    if (line.endsWith(ASKS)) {
      await ask.showModal(askForm(line, labelOf(ask), desk.commands));
      return undefined;
    }
  }
  if (!(await acknowledge(ask))) {
    log.warn(
      { ask: ask.type },
      'discord took the acknowledgement for late or double; the command was not run',
    );
    return undefined;
  }
  return answer(ask, await run(ask, caller, desk));
}

async function run(
  ask: ChatInputCommandInteraction | ButtonInteraction | StringSelectMenuInteraction | ModalSubmitInteraction,
  caller: Caller,
  desk: CommandDesk,
): Promise<Reply> {
  if (ask.isChatInputCommand()) {
    const { name, values } = wordsOf(ask);
    return desk.run(ask.commandName, name, values, caller);
  }
  if (!ask.isModalSubmit()) return desk.runLine(lineOf(ask), caller);
  if (ask.customId !== ADD_FORM) {
    return desk.runLine(completedLine(ask.customId, ask.fields.getTextInputValue(TEXT_INPUT)), caller);
  }
  const { fields } = ask;
  const chosen = fields.fields.has(ADD_INPUTS.story)
    ? fields.getStringSelectValues(ADD_INPUTS.story)[0]
    : undefined;
  const story = fields.getTextInputValue(ADD_INPUTS.search).trim() || (chosen ?? '');
  const url = fields.getTextInputValue(ADD_INPUTS.url).trim();
  return desk.run(ADD_ACTION.command, ADD_ACTION.action, { story, url }, caller);
}

function lineOf(ask: ButtonInteraction | StringSelectMenuInteraction): string {
  return ask.isButton() ? ask.customId : (ask.values[0] ?? '');
}

function labelOf(ask: ButtonInteraction | StringSelectMenuInteraction): string {
  if (ask.isButton()) {
    // Typed as always there, but a button that is no longer in its message is not found.
    const button: ButtonInteraction['component'] | null = ask.component;
    return button && 'label' in button ? (button.label ?? '') : '';
  }
  return ask.component.options.find(({ value }) => value === ask.values[0])?.label ?? '';
}

/** The subcommand and the values of a slash command; a flag that is off is a flag not given. */
function wordsOf(ask: ChatInputCommandInteraction): { name: string; values: OptionValues } {
  const sub = ask.options.getSubcommand(false);
  const given: readonly CommandInteractionOption[] =
    sub === null ? ask.options.data : (ask.options.data[0]?.options ?? []);
  const values = given
    .filter(({ value }) => value !== undefined && value !== false)
    .map(({ name, value }): [string, string] => [name, String(value)]);
  return { name: sub ?? '', values: Object.fromEntries(values) };
}

async function openAddForm(ask: MessageContextMenuCommandInteraction, desk: CommandDesk): Promise<void> {
  const url = linkIn(ask.targetMessage);
  if (url === undefined)
    return refuse(ask, 'There is no link in that message. Choose one with a web address.');
  await ask.showModal(addForm(url, await suggestionsInTime(desk, 'story', '')));
  return undefined;
}

/** A fault of ours or of the way to Discord: said with a reference that is also in the log. */
async function report(interaction: Interaction, error: unknown, log: Log): Promise<void> {
  const ref = randomBytes(2).toString('hex');
  log.error(
    { ref, reason: reasonOf(error), stack: error instanceof Error ? error.stack : undefined },
    'discord interaction failed',
  );
  if (!isAsk(interaction)) return;
  const text = `Something broke (ref ${ref}). The log says more under that reference.`;
  try {
    await (interaction.deferred || interaction.replied
      ? giveUp(interaction, text)
      : refuse(interaction, text));
  } catch (again) {
    log.warn({ ref, reason: reasonOf(again) }, 'discord did not take the apology');
  }
}
