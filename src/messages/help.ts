import { signature } from '../commands/parse.ts';
import type { Action, Command } from '../commands/command.ts';
import type { Message, RichText } from './message.ts';

/** All commands on one screen. */
export function helpOverview(commands: readonly Command[]): Message {
  return {
    title: 'Storywatch follows stories, not feeds',
    blocks: [
      { kind: 'list', items: commands.map(commandLine) },
      {
        kind: 'note',
        text: [
          'More on one: ',
          { text: '/storywatch help stories', code: true },
          '. To begin: ',
          { text: '/stories list', code: true },
          ', then ',
          { text: '/stories follow <story>', code: true },
          '.',
        ],
      },
    ],
  };
}

function commandLine(command: Command): RichText {
  const namesFor = (permission: Action['permission']): string =>
    command.actions
      .filter((action) => action.name !== '' && action.permission === permission)
      .map((action) => action.name)
      .join(', ');
  const [all, admins] = [namesFor('anyone'), namesFor('admin')];
  const bare = command.actions.find((action) => action.name === '');
  const how = bare ? signature(command, bare) : `/${command.name}`;
  return [
    { text: how, code: true },
    `  ${command.summary}${all === '' ? '' : `: ${all}`}`,
    ...(admins === '' ? [] : [all === '' ? ': ' : '; ', { text: `admins: ${admins}`, italic: true }]),
  ];
}

/** One command with its actions, who may use them, and an example each. */
export function helpFor(command: Command): Message {
  return {
    title: `/${command.name}: ${command.summary}`,
    blocks: [
      {
        kind: 'list',
        items: command.actions.map((action): RichText => [
          { text: signature(command, action), code: true },
          `  ${action.summary}`,
          action.permission === 'admin' ? { text: ' (admins)', italic: true } : '',
          ...(action.example
            ? [
                '. Example: ',
                {
                  text: [`/${command.name}`, action.name, action.example]
                    .filter((part) => part !== '')
                    .join(' '),
                  code: true,
                },
              ]
            : []),
        ]),
      },
    ],
  };
}
