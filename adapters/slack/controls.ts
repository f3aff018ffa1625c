import type { types } from '@slack/bolt';
import type { Button } from '../../src/messages/message.ts';
import { rows } from './batches.ts';
import {
  MAX_ACTION_ID,
  MAX_BUTTON,
  MAX_BUTTON_VALUE,
  MAX_ELEMENTS,
  MAX_OPTION,
  MAX_OPTION_VALUE,
  MAX_OPTIONS,
  MAX_PLACEHOLDER,
} from './limits.ts';
import { cleanLine, cut } from './text.ts';

// A control carries its whole command line, so that it works after a restart and on any machine:
// a button in its value; a menu shares the words its choices have in common in the action_id, because values are short.

export const BUTTON = 'run';
export const MENU = 'menu';
export const SHARE = 'share';

const UNNAMED = '…';

const label = (text: string, max: number): types.PlainTextElement => ({
  type: 'plain_text',
  text: cut(cleanLine(text), max) || UNNAMED,
});

/** Rows of buttons; the origin in the block_id tells which command they turn the pages of. */
export function buttonRows(
  buttons: readonly Button[],
  at: number,
  origin: string | undefined,
): types.KnownBlock[] {
  const elements = buttons
    .filter(({ command }) => command.length <= MAX_BUTTON_VALUE)
    .map((button, index): types.Button => ({
      type: 'button',
      action_id: `${BUTTON}.${index}`,
      text: label(button.label, MAX_BUTTON),
      value: button.command,
      ...(button.style && { style: button.style }),
    }));
  return rows(elements, MAX_ELEMENTS).map((row, index) => ({
    type: 'actions',
    block_id: blockId(at, index, origin),
    elements: row,
  }));
}

/** A menu of the first hundred choices; those with a command too long for Slack are left out. */
export function menu(
  placeholder: string,
  choices: readonly Button[],
  at: number,
  origin: string | undefined,
): types.KnownBlock[] {
  const shared = sharedWords(choices.map(({ command }) => command));
  const options = choices
    .filter(({ command }) => command.length - shared.length <= MAX_OPTION_VALUE)
    .slice(0, MAX_OPTIONS)
    .map(({ label: text, command }) => ({
      text: label(text, MAX_OPTION),
      value: command.slice(shared.length),
    }));
  if (options.length === 0) return [];
  const element: types.StaticSelect = {
    type: 'static_select',
    action_id: `${MENU}.${shared}`,
    placeholder: label(placeholder, MAX_PLACEHOLDER),
    options,
  };
  return [{ type: 'actions', block_id: blockId(at, 0, origin), elements: [element] }];
}

/** The words all lines start with, with the space after them; something of every line is left. */
function sharedWords(lines: readonly string[]): string {
  const [first = '', ...others] = lines;
  let end = first.lastIndexOf(' ') + 1;
  const fits = (): boolean =>
    end <= MAX_ACTION_ID - MENU.length - 1 &&
    others.every((line) => line.length > end && line.startsWith(first.slice(0, end)));
  while (end > 0 && !fits()) end = first.lastIndexOf(' ', end - 2) + 1;
  return first.slice(0, end);
}

/** The command line behind a menu's choice. */
export const menuLine = (actionId: string, value: string): string =>
  `${actionId.slice(MENU.length + 1)}${value}`;

/** A button that posts the reply for everyone; the key names the reply in this process. */
export function shareRow(key: string): types.KnownBlock {
  return {
    type: 'actions',
    block_id: SHARE,
    elements: [{ type: 'button', action_id: SHARE, text: label('Share to channel', MAX_BUTTON), value: key }],
  };
}

const ORIGIN = ':';

const blockId = (at: number, row: number, origin: string | undefined): string =>
  `${at}.${row}${ORIGIN}${origin ?? ''}`.slice(0, MAX_ACTION_ID);

/** `/command action` of the message whose controls stand in this block; empty when it answers none. */
export const originOf = (id: string): string => id.slice(id.indexOf(ORIGIN) + 1);
