import type { Command } from '../commands/command.ts';
import { signature } from '../commands/parse.ts';

/** Every command as a Markdown table, for docs/commands.md. */
export function commandsTable(commands: readonly Command[]): string {
  const rows = commands.flatMap((command) =>
    command.actions.map((action) => {
      const example = action.example === undefined ? '' : `\`${exampleLine(command, action)}\``;
      const who = action.permission === 'admin' ? 'admins' : 'anyone';
      return `| \`${cell(signature(command, action))}\` | ${who} | ${cell(action.summary)} | ${cell(example)} |`;
    }),
  );
  return ['| command | who | does | example |', '|---|---|---|---|', ...rows].join('\n');
}

const exampleLine = (command: Command, action: Command['actions'][number]): string =>
  [`/${command.name}`, action.name, action.example].filter((part) => part !== '').join(' ');

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`);
