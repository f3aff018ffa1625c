import type { Command, Option } from '../../../src/commands/command.ts';
import { UserError } from '../../../src/commands/command.ts';
import { createCommandDesk, type CommandDesk } from '../../../src/commands/desk.ts';
import { createLog } from '../../../src/log.ts';
import { say } from '../../../src/messages/message.ts';
import { NOON } from './stage.ts';

const STORIES = ['us-treasury-breach', 'x-outage-2025-03', 'x-outage-2024-08'];

const option = (name: string, type: Option['type'], more: Partial<Option> = {}): Option => ({
  name,
  summary: `The ${name}`,
  type,
  required: false,
  ...more,
});

const story: Command = {
  name: 'story',
  summary: 'Show a story',
  actions: [
    {
      name: '',
      summary: 'Show a story',
      permission: 'anyone',
      options: [option('name', 'story', { required: true, rest: true })],
      run: async ({ options }) => ({ message: say(`The story ${options['name']}`), visibleTo: 'user' }),
    },
  ],
};

const stories: Command = {
  name: 'stories',
  summary: 'Follow stories',
  actions: [
    {
      name: 'follow',
      summary: 'Follow a story',
      permission: 'anyone',
      options: [
        option('story', 'story', { required: true }),
        option('pace', 'choice', { choices: ['each', 'hourly', 'daily'] }),
        option('quiet', 'flag'),
      ],
      run: async ({ options, actor }) => ({
        message: say(`${actor.name} follows ${options['story']}`),
        visibleTo: 'user',
      }),
    },
    {
      name: 'list',
      summary: 'List stories',
      permission: 'anyone',
      options: [],
      run: async () => {
        throw new UserError('No stories yet.');
      },
    },
  ],
};

/** A desk with two commands. `complete` offers three stories, and values that nobody could type. */
export function openDesk(extra: readonly Command[] = []): CommandDesk {
  return createCommandDesk({
    commands: [story, stories, ...extra],
    complete: async (type, typed, limit) =>
      type === 'story'
        ? ['evil\u001B[2Jname', 'Cold case', ...STORIES]
            .filter((value) => value.toLowerCase().includes(typed.toLowerCase()))
            .slice(0, limit)
            .map((value) => ({ label: value, value }))
        : [],
    clock: () => NOON,
    log: createLog('silent'),
  });
}
