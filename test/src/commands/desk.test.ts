import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Action, Command, Invocation, Reply } from '../../../src/commands/command.ts';
import { UserError } from '../../../src/commands/command.ts';
import { createCommandDesk, type Caller, type CommandDesk } from '../../../src/commands/desk.ts';
import type { Message } from '../../../src/messages/message.ts';
import { plainText, say } from '../../../src/messages/message.ts';

const NOON = new Date('2025-03-10T12:00:00Z');

const caller = (admin: boolean): Caller => ({
  channel: { platform: 'terminal', spaceId: 'local', channelId: 'terminal' },
  actor: { id: 'u1', name: 'Ada', admin },
});

const answers = (text: string): Reply => ({ message: say(text), visibleTo: 'channel' });

function openDesk(run: Action['run'], permission: Action['permission'] = 'anyone'): [CommandDesk, string[]] {
  const logged: string[] = [];
  const command: Command = {
    name: 'story',
    summary: '',
    actions: [
      {
        name: 'show',
        summary: '',
        permission,
        options: [{ name: 'name', summary: '', type: 'story', required: true }],
        run,
      },
    ],
  };
  const desk = createCommandDesk({
    commands: [command],
    complete: async () => [],
    clock: () => NOON,
    log: pino(
      {},
      new Writable({
        write(line: Buffer, _encoding, done) {
          logged.push(line.toString());
          done();
        },
      }),
    ),
  });
  return [desk, logged];
}

const textOf = ({ blocks }: Message): string =>
  blocks.map((block) => (block.kind === 'text' ? plainText(block.text) : '')).join('');

describe('the desk', () => {
  it('hands a command its options, who asks, where and when', async () => {
    const seen: Invocation[] = [];
    const [desk] = openDesk(async (invocation) => {
      seen.push(invocation);
      return answers('here');
    });

    const reply = await desk.runLine('/story show treasury', caller(false));

    expect(reply).toEqual(answers('here'));
    expect(seen).toEqual([{ options: { name: 'treasury' }, ...caller(false), now: NOON }]);
  });

  it('runs what a platform has taken apart like a typed line', async () => {
    const [desk] = openDesk(async ({ options }) => answers(`${options['name']}`));

    const typed = await desk.runLine('story show treasury', caller(false));
    const taken = await desk.run('story', 'show', { name: 'treasury' }, caller(false));

    expect(taken).toEqual(typed);
  });

  it.each(['/story', 'story', '/story help', '/STORY ?', '/story --help'])(
    'tells about a command when that is asked: %s',
    async (line) => {
      const [desk] = openDesk(async () => answers('ran'));

      const reply = await desk.runLine(line, caller(false));

      expect(reply).toMatchObject({
        visibleTo: 'user',
        message: { title: expect.stringMatching(/^\/story:/u) },
      });
    },
  );

  it.each([
    ['command', 'feeds', 'show'],
    ['subcommand', 'story', 'sing'],
  ])('names a %s that is not there', async (_what, command, action) => {
    const [desk] = openDesk(async () => answers('here'));

    const reply = await desk.run(command, action, {}, caller(true));

    expect(reply).toEqual({
      message: say(`There is no command /${command} ${action}. See /storywatch help.`, 'warning'),
      visibleTo: 'user',
      failed: true,
    });
  });

  it('tells only the caller what is wrong with a line', async () => {
    const [desk] = openDesk(async () => answers('here'));

    const reply = await desk.runLine('/story show', caller(false));

    expect(reply.visibleTo).toBe('user');
    expect(reply.message.tone).toBe('warning');
    expect(textOf(reply.message)).toContain('The name is missing.');
  });

  it('keeps admin commands from everybody else', async () => {
    const [desk] = openDesk(async () => answers('done'), 'admin');

    const refused = await desk.runLine('/story show x', caller(false));
    const allowed = await desk.runLine('/story show x', caller(true));

    expect(refused.visibleTo).toBe('user');
    expect(textOf(refused.message)).toContain('`/story show` is for admins.');
    expect(allowed).toEqual(answers('done'));
  });

  it("shows the user's mistake as it is, to the user alone, and logs nothing", async () => {
    const [desk, logged] = openDesk(async () => {
      throw new UserError('`x` is not a web address.');
    });

    const reply = await desk.runLine('/story show x', caller(false));

    expect(reply).toEqual({
      message: say('`x` is not a web address.', 'warning'),
      visibleTo: 'user',
      failed: true,
    });
    expect(logged).toEqual([]);
  });

  it('shows the message that a mistake brings along', async () => {
    const menu: Message = { blocks: [{ kind: 'menu', placeholder: 'Which?', choices: [] }] };
    const [desk] = openDesk(async () => {
      throw new UserError('Several fit.', menu);
    });

    const reply = await desk.runLine('/story show x', caller(false));

    expect(reply).toEqual({ message: menu, visibleTo: 'user', failed: true });
  });

  it('answers a fault with a reference that is in the log, and gives nothing else away', async () => {
    const [desk, logged] = openDesk(async () => {
      throw new Error('password=hunter2');
    });

    const reply = await desk.runLine('/story show x', caller(false));

    const text = textOf(reply.message);
    const ref = /\(ref ([0-9a-f]{4})\)/u.exec(text)?.[1];
    expect(ref).toBeDefined();
    expect(text).not.toContain('hunter2');
    expect(logged.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ ref, command: '/story show', msg: 'command failed' }),
    ]);
  });
});
