import {
  ButtonStyle,
  ComponentType,
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIStringSelectComponent,
} from 'discord.js';
import type { Button } from '../../src/messages/message.ts';
import { plainLine } from './escape.ts';
import {
  MAX_BUTTONS_IN_ROW,
  MAX_BUTTON_LABEL,
  MAX_CHOICES,
  MAX_CHOICE_LABEL,
  MAX_CUSTOM_ID,
  MAX_PLACEHOLDER,
} from './limits.ts';

/** A line of buttons or one menu under a message. */
export type Row = APIActionRowComponent<APIButtonComponentWithCustomId | APIStringSelectComponent>;

/** A button whose command ends so asks for the missing text before it runs. */
export const ASKS = '…';
/** What a menu is called; the chosen value is the command. */
const MENU_ID = 'menu';
/** Of the button that shows an answer to everyone. Commands start with a slash, so nothing else is called so. */
export const SHARE_ID = 'share';

const STYLES = { primary: ButtonStyle.Primary, danger: ButtonStyle.Danger } as const;

/**
 * A command line that fits a button: whole words up to 100 units, quotes closed. The line is the button's whole memory,
 * so that a button works after any restart.
 */
export function fitCommand(line: string): string {
  const command = line.trim();
  if (command.length <= MAX_CUSTOM_ID) return command;
  const end = command.endsWith(ASKS) ? ASKS : '';
  const room = MAX_CUSTOM_ID - end.length - 1;
  const head = command.slice(0, room + 1);
  const lastSpace = head.lastIndexOf(' ');
  const kept = (lastSpace > room / 2 ? head.slice(0, lastSpace) : head.slice(0, room)).replace(
    /[\uD800-\uDBFF]$/u,
    '',
  );
  const open = (kept.match(/"/gu)?.length ?? 0) % 2 === 1;
  return `${kept.trimEnd()}${open ? '"' : ''}${end}`;
}

/** Buttons in rows of five; a second button with the same command is left out, as Discord refuses it. */
export function buttonRows(buttons: readonly Button[], taken: Set<string>): Row[] {
  const fresh = unique(buttons, taken).map(({ command, label, style }): APIButtonComponentWithCustomId => ({
    type: ComponentType.Button,
    style: style ? STYLES[style] : ButtonStyle.Secondary,
    label: plainLine(label, MAX_BUTTON_LABEL) || command.slice(0, MAX_BUTTON_LABEL),
    custom_id: command,
  }));
  const rows: Row[] = [];
  for (let at = 0; at < fresh.length; at += MAX_BUTTONS_IN_ROW) {
    rows.push(row(fresh.slice(at, at + MAX_BUTTONS_IN_ROW)));
  }
  return rows;
}

/** A menu of commands; no row when there is nothing to choose. */
export function menuRow(placeholder: string, choices: readonly Button[], taken: Set<string>): Row[] {
  const options = unique(choices, new Set())
    .slice(0, MAX_CHOICES)
    .map(({ command, label }) => ({
      label: plainLine(label, MAX_CHOICE_LABEL) || command,
      value: command,
    }));
  if (options.length === 0) return [];
  const id = `${MENU_ID}-${taken.size}`;
  taken.add(id);
  const shown = plainLine(placeholder, MAX_PLACEHOLDER);
  const menu: APIStringSelectComponent = { type: ComponentType.StringSelect, custom_id: id, options };
  return [row([shown === '' ? menu : { ...menu, placeholder: shown }])];
}

/** The button that shows an answer to everyone, put beside the others where there is room. */
export function withShare(rows: readonly Row[]): readonly Row[] {
  const share: APIButtonComponentWithCustomId = {
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    label: 'Share to channel',
    custom_id: SHARE_ID,
  };
  const last = rows.at(-1);
  const isButtons = last?.components.every((each) => each.type === ComponentType.Button) ?? false;
  if (last && isButtons && last.components.length < MAX_BUTTONS_IN_ROW) {
    return [...rows.slice(0, -1), row([...last.components, share])];
  }
  return [...rows, row([share])];
}

function row(components: Row['components']): Row {
  return { type: ComponentType.ActionRow, components };
}

function unique(buttons: readonly Button[], taken: Set<string>): Button[] {
  return buttons.flatMap((button) => {
    const command = fitCommand(button.command);
    if (command === '' || taken.has(command)) return [];
    taken.add(command);
    return [{ ...button, command }];
  });
}
