import { EventEmitter, once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { TERMINAL_CHANNEL, terminalCaller } from '../../../adapters/terminal/caller.ts';
import { createTerminalChat } from '../../../adapters/terminal/chat.ts';
import { runPrompt, type PromptOptions, type PromptResult } from '../../../adapters/terminal/prompt.ts';
import type { Command } from '../../../src/commands/command.ts';
import { say } from '../../../src/messages/message.ts';
import { openDesk } from './desk.ts';
import { openInbox } from './inbox.ts';
import { cursorFile, LOOK, NOON, openScreen, paper, type Paper } from './stage.ts';

const PROMPT = 'storywatch> ';
const TAB = '\t';
const UP = '\u001B[A';
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

interface Talk {
  readonly input: PassThrough;
  readonly output: Paper;
  readonly ended: Promise<PromptResult>;
}

function talk(options: Partial<PromptOptions> = {}): Talk {
  const input = new PassThrough();
  const output = paper();
  const ended = runPrompt({
    desk: openDesk(),
    caller: terminalCaller('sam'),
    input,
    output: output.stream,
    interactive: true,
    look: () => LOOK,
    clock: () => NOON,
    ...options,
  });
  return { input, output, ended };
}

/** What a terminal shows in the end of what was sent to it; knows only the sequences that readline and the prompt use. */
function screenOf(sent: string, columns = Infinity): string {
  const rows: string[] = [''];
  let row = 0;
  let column = 0;
  // oxlint-disable-next-line no-control-regex
  for (const [token] of sent.matchAll(/\u001B\[(\d*)[A-Z]|[^]/gu)) {
    const count = Number(/\d+/u.exec(token)?.[0] ?? 1);
    if (token.endsWith('A') && token.length > 1) row = Math.max(0, row - count);
    else if (token.endsWith('G') && token.length > 1) column = count - 1;
    else if (token.endsWith('J') && token.length > 1) {
      rows.length = row + 1;
      rows[row] = (rows[row] ?? '').slice(0, column);
    } else if (token === '\r') column = 0;
    else if (token === '\n') {
      row += 1;
      column = 0;
      rows[row] ??= '';
    } else if (token.length === 1) {
      if (column === columns) {
        row += 1;
        column = 0;
      }
      const line = (rows[row] ?? '').padEnd(column);
      rows[row] = line.slice(0, column) + token + line.slice(column + 1);
      column += 1;
    }
  }
  return rows.join('\n');
}

const runLines = async (
  lines: string,
  options: Partial<PromptOptions> = {},
): Promise<[string, PromptResult]> => {
  const { input, output, ended } = talk({ interactive: false, ...options });
  input.end(lines);
  const result = await ended;
  await turn();
  return [output.text(), result];
};

describe('lines from a script', () => {
  it('are run one after another, with or without a slash, and answered without a prompt', async () => {
    const [text] = await runLines('/story treasury\nstory x outage\n');

    expect(text).toBe('  The story treasury\n\n  The story x outage\n\n');
  });

  it('count as failed when they are answered with a warning', async () => {
    const [text, result] = await runLines('/story treasury\nstoyr x\nstories list\n');

    expect(result).toEqual({ ran: 3, failed: 2 });
    expect(text).toContain('! There is no command /stoyr.');
    expect(text).toContain('! No stories yet.');
  });

  it.each(['\n\n  \n', ''])('may be empty: %j', async (lines) => {
    expect(await runLines(lines)).toEqual(['', { ran: 0, failed: 0 }]);
  });

  it('may lack the last line break and have those of Windows', async () => {
    const [text, result] = await runLines('story a\r\nstory b');

    expect(text).toBe('  The story a\n\n  The story b\n\n');
    expect(result.ran).toBe(2);
  });

  it('end at exit', async () => {
    const [, result] = await runLines('story a\nexit\nstory b\n');

    expect(result.ran).toBe(1);
  });

  it('wait for the answer to the line before', async () => {
    const order: string[] = [];
    const slow: Command = {
      name: 'slow',
      summary: '',
      actions: [
        {
          name: '',
          summary: '',
          permission: 'anyone',
          options: [{ name: 'turns', summary: '', type: 'integer', required: true }],
          run: async ({ options }) => {
            order.push(`start ${options['turns']}`);
            for (let left = Number(options['turns']); left > 0; left -= 1) await turn();
            order.push(`end ${options['turns']}`);
            return { message: say('done'), visibleTo: 'user' };
          },
        },
      ],
    };

    await runLines('slow 30\nslow 1\n', { desk: openDesk([slow]) });

    expect(order).toEqual(['start 30', 'end 30', 'start 1', 'end 1']);
  });

  it('end when the program is told to stop', async () => {
    const stop = new AbortController();
    const { ended } = talk({ interactive: false, signal: stop.signal });

    stop.abort();

    expect(await ended).toEqual({ ran: 0, failed: 0 });
  });
});

describe('the prompt', () => {
  it('asks, answers the person by name, and asks again', async () => {
    const { input, output, ended } = talk();
    await output.shows(PROMPT);

    input.write('stories follow us-treasury-breach\r');
    await output.shows(PROMPT, 2);
    input.write('exit\r');

    expect(await ended).toEqual({ ran: 1, failed: 0 });
    expect(screenOf(output.text())).toBe(
      `${PROMPT}stories follow us-treasury-breach\n  sam follows us-treasury-breach\n\n${PROMPT}exit\n`,
    );
  });

  it('asks again after an empty line', async () => {
    const { input, output, ended } = talk();

    input.write('\r');
    await output.shows(PROMPT, 2);
    input.write('quit\r');

    expect(await ended).toEqual({ ran: 0, failed: 0 });
    expect(screenOf(output.text())).toBe(`${PROMPT}\n${PROMPT}quit\n`);
  });

  it.each([
    ['Ctrl-C', CTRL_C],
    ['Ctrl-D', CTRL_D],
  ])('ends at %s, on a line of its own', async (_name, key) => {
    const { input, output, ended } = talk();
    await output.shows(PROMPT);

    input.write(key);

    expect(await ended).toEqual({ ran: 0, failed: 0 });
    expect(screenOf(output.text())).toBe(`${PROMPT}\n`);
  });

  it('ends when the program is told to stop', async () => {
    const stop = new AbortController();
    const { output, ended } = talk({ signal: stop.signal });
    await output.shows(PROMPT);

    stop.abort();

    expect(await ended).toEqual({ ran: 0, failed: 0 });
  });

  it('drops lines typed ahead at Ctrl-C but finishes the one that runs', async () => {
    const gate = new EventEmitter();
    const held = once(gate, 'open');
    const hold: Command = {
      name: 'hold',
      summary: '',
      actions: [
        {
          name: '',
          summary: '',
          permission: 'anyone',
          options: [],
          run: async () => {
            await held;
            return { message: say('held'), visibleTo: 'user' };
          },
        },
      ],
    };
    const { input, output, ended } = talk({ desk: openDesk([hold]) });

    input.write('hold\r');
    input.write('story b\r');
    await output.shows('story b');
    input.write(CTRL_C);
    await turn();
    gate.emit('open');

    expect(await ended).toEqual({ ran: 1, failed: 0 });
    expect(output.text()).toContain('  held\n');
  });

  it('completes with the tab key', async () => {
    const { input, output, ended } = talk();
    await output.shows(PROMPT);

    input.write(`story treas${TAB}`);
    await output.shows('us-treasury-breach');
    input.write('\r');
    await output.shows('The story');
    input.end();

    await ended;
    expect(screenOf(output.text())).toContain('  The story us-treasury-breach\n');
  });

  it('has a history', async () => {
    const { input, output, ended } = talk();
    input.write('story a\r');
    await output.shows(PROMPT, 2);

    input.write(`${UP}\r`);
    await output.shows('  The story a\n', 2);
    input.write('exit\r');

    expect(await ended).toEqual({ ran: 2, failed: 0 });
  });

  it('gives help to whoever asks for it in plain words', async () => {
    const help: Command = {
      name: 'storywatch',
      summary: '',
      actions: [
        {
          name: 'help',
          summary: '',
          permission: 'anyone',
          options: [],
          run: async () => ({ message: say('This is how'), visibleTo: 'user' }),
        },
      ],
    };
    const { input, output, ended } = talk({ desk: openDesk([help]) });

    input.write('help\r?\rexit\r');

    expect(await ended).toEqual({ ran: 2, failed: 0 });
    expect(output.text().match(/This is how/gu)).toHaveLength(2);
  });
});

describe('a message that arrives while a person types', () => {
  it.each([
    ['a short line', 'story trea'],
    ['a line of several rows', `story ${'abcd '.repeat(20)}efg`],
  ])('stands above the prompt and leaves %s as it was', async (_name, typed) => {
    const { inbox, fill } = await openInbox();
    const output = paper();
    const columns = LOOK.width;
    Object.assign(output.stream, { columns });
    const screen = openScreen(inbox, output.stream, await cursorFile());
    await screen.start();
    const { input, ended } = talk({ screen, output: output.stream });
    input.write(typed);
    await output.shows(typed.slice(-5));

    for (const each of ['m1', 'm2']) {
      await fill(each);
      await screen.flush();
    }

    const rule = `── 11:30 ${'─'.repeat(31)}`;
    const rows = `${PROMPT}${typed}`.match(/.{1,40}/gu) ?? [];
    expect(screenOf(output.text(), columns)).toBe([rule, '  m1', '', rule, '  m2', '', ...rows].join('\n'));
    input.write(CTRL_C);
    await ended;
  });

  it('and was posted by its own command stands before the next prompt', async () => {
    const { inbox } = await openInbox();
    const output = paper();
    const screen = openScreen(inbox, output.stream, await cursorFile());
    await screen.start();
    const chat = createTerminalChat(inbox, () => NOON);
    const post: Command = {
      name: 'post',
      summary: '',
      actions: [
        {
          name: '',
          summary: '',
          permission: 'anyone',
          options: [],
          run: async ({ channel }) => {
            await chat.post(channel, say('m1'), { nonce: 'a' });
            return { message: say('Posted.'), visibleTo: 'user' };
          },
        },
      ],
    };
    const { input, ended } = talk({ screen, output: output.stream, desk: openDesk([post]) });

    input.write('post\r');
    await output.shows(PROMPT, 2);
    input.write('exit\r');

    await ended;
    expect(screenOf(output.text())).toMatch(/Posted\.\n\n── 12:00 ─+\n {2}m1\n\nstorywatch> exit\n$/u);
  });
});

describe('the person at the terminal', () => {
  it('is an admin with the name of the system user, in the one channel', () => {
    expect(terminalCaller('sam')).toEqual({
      channel: TERMINAL_CHANNEL,
      actor: { id: 'terminal:sam', name: 'sam', admin: true },
    });
  });
});
