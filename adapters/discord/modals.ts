import {
  ComponentType,
  TextInputStyle,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
} from 'discord.js';
import type { Command, Option } from '../../src/commands/command.ts';
import { ASKS } from './components.ts';
import { plainLine } from './escape.ts';
import {
  MAX_CHOICES,
  MAX_CHOICE_LABEL,
  MAX_CHOICE_VALUE,
  MAX_CUSTOM_ID,
  MAX_INPUT_LABEL,
  MAX_INPUT_PLACEHOLDER,
  MAX_INPUT_VALUE,
  MAX_MODAL_TITLE,
} from './limits.ts';
import { ADD_TO_STORY } from './register.ts';

export type Modal = APIModalInteractionResponseCallbackData;

/** The one input of the form that a button ending in "…" opens; the form's own id is the command line without it. */
export const TEXT_INPUT = 'text';
const MAX_ASKED_TEXT = 1000;
/** A story's name, typed into a form. */
const MAX_SEARCH = 200;

export const ADD_FORM = 'add-to-story';
export const ADD_INPUTS = { url: 'url', story: 'story', search: 'search' } as const;

/** The form that asks for what a command line still lacks. `label` is the pressed button's. */
export function askForm(line: string, label: string, commands: readonly Command[]): Modal {
  const command = line.slice(0, -ASKS.length).trimEnd();
  const option = missingOption(command, commands);
  return {
    custom_id: command.slice(0, MAX_CUSTOM_ID),
    title: plainLine(label, MAX_MODAL_TITLE) || 'Storywatch',
    components: [
      {
        type: ComponentType.Label,
        label: plainLine(option?.summary ?? 'Text', MAX_INPUT_LABEL),
        component: {
          type: ComponentType.TextInput,
          custom_id: TEXT_INPUT,
          style: option?.rest ? TextInputStyle.Paragraph : TextInputStyle.Short,
          required: true,
          max_length: Math.min(option?.maxLength ?? MAX_ASKED_TEXT, MAX_INPUT_VALUE),
        },
      },
    ],
  };
}

/** The command line with the text from its form, quoted so that it stays one value. */
export function completedLine(command: string, text: string): string {
  const value = `"${text
    .replace(/["“”„«»]/gu, "'")
    .replace(/\s+/gu, ' ')
    .trim()}"`;
  return command.endsWith(':') ? `${command}${value}` : `${command} ${value}`;
}

/** The option that a line breaks off at: the one it names last (`title:`) or the first that has no word yet. */
function missingOption(line: string, commands: readonly Command[]): Option | undefined {
  const words = line.replace(/^\//u, '').match(/[\w-]+:"[^"]*"|"[^"]*"|\S+/gu) ?? [];
  const command = commands.find(({ name }) => name === words[0]);
  const bare = command?.actions.find(({ name }) => name === '');
  const action = bare ?? command?.actions.find(({ name }) => name === words[1]);
  const given = words.slice(bare ? 1 : 2);
  const named = /^([\w-]+):$/u.exec(given.at(-1) ?? '')?.[1];
  if (named !== undefined) return action?.options.find(({ name }) => name === named);
  return action?.options.filter(({ type }) => type !== 'flag')[given.length];
}

/** The form behind "Add to story": the link, and the story from a list or by name. */
export function addForm(
  url: string,
  stories: readonly { readonly label: string; readonly value: string }[],
): Modal {
  return {
    custom_id: ADD_FORM,
    title: ADD_TO_STORY,
    components: [linkField(url), ...storyField(stories), searchField(stories.length > 0)],
  };
}

function linkField(url: string): APILabelComponent {
  const input = { type: ComponentType.TextInput, style: TextInputStyle.Short, required: true } as const;
  return labelled('Link', {
    ...input,
    custom_id: ADD_INPUTS.url,
    value: url.slice(0, MAX_INPUT_VALUE),
    max_length: MAX_INPUT_VALUE,
  });
}

function storyField(
  stories: readonly { readonly label: string; readonly value: string }[],
): APILabelComponent[] {
  const options = stories
    .filter(({ value }) => value !== '' && value.length <= MAX_CHOICE_VALUE)
    .slice(0, MAX_CHOICES)
    .map(({ label: shown, value }) => ({ label: plainLine(shown, MAX_CHOICE_LABEL) || value, value }));
  if (options.length === 0) return [];
  const menu = {
    type: ComponentType.StringSelect,
    custom_id: ADD_INPUTS.story,
    options,
    required: false,
  } as const;
  return [labelled('Story', menu)];
}

function searchField(optional: boolean): APILabelComponent {
  return labelled(optional ? 'Or another story, by name' : 'Story, by name', {
    type: ComponentType.TextInput,
    custom_id: ADD_INPUTS.search,
    style: TextInputStyle.Short,
    required: !optional,
    max_length: MAX_SEARCH,
    placeholder: 'treasury breach'.slice(0, MAX_INPUT_PLACEHOLDER),
  });
}

function labelled(text: string, component: APILabelComponent['component']): APILabelComponent {
  return { type: ComponentType.Label, label: text, component };
}
