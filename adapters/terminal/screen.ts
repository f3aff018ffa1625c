import type { Writable } from 'node:stream';
import type { Log } from '../../src/log.ts';
import type { Inbox, InboxMessage } from '../../src/ports/inbox.ts';
import { createCursor } from './cursor.ts';
import { columnsOf } from './layout.ts';
import { paint, type Look } from './look.ts';
import { renderTerminal } from './render.ts';
import { clockTime } from './times.ts';

// Each message is printed once, over restarts too: first the text goes to the stream, and when the stream has taken it,
// the cursor file is written, synchronously. A terminal, a file or a pipe takes the text during the call, so what lies
// between is one turn of the microtask queue and a small file (measured: about 0.1 ms). A `kill -9` in there prints that
// one message again at the next start. The other order would lose it instead.

export interface ScreenOptions {
  readonly inbox: Inbox;
  readonly output: Writable;
  /** Belongs to this screen alone: a second screen open at the same time needs a file of its own. */
  readonly cursorFile: string;
  /** Asked before each message. */
  readonly look: () => Look;
  readonly clock: () => Date;
  readonly log: Log;
}

/** A line at the bottom that a person types on, to be kept out of the way of what is printed. */
export interface TypingLine {
  hide(): void;
  show(): void;
}

/** Shows the inbox on a terminal, oldest first, each message once. Prints nothing before `start` and after `stop`. */
export interface Screen {
  /** Prints what waits (everything, on the first start ever), then looks every second for what other processes post. */
  start(): Promise<void>;
  /** Prints what has come in. Never rejects: a fault is logged and the next look tries again. */
  flush(): Promise<void>;
  /** Prints what has come in and ends. */
  stop(): Promise<void>;
  /** Hides this line while something is printed; undefined: there is none any more. */
  keepClearOf(line: TypingLine | undefined): void;
}

const LOOK_EVERY_MS = 1000;
const BATCH = 50;

export function createScreen({ inbox, output, cursorFile, look, clock, log }: ScreenOptions): Screen {
  const cursor = createCursor(cursorFile);
  let shown: number | undefined;
  let line: TypingLine | undefined;
  let timer: NodeJS.Timeout | undefined;
  let open = false;

  /** A message that can't be rendered is a bug of ours; it must not hold up those behind it. */
  function page(incoming: InboxMessage): string {
    try {
      return pageOf(incoming, look(), clock());
    } catch (error) {
      log.error({ messageId: incoming.id, err: error }, 'a message could not be rendered');
      return `! Message ${incoming.id} could not be shown; the log says why.\n\n`;
    }
  }

  async function show(incoming: InboxMessage): Promise<void> {
    const text = page(incoming);
    line?.hide();
    const taken = write(output, text);
    line?.show();
    await taken;
    shown = incoming.id;
    cursor.write(incoming.id);
  }

  async function showAll(): Promise<void> {
    shown ??= await firstCursor(cursor.read(), inbox);
    for (;;) {
      const batch = await inbox.after(shown, BATCH);
      for (const incoming of batch) await show(incoming);
      if (batch.length < BATCH) return;
    }
  }

  const flush = oneAtATime(async () => {
    try {
      await showAll();
    } catch (error) {
      log.warn({ err: error }, 'the terminal could not show its messages');
      if (output.destroyed) clearInterval(timer);
    }
  });

  return {
    async start() {
      open = true;
      timer = setInterval(() => void flush(), LOOK_EVERY_MS);
      await flush();
    },
    flush: () => (open ? flush() : Promise.resolve()),
    async stop() {
      if (!open) return;
      open = false;
      clearInterval(timer);
      await flush();
    },
    keepClearOf(typingLine) {
      line = typingLine;
    },
  };
}

/** A cursor beyond the newest message belongs to a database that is gone: its numbers mean nothing in this one. */
async function firstCursor(stored: number, inbox: Inbox): Promise<number> {
  return stored > (await inbox.latest()) ? 0 : stored;
}

function pageOf({ message, at }: InboxMessage, look: Look, now: Date): string {
  const lead = `── ${clockTime(at, now, look.timeZone)} `;
  const rule = paint(lead + '─'.repeat(look.width - columnsOf(lead)), ['dim'], look.colours);
  return `${rule}\n${renderTerminal(message, { ...look, now })}\n`;
}

/** Resolves when the stream has taken the text, rejects when it can't. */
function write(output: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** Runs the work at once, or once more after the run that is under way: nothing that was there at the call is missed. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  async function run(): Promise<void> {
    while (again) {
      again = false;
      await work();
    }
    running = undefined;
  }
  return () => {
    again = true;
    running ??= run();
    return running;
  };
}
