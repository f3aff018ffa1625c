import type { Writable } from 'node:stream';
import type { Log } from '../../src/log.ts';
import type { Inbox, InboxMessage } from '../../src/ports/inbox.ts';
import { createCursor, type Position } from './cursor.ts';
import { columnsOf } from './layout.ts';
import { paint, type Look } from './look.ts';
import { renderTerminal } from './render.ts';
import { clockTime } from './times.ts';

// Each message is printed once, over restarts too: a file says which message is begun, then the text goes to the stream,
// and when the stream has taken it, the cursor file says so. Nobody can tell from outside whether a terminal or a pipe got
// the text before a `kill -9` between the two files (measured: about 0.2 ms). The next start shows that one message again
// rather than never, and says above it that it may be a repeat. Nothing is ever repeated without that line.

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
  const cursor = createCursor(cursorFile, (error) =>
    log.warn({ err: error }, 'what the terminal shows could not be noted; it may be shown again'),
  );
  let at: Position | undefined;
  let line: TypingLine | undefined;
  let timer: NodeJS.Timeout | undefined;
  let open = false;

  /** A message that can't be rendered is a bug of ours; it must not hold up those behind it. */
  function page(incoming: InboxMessage): string {
    try {
      return pageOf(incoming, incoming.id === at?.begun, look(), clock());
    } catch (error) {
      log.error({ messageId: incoming.id, err: error }, 'a message could not be rendered');
      return `! Message ${incoming.id} could not be shown; the log says why.\n\n`;
    }
  }

  async function show(incoming: InboxMessage): Promise<void> {
    const text = page(incoming);
    cursor.begin(incoming.id);
    line?.hide();
    const taken = write(output, text);
    line?.show();
    await taken;
    at = { shown: incoming.id, begun: null };
    cursor.finish(incoming.id);
  }

  async function showAll(): Promise<void> {
    at ??= await firstPosition(cursor.read(), inbox);
    for (;;) {
      const batch = await inbox.after(at.shown, BATCH);
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
async function firstPosition(stored: Position, inbox: Inbox): Promise<Position> {
  return stored.shown > (await inbox.latest()) ? { shown: 0, begun: null } : stored;
}

const PERHAPS_AGAIN = '(perhaps shown before: the program was ended while it showed this)';

function pageOf({ message, at }: InboxMessage, perhapsAgain: boolean, look: Look, now: Date): string {
  const lead = `── ${clockTime(at, now, look.timeZone)} `;
  const rule = paint(lead + '─'.repeat(look.width - columnsOf(lead)), ['dim'], look.colours);
  const note = perhapsAgain ? `${paint(PERHAPS_AGAIN, ['dim'], look.colours)}\n` : '';
  return `${rule}\n${note}${renderTerminal(message, { ...look, now })}\n`;
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
