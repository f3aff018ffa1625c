import { createInterface, type Interface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import type { Caller, CommandDesk } from '../../src/commands/desk.ts';
import { completeLine, type Completion } from './completion.ts';
import type { Look } from './look.ts';
import { renderTerminal } from './render.ts';
import type { Screen, TypingLine } from './screen.ts';
import { createPromptLine } from './typing-line.ts';

export interface PromptOptions {
  readonly desk: CommandDesk;
  readonly caller: Caller;
  readonly input: Readable;
  readonly output: Writable;
  /** A person types, with a prompt, history and tab completion; otherwise lines are read as they come. */
  readonly interactive: boolean;
  readonly look: () => Look;
  readonly clock: () => Date;
  /** Prints to the same output; made to keep clear of the prompt. */
  readonly screen?: Screen | undefined;
  /** Ends the prompt like Ctrl-C does. */
  readonly signal?: AbortSignal | undefined;
}

/** Lets a script tell whether its lines went well. */
export interface PromptResult {
  readonly ran: number;
  /** Of these, did not do what was asked. */
  readonly failed: number;
}

const PROMPT = 'storywatch> ';
const HISTORY_LINES = 500;
const LEAVE = /^\/?(?:exit|quit)$/iu;
/** What people type first at a prompt they don't know. */
const ASK_FOR_HELP = /^(?:\/?help|\?)$/iu;

/**
 * Runs typed lines as commands, one after another, and prints the answers. Resolves when the input ends or the person
 * leaves (`exit`, `quit`, Ctrl-D, Ctrl-C); a command that is running then is finished first.
 */
export async function runPrompt(options: PromptOptions): Promise<PromptResult> {
  const typing = openInput(options);
  const line = options.interactive ? createPromptLine(typing, options.output) : undefined;
  let interrupted = false;
  typing.once('SIGINT', () => {
    interrupted = true;
    typing.close();
  });
  const result = { ran: 0, failed: 0 };
  options.screen?.keepClearOf(line);
  line?.ask();
  try {
    for await (const typed of typing) {
      line?.answering();
      const text = typed.trim();
      // Lines typed ahead are still in the queue after Ctrl-C.
      if (interrupted || options.signal?.aborted || LEAVE.test(text)) break;
      if (text !== '') {
        result.ran += 1;
        if ((await answer(text, options, line)) === 'failed') result.failed += 1;
      }
      line?.ask();
    }
  } finally {
    options.screen?.keepClearOf(undefined);
    line?.leave();
    typing.close();
  }
  return result;
}

async function answer(
  text: string,
  { desk, caller, output, look, clock, screen }: PromptOptions,
  line: TypingLine | undefined,
): Promise<'failed' | 'done'> {
  const { message, failed, file } = await desk.runLine(
    ASK_FOR_HELP.test(text) ? '/storywatch help' : text,
    caller,
  );
  line?.hide();
  output.write(`${renderTerminal(message, { ...look(), now: clock() })}\n`);
  if (file) output.write(`${file.content}\n`);
  line?.show();
  // What the command posted to this channel is read before the next question.
  await screen?.flush();
  return failed ? 'failed' : 'done';
}

function openInput({ desk, input, output, interactive, signal }: PromptOptions): Interface {
  const end = signal ? { signal } : {};
  if (!interactive) return createInterface({ input, terminal: false, crlfDelay: Infinity, ...end });
  return createInterface({
    input,
    output,
    terminal: true,
    prompt: PROMPT,
    historySize: HISTORY_LINES,
    removeHistoryDuplicates: true,
    // A fault while offering values is no reason to disturb who is typing.
    completer: (typed: string) =>
      completeLine(desk.commands, desk.complete, typed).catch((): Completion => [[], typed]),
    ...end,
  });
}
