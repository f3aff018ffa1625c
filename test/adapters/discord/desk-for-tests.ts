import { say } from '../../../src/messages/message.ts';
import type { Action, Command, Complete, Invocation, Option, Reply } from '../../../src/commands/command.ts';
import { createCommandDesk, type CommandDesk } from '../../../src/commands/desk.ts';
import { createLog, type Log } from '../../../src/log.ts';

/** A real desk with commands that say what they were given. */
export interface TestDesk {
  readonly desk: CommandDesk;
  readonly seen: Invocation[];
}

const option = (name: string, more: Partial<Option> = {}): Option => ({
  name,
  summary: `The ${name}`,
  type: 'text',
  required: false,
  ...more,
});

const forUser = (text: string): Reply => ({ message: say(text), visibleTo: 'user' });

export function testDesk(complete: Complete = async () => [], log: Log = createLog('silent')): TestDesk {
  const seen: Invocation[] = [];
  const action = (
    name: string,
    answer: (invocation: Invocation) => Reply,
    more: Partial<Action> = {},
  ): Action => ({
    name,
    summary: `Does ${name}`,
    permission: 'anyone',
    options: [],
    ...more,
    run: async (invocation) => {
      seen.push(invocation);
      return answer(invocation);
    },
  });
  const story = option('story', { type: 'story', required: true });

  const commands: Command[] = [
    {
      name: 'story',
      summary: 'Shows a story',
      actions: [
        action('', ({ options }) => forUser(`Card of ${options['name']}`), {
          options: [option('name', { type: 'story', required: true })],
        }),
      ],
    },
    {
      name: 'stories',
      summary: 'Reads and follows stories',
      actions: [
        action('list', () => ({ message: volumeMessage(), visibleTo: 'user' })),
        action(
          'follow',
          ({ options }) => ({ message: say(`Following ${options['story']}`), visibleTo: 'channel' }),
          {
            options: [story, option('quiet', { type: 'flag' }), option('limit', { type: 'integer' })],
          },
        ),
        action('add', ({ options }) => forUser(`Added ${options['url']} to ${options['story']}`), {
          options: [story, option('url', { required: true })],
        }),
        action('move', ({ options }) => forUser(`Moved ${options['item']} to ${options['story']}`), {
          options: [
            option('item', { required: true }),
            option('story', { type: 'story', required: true, rest: true }),
          ],
        }),
        action('break', () => {
          throw new Error('disk on fire');
        }),
      ],
    },
    {
      name: 'feeds',
      summary: 'Manages feeds',
      actions: [
        action('pause', () => forUser('Paused'), { permission: 'admin' }),
        action('check', () => forUser('Checked'), {
          permission: 'admin',
          options: [
            option('state', { type: 'choice', choices: ['on', 'off'] }),
            option('feed', { type: 'feed', required: true }),
          ],
        }),
      ],
    },
  ];
  return {
    desk: createCommandDesk({ commands, complete, clock: () => new Date('2025-03-10T12:00:00Z'), log }),
    seen,
  };
}

function volumeMessage(): Reply['message'] {
  return {
    title: 'Stories',
    tone: 'calm',
    blocks: [
      { kind: 'text', text: 'Two stories' },
      {
        kind: 'volume',
        volume: { counts: [1, 4, 2], stepMs: 3_600_000, endsAt: new Date('2025-03-10T12:00:00Z') },
      },
      {
        kind: 'buttons',
        buttons: [
          { label: 'Follow', command: '/stories follow treasury' },
          { label: 'Move to…', command: '/stories move item-7 …' },
        ],
      },
    ],
  };
}
