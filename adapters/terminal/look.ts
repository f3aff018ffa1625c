import { createColors } from 'picocolors';
import { createSupportsHyperlinks } from 'supports-hyperlinks';

/** What the place can show that text is printed to. */
export interface Look {
  /** Columns. */
  readonly width: number;
  readonly colours: boolean;
  /** Links become clickable words (OSC 8) instead of words with an address behind them. Needs `colours`. */
  readonly hyperlinks?: boolean | undefined;
  /** IANA name; unset: the machine's own. */
  readonly timeZone?: string | undefined;
}

/** The parts of a tty.WriteStream that tell its abilities; a pipe or a file has none of them. */
export interface MaybeTerminal {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  hasColors?(env?: object): boolean;
}

const DEFAULT_WIDTH = 80;
const NARROWEST = 30;
/** Longer lines are harder to read, however wide the window is. */
const WIDEST = 100;

/** The look of a stream now; asked again for each message, as windows change their size. `env` holds NO_COLOR, TERM… */
export function lookOf(output: MaybeTerminal, env: Readonly<Record<string, string | undefined>>): Look {
  const colours = Boolean(output.isTTY && output.hasColors?.(env));
  return {
    width: Math.min(Math.max(output.columns ?? DEFAULT_WIDTH, NARROWEST), WIDEST),
    colours,
    hyperlinks: colours && createSupportsHyperlinks({ isTTY: true }),
  };
}

export type Ink = 'bold' | 'italic' | 'dim' | 'red' | 'yellow' | 'cyan' | 'green';

/** Paints text in several inks; without colours it stays as it is. */
export function paint(text: string, inks: readonly Ink[], colours: boolean): string {
  if (!colours || text === '') return text;
  const colour = createColors(true);
  return inks.reduce((painted, ink) => colour[ink](painted), text);
}

/** Words that open an address when clicked. Both must be clean. */
export function hyperlink(text: string, address: string): string {
  return `\u001B]8;;${address}\u001B\\${text}\u001B]8;;\u001B\\`;
}
