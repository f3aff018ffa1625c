import type { types, ViewOutput } from '@slack/bolt';
import { z } from 'zod';
import type { Option, OptionType } from '../../src/commands/command.ts';
import type { OpenLine } from './line.ts';
import {
  MAX_INPUT,
  MAX_MODAL_TITLE,
  MAX_OPTION,
  MAX_OPTION_VALUE,
  MAX_OPTIONS,
  MAX_PLACEHOLDER,
} from './limits.ts';
import type { Sender } from './sender.ts';
import { cleanLine, cut } from './text.ts';

/** A modal that asks for one option of a command. */
export const FILL_IN = 'fill-in';
/** The modal of the message shortcut. */
export const ADD_LINK = 'add-link';

/** Selects that ask the desk for their choices: `pick.story`, `pick.feed`. */
const PICK = 'pick';
export const PICKS = /^pick\./u;
const ANSWER = 'answer';
const LINK = 'link';

const PICKED_TYPES: readonly OptionType[] = ['story', 'story-or-topic', 'feed', 'topic', 'time-zone'];

/** What a modal remembers of where it was opened. */
const opened = z.object({
  channelId: z.string(),
  channelName: z.string().optional(),
  responseUrl: z.string().optional(),
  line: z.string().optional(),
});
export type Opened = z.infer<typeof opened>;

export function readOpened(view: ViewOutput): Opened {
  return opened.parse(JSON.parse(view.private_metadata));
}

function remember({ channelId, channelName, responseUrl }: Sender, line?: string): string {
  return JSON.stringify({ channelId, channelName, responseUrl, line } satisfies Opened);
}

const plain = (text: string, max: number): types.PlainTextElement => ({
  type: 'plain_text',
  text: cut(cleanLine(text), max) || '…',
});

/** Asks for the option that an open line lacks. */
export function fillInModal(line: string, { missing, command }: OpenLine, sender: Sender): types.ModalView {
  return {
    type: 'modal',
    callback_id: FILL_IN,
    private_metadata: remember(sender, line),
    title: plain(`/${command}`, MAX_MODAL_TITLE),
    submit: plain('Go', MAX_MODAL_TITLE),
    close: plain('Cancel', MAX_MODAL_TITLE),
    blocks: [
      {
        type: 'input',
        block_id: ANSWER,
        label: plain(missing.summary, MAX_PLACEHOLDER),
        element: control(missing),
      },
    ],
  };
}

/** Asks which story a message's link belongs to; with several links also which of them. */
export function addLinkModal(links: readonly string[], sender: Sender): types.ModalView {
  const choices = links.slice(0, MAX_OPTIONS).map((link, index) => ({
    text: plain(link, MAX_OPTION),
    value: String(index),
  }));
  const [first] = choices;
  const which: types.KnownBlock =
    choices.length > 1 && first
      ? {
          type: 'input',
          block_id: LINK,
          label: plain('Link', MAX_PLACEHOLDER),
          element: { type: 'static_select', action_id: LINK, options: choices, initial_option: first },
        }
      : { type: 'section', text: plain(links[0] ?? '', MAX_INPUT) };
  return {
    type: 'modal',
    callback_id: ADD_LINK,
    private_metadata: remember(sender, JSON.stringify(links.slice(0, MAX_OPTIONS))),
    title: plain('Add to story', MAX_MODAL_TITLE),
    submit: plain('Add', MAX_MODAL_TITLE),
    close: plain('Cancel', MAX_MODAL_TITLE),
    blocks: [
      which,
      { type: 'input', block_id: ANSWER, label: plain('Story', MAX_PLACEHOLDER), element: picker('story') },
    ],
  };
}

function control(option: Option): types.PlainTextInput | types.StaticSelect | types.ExternalSelect {
  if (option.choices && option.choices.length > 0) {
    const options = option.choices
      .slice(0, MAX_OPTIONS)
      .map((choice) => ({ text: plain(choice, MAX_OPTION), value: choice }));
    return { type: 'static_select', action_id: ANSWER, options };
  }
  if (PICKED_TYPES.includes(option.type)) return picker(option.type);
  const longest = Math.min(option.maxLength ?? MAX_INPUT, MAX_INPUT);
  return { type: 'plain_text_input', action_id: ANSWER, max_length: longest };
}

const picker = (type: OptionType): types.ExternalSelect => ({
  type: 'external_select',
  action_id: `${PICK}.${type}`,
  min_query_length: 0,
  placeholder: plain('Type to search', MAX_PLACEHOLDER),
});

/** The kind of thing a select asks choices for. */
export function pickedType(actionId: string): OptionType | undefined {
  return PICKED_TYPES.find((type) => actionId === `${PICK}.${type}`);
}

/** The desk's suggestions as a select's options; values too long for Slack can't be offered. */
export function toOptions(
  found: readonly { readonly label: string; readonly value: string }[],
): types.PlainTextOption[] {
  return found
    .filter(({ value }) => value !== '' && value.length <= MAX_OPTION_VALUE)
    .slice(0, MAX_OPTIONS)
    .map(({ label, value }) => ({ text: plain(label, MAX_OPTION), value }));
}

/** What was typed or chosen; empty when nothing. */
export function answerIn(view: ViewOutput): string {
  return valueIn(view, ANSWER);
}

/** The link of the message that was chosen, or its only one. */
export function linkIn(view: ViewOutput): string | undefined {
  const links = z.array(z.string()).parse(JSON.parse(readOpened(view).line ?? '[]'));
  return links[Number(valueIn(view, LINK) || '0')];
}

function valueIn(view: ViewOutput, blockId: string): string {
  const [state] = Object.values(view.state.values[blockId] ?? {});
  return (state?.selected_option?.value ?? state?.value ?? '').trim();
}
