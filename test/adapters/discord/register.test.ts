import { describe, expect, it } from 'vitest';
import { commandBodies } from '../../../adapters/discord/register.ts';
import { sameCommands } from '../../../adapters/discord/registered.ts';
import type { Action, Command, Option } from '../../../src/commands/command.ts';
import { say } from '../../../src/messages/message.ts';
import { objections } from '../../support/discord-server-checks.ts';
import { testDesk } from './desk-for-tests.ts';

const action = (more: Partial<Action> = {}): Action => ({
  name: 'list',
  summary: 'Lists',
  permission: 'anyone',
  options: [],
  run: async () => ({ message: say(''), visibleTo: 'user' }),
  ...more,
});

const command = (more: Partial<Command> = {}): Command => ({
  name: 'stories',
  summary: 'Stories',
  actions: [action()],
  ...more,
});

const option = (more: Partial<Option> = {}): Option => ({
  name: 'story',
  summary: 'The story',
  type: 'text',
  required: false,
  ...more,
});

const withOptions = (...options: readonly Option[]): Command => command({ actions: [action({ options })] });

describe('commands for Discord', () => {
  it('are accepted by its schema and rules', () => {
    expect(objections('commands', commandBodies(testDesk().desk.commands), [])).toEqual([]);
  });

  it('give each kind of option its own form, required ones first', () => {
    const kinds = withOptions(
      option({ name: 'on', type: 'flag' }),
      option({ name: 'limit', type: 'integer' }),
      option({ name: 'how', type: 'choice', choices: ['daily', 'weekly'] }),
      option({ name: 'zone', type: 'time-zone' }),
      option({ name: 'text', maxLength: 80, required: true }),
    );

    const [body] = commandBodies([kinds]);

    expect(body).toMatchObject({
      options: [
        {
          type: 1,
          name: 'list',
          options: [
            { name: 'text', type: 3, required: true, max_length: 80 },
            { name: 'on', type: 5 },
            { name: 'limit', type: 4, min_value: 0 },
            {
              name: 'how',
              type: 3,
              choices: [
                { name: 'daily', value: 'daily' },
                { name: 'weekly', value: 'weekly' },
              ],
            },
            { name: 'zone', type: 3, autocomplete: true },
          ],
        },
      ],
    });
  });

  it('hide a command from members only when all of it is for admins', () => {
    const admin = action({ name: 'close', permission: 'admin' });

    const [mixed, closed] = commandBodies([
      command({ actions: [action(), admin] }),
      command({ name: 'feeds', actions: [admin] }),
    ]);

    expect(mixed).not.toHaveProperty('default_member_permissions');
    expect(closed).toMatchObject({ default_member_permissions: '32' });
  });

  it('have "Add to story" exactly when the registry has the action behind it', () => {
    const add = command({ actions: [action({ name: 'add', permission: 'admin' })] });

    expect(commandBodies([command()]).map(({ name }) => name)).toEqual(['stories']);
    expect(commandBodies([add])[1]).toMatchObject({
      name: 'Add to story',
      type: 3,
      default_member_permissions: '32',
    });
  });

  it.each([
    ['a name with capitals', command({ name: 'Stories' }), /lower-case/u],
    ['a name that is too long', command({ name: 'x'.repeat(33) }), /1 to 32/u],
    ['no summary', command({ summary: ' ' }), /no summary/u],
    [
      '26 subcommands',
      command({ actions: Array.from({ length: 26 }, (_each, n) => action({ name: `a${n}` })) }),
      /more than 25/u,
    ],
    [
      '26 choices',
      withOptions(option({ type: 'choice', choices: Array.from({ length: 26 }, (_each, n) => `${n}`) })),
      /25 choices/u,
    ],
    [
      'a choice that is too long',
      withOptions(option({ type: 'choice', choices: ['x'.repeat(101)] })),
      /101 characters/u,
    ],
    [
      'a bare action beside others',
      command({ actions: [action({ name: '' }), action()] }),
      /beside subcommands/u,
    ],
    [
      'more text than Discord takes',
      command({
        actions: Array.from({ length: 20 }, (_each, n) =>
          action({
            name: `a${n}`,
            options: Array.from({ length: 5 }, (_option, m) =>
              option({ name: `o${m}`, summary: 'x'.repeat(100) }),
            ),
          }),
        ),
      }),
      /too long in all/u,
    ],
  ])('are refused with %s', (_what, wrong, says) => {
    expect(() => commandBodies([wrong])).toThrow(says);
  });
});

describe('the comparison with what is registered', () => {
  const wanted = commandBodies([withOptions(option({ maxLength: 10 }))]);
  const registered = (
    change: (body: Record<string, unknown>) => Record<string, unknown> = (body) => body,
  ): unknown =>
    wanted.map((body) =>
      change({
        ...body,
        id: '1',
        version: '2',
        nsfw: false,
        name_localizations: null,
        default_member_permissions: null,
      }),
    );

  it('does not mind what Discord adds', () => {
    expect(sameCommands(registered(), wanted)).toBe(true);
  });

  it.each([
    ['a description', (body: Record<string, unknown>) => ({ ...body, description: 'Other' })],
    ['a permission', (body: Record<string, unknown>) => ({ ...body, default_member_permissions: '32' })],
    ['an option', (body: Record<string, unknown>) => ({ ...body, options: [] })],
  ])('sees a change of %s', (_what, change) => {
    expect(sameCommands(registered(change), wanted)).toBe(false);
  });

  it('sees a command too many', () => {
    expect(sameCommands([...wanted, { name: 'old', type: 1 }], wanted)).toBe(false);
  });
});
