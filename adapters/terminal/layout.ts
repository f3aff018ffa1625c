import stringWidth from 'string-width';
import type { Ink } from './look.ts';

/** Clean text in one style, as a part of a line. */
export interface Run {
  readonly text: string;
  readonly inks: readonly Ink[];
  /** Opened by a click, where terminals can. */
  readonly address?: string | undefined;
  /** Never broken, however long: an address that is to be copied. */
  readonly whole?: boolean | undefined;
}

/** One character as a person sees it. */
interface Cell {
  readonly text: string;
  readonly columns: number;
  readonly run: Run;
}

interface Word {
  readonly cells: readonly Cell[];
  readonly columns: number;
  /** A space stands before it. */
  readonly spaced: Cell | undefined;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** Closes what stands before it, so no line starts with it. */
const WIDE_CLOSING = /^[、。，．：；？！」』）】〉》]$/u;
const PRINTABLE_ASCII = /^[\u0020-\u007E]*$/u;

/** Columns that clean text takes on a terminal. */
export function columnsOf(text: string): number {
  return PRINTABLE_ASCII.test(text) ? text.length : stringWidth(text);
}

/** Breaks runs into lines of at most `width` columns, at spaces, between wide characters, and inside words that fill a line. */
export function wrap(runs: readonly Run[], width: number): Run[][] {
  const lines: Cell[][] = [];
  let line: Cell[] = [];
  let used = 0;
  const nextLine = (): void => {
    lines.push(line);
    line = [];
    used = 0;
  };

  for (const word of splitWords(runs)) {
    const gap = word.spaced && used > 0 ? 1 : 0;
    if (used > 0 && used + gap + word.columns > width) nextLine();
    if (word.spaced && used > 0) line.push(word.spaced);
    used += used > 0 ? gap : 0;
    for (const cell of word.cells) {
      if (!cell.run.whole && used > 0 && used + cell.columns > width) nextLine();
      line.push(cell);
      used += cell.columns;
    }
  }
  if (line.length > 0) nextLine();
  return lines.map(toRuns);
}

/** Words as they may stand on lines; each wide character (Chinese, Japanese, emoji) is a word of its own. */
function splitWords(runs: readonly Run[]): Word[] {
  const words: Word[] = [];
  let cells: Cell[] = [];
  let spaced: Cell | undefined;
  const endWord = (): void => {
    if (cells.length === 0) return;
    words.push({ cells, columns: cells.reduce((sum, cell) => sum + cell.columns, 0), spaced });
    cells = [];
    spaced = undefined;
  };
  for (const cell of runs.flatMap(toCells)) {
    if (cell.text === ' ') {
      endWord();
      spaced = cell;
    } else {
      const wide = cell.columns > 1 || (cells.at(-1)?.columns ?? 0) > 1;
      if (wide && !WIDE_CLOSING.test(cell.text)) endWord();
      cells.push(cell);
    }
  }
  endWord();
  return words;
}

function toCells(run: Run): Cell[] {
  return Array.from(graphemes.segment(run.text), ({ segment }) => ({
    text: segment,
    columns: columnsOf(segment),
    run,
  }));
}

function toRuns(cells: readonly Cell[]): Run[] {
  const runs: Run[] = [];
  let from: Run | undefined;
  for (const cell of cells) {
    const last = runs.at(-1);
    if (last && cell.run === from) runs[runs.length - 1] = { ...last, text: last.text + cell.text };
    else runs.push({ ...cell.run, text: cell.text });
    from = cell.run;
  }
  return runs;
}
