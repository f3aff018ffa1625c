import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';
import type { Interface } from 'node:readline/promises';
import type { Writable } from 'node:stream';
import type { TypingLine } from './screen.ts';

export interface PromptLine extends TypingLine {
  /** Shows the prompt and waits for the next line. */
  ask(): void;
  /** A line was sent; until the next `ask` only what is typed ahead counts as shown. */
  answering(): void;
  /** The prompt is left: what follows starts on a new line. */
  leave(): void;
}

/** The prompt with what is typed on it, as something that can step aside while a message is printed above it. */
export function createPromptLine(typing: Interface, output: Writable): PromptLine {
  let asking = false;
  const visible = (): boolean => asking || typing.line !== '';
  return {
    ask() {
      asking = true;
      typing.prompt(true);
    },
    answering() {
      asking = false;
    },
    leave() {
      if (asking) output.write('\n');
      asking = false;
    },
    hide() {
      if (!visible()) return;
      moveCursor(output, 0, -typing.getCursorPos().rows);
      cursorTo(output, 0);
      clearScreenDown(output);
    },
    show() {
      if (!visible()) return;
      // readline goes up this many rows before it draws, and its types hide that; it would write over the message.
      Object.assign(typing, { prevRows: 0 });
      typing.prompt(true);
    },
  };
}
