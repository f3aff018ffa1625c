import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { execPath } from 'node:process';
import { Writable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TERMINAL_CHANNEL } from '../../../adapters/terminal/caller.ts';
import { createTerminalChat } from '../../../adapters/terminal/chat.ts';
import { createScreen } from '../../../adapters/terminal/screen.ts';
import { createLog } from '../../../src/log.ts';
import { say } from '../../../src/messages/message.ts';
import { pagesIn, shownIn } from '../../support/pages.ts';
import { openInbox } from './inbox.ts';
import { cursorFile, LOOK, NOON, openScreen, paper } from './stage.ts';

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const PROCESS = fileURLToPath(new URL('screen-process.ts', import.meta.url));

/** The texts that `fill` put, in the order they were printed. */
const printed = (text: string): string[] => text.match(/\bm\d+\b/gu) ?? [];

describe('a screen', () => {
  it('shows all that waits when it is opened for the first time, with the time of each', async () => {
    const { inbox, fill } = await openInbox();
    await fill('m1', 'm2');
    const { stream, text } = paper();

    await openScreen(inbox, stream, await cursorFile()).start();

    const rule = `── 11:30 ${'─'.repeat(31)}`;
    expect(text()).toBe(`${rule}\n  m1\n\n${rule}\n  m2\n\n`);
  });

  it('shows more than it reads at once', async () => {
    const { inbox, fill } = await openInbox();
    const all = Array.from({ length: 120 }, (_, index) => `m${index}`);
    await fill(...all);
    const { stream, text } = paper();

    await openScreen(inbox, stream, await cursorFile()).start();

    expect(printed(text())).toEqual(all);
  });

  it('shows each message once over restarts', async () => {
    const { inbox, fill } = await openInbox();
    const file = await cursorFile();
    const { stream, text } = paper();
    await fill('m1');
    const first = openScreen(inbox, stream, file);
    await first.start();
    await fill('m2');
    await first.stop();
    await fill('m3');

    await openScreen(inbox, stream, file).start();

    expect(printed(text())).toEqual(['m1', 'm2', 'm3']);
  });

  it('shows what is posted in its own process when it is told', async () => {
    const { inbox } = await openInbox();
    const { stream, text } = paper();
    const screen = openScreen(inbox, stream, await cursorFile());
    await screen.start();
    const flushed: Promise<void>[] = [];
    const chat = createTerminalChat(
      inbox,
      () => NOON,
      () => flushed.push(screen.flush()),
    );

    await chat.post(TERMINAL_CHANNEL, say('m1'), { nonce: 'a' });
    await Promise.all(flushed);

    expect(printed(text())).toEqual(['m1']);
  });

  it('looks by itself for what other processes post', async () => {
    const { inbox, fill } = await openInbox();
    const { stream, shows } = paper();
    await openScreen(inbox, stream, await cursorFile()).start();

    await fill('m1');

    expect(printed(await shows('m1'))).toEqual(['m1']);
  });

  it('misses nothing and repeats nothing when it is asked many times at once', async () => {
    const { inbox, fill } = await openInbox();
    const { stream, text } = paper();
    const screen = openScreen(inbox, stream, await cursorFile());
    await screen.start();

    await Promise.all(
      ['m1', 'm2', 'm3', 'm4', 'm5'].map(async (each) => {
        await fill(each);
        await screen.flush();
      }),
    );

    expect(printed(text()).toSorted()).toEqual(['m1', 'm2', 'm3', 'm4', 'm5']);
  });

  it('shows everything on each of two screens with files of their own', async () => {
    const { inbox, fill } = await openInbox();
    const [left, right] = [paper(), paper()];
    await openScreen(inbox, left.stream, await cursorFile()).start();
    await fill('m1', 'm2');
    const second = openScreen(inbox, right.stream, await cursorFile());
    await second.start();

    expect(printed(await left.shows('m2'))).toEqual(['m1', 'm2']);
    expect(printed(right.text())).toEqual(['m1', 'm2']);
  });

  it('says nothing before it was started and after it was stopped', async () => {
    const { inbox, fill } = await openInbox();
    const { stream, text } = paper();
    const screen = openScreen(inbox, stream, await cursorFile());
    await fill('m1');
    await screen.flush();
    await screen.stop();
    expect(text()).toBe('');

    await screen.start();
    await screen.stop();
    await fill('m2');
    await screen.flush();

    expect(printed(text())).toEqual(['m1']);
  });

  it('steps over a message that cannot be shown', async () => {
    const { inbox, fill } = await openInbox();
    const broken = JSON.parse('{"blocks":[{"kind":"of a later version"}]}') as ReturnType<typeof say>;
    await inbox.put('broken', TERMINAL_CHANNEL, broken, NOON);
    await fill('m1');
    const { stream, text } = paper();

    await openScreen(inbox, stream, await cursorFile()).start();

    expect(text()).toContain('! Message 1 could not be shown');
    expect(printed(text())).toEqual(['m1']);
  });

  it('goes on when the inbox could not be read for a while', async () => {
    const { inbox, fill } = await openInbox();
    await fill('m1');
    let down = true;
    const shaky = {
      ...inbox,
      after: (id: number, limit: number) =>
        down ? Promise.reject(new Error('down')) : inbox.after(id, limit),
    };
    const { stream, shows } = paper();
    await openScreen(shaky, stream, await cursorFile()).start();

    down = false;

    expect(printed(await shows('m1'))).toEqual(['m1']);
  });
});

describe('its cursor', () => {
  it('stays where it was when the process dies before the output took the text', async () => {
    const { inbox, fill } = await openInbox();
    const file = await cursorFile();
    await fill('m1', 'm2');
    const taken: string[] = [];
    const dying = new Writable({
      write(chunk: Buffer, _encoding, done) {
        taken.push(chunk.toString());
        if (taken.length === 1) done(); // the second is never taken
      },
    });
    const died = createScreen({
      inbox,
      output: dying,
      cursorFile: file,
      look: () => LOOK,
      clock: () => NOON,
      log: createLog('silent'),
    });
    void died.start();
    onTestFinished(() => void died.stop());
    while (taken.length < 2) await new Promise(setImmediate);

    await fill('m3');

    const { stream, text } = paper();
    await openScreen(inbox, stream, file).start();

    expect(printed(taken.join(''))).toEqual(['m1', 'm2']);
    expect(printed(text())).toEqual(['m2', 'm3']);
    expect(pagesIn(text()).map(({ perhapsAgain }) => perhapsAgain)).toEqual([true, false]);
  });

  it('says of a message again that it may be a repeat when that was cut off too', async () => {
    const { inbox, fill } = await openInbox();
    const file = await cursorFile();
    await fill('m1');
    const never = new Writable({ write: () => {} }); // takes nothing
    for (const look of [LOOK, LOOK]) {
      const died = createScreen({
        inbox,
        output: never,
        cursorFile: file,
        look: () => look,
        clock: () => NOON,
        log: createLog('silent'),
      });
      onTestFinished(() => void died.stop());
      void died.start();
      while (never.writableLength === 0) await new Promise(setImmediate);
    }
    const { stream, text } = paper();

    await openScreen(inbox, stream, file).start();
    await openScreen(inbox, stream, file).start();

    expect(pagesIn(text())).toEqual([{ text: '  m1\n\n', perhapsAgain: true }]);
  });

  it('takes no message of another database for a repeat', async () => {
    const { inbox, fill } = await openInbox();
    const file = await cursorFile();
    await fill('m1');
    await openScreen(inbox, paper().stream, file).start();
    await writeFile(file, '9');
    await writeFile(`${file}.begun`, '10');
    const { stream, text } = paper();

    await openScreen(inbox, stream, file).start();

    expect(pagesIn(text())).toEqual([{ text: '  m1\n\n', perhapsAgain: false }]);
  });

  it.each(['', 'three', '-4', '\u0000'])('starts over when its file holds %j', async (content) => {
    const { inbox, fill } = await openInbox();
    const file = await cursorFile();
    const { stream, text } = paper();
    await fill('m1');
    await openScreen(inbox, stream, file).start();
    await writeFile(file, content);

    await openScreen(inbox, stream, file).start();

    expect(printed(text())).toEqual(['m1', 'm1']);
    expect(await readFile(file, 'utf8')).toBe('1\n');
  });

  it('of another database is not believed', async () => {
    const { inbox, fill } = await openInbox();
    const file = await cursorFile();
    const old = await openInbox();
    await old.fill('m7', 'm8', 'm9');
    await openScreen(old.inbox, paper().stream, file).start();
    await fill('m1');
    const { stream, text } = paper();

    await openScreen(inbox, stream, file).start();

    expect(printed(text())).toEqual(['m1']);
  });

  it(
    'loses nothing and repeats none without a word when the process is killed',
    { timeout: 60_000 },
    async () => {
      const { fill, url } = await openInbox();
      const file = await cursorFile();
      const all = Array.from({ length: 200 }, (_, index) => `m${index}`);
      // So long that the pipe holds few of them and the process can't be far ahead of its reader.
      await fill(...all.map((each) => `${each} ${'x'.repeat(3000)}`));

      const first = await runUntil('m60', url, file);
      const second = await runUntil('m150', url, file);
      const third = await runUntil('m199', url, file);

      const seen = [first, second, third].map(printed);
      expect([...new Set(seen.flat())]).toEqual(all);
      expect(printed(shownIn([first, second, third]).join(''))).toEqual(all);
      expect(seen.map((each) => each.length)).not.toContain(0);
    },
  );
});

/** Prints in a process of its own, which is killed as soon as `words` are seen; returns all that came out. */
async function runUntil(words: string, url: string, file: string): Promise<string> {
  const child = spawn(execPath, ['--import', TSX, PROCESS, url, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (text.includes(`  ${words}\n`)) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return text;
}
