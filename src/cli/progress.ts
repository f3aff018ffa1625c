/** Says on standard error how far something is: one line that changes at a terminal, else a line now and then. */
export interface Progress {
  /** `total` 0: not known. */
  readonly update: (done: number, total: number) => void;
  /** Clears the changing line. */
  end(): void;
}

const TERMINAL_EVERY_MS = 100;
const LINE_EVERY_MS = 5_000;

export function createProgress(
  what: string,
  output: { readonly isTTY?: boolean; write(text: string): unknown },
): Progress {
  const everyMs = output.isTTY ? TERMINAL_EVERY_MS : LINE_EVERY_MS;
  let shownAt = Date.now();
  let open = false;
  return {
    update(done, total) {
      if (Date.now() - shownAt < everyMs) return;
      shownAt = Date.now();
      const text = `${what}: ${count(done)}${total > 0 ? ` of ${count(total)} (${Math.floor((100 * done) / total)} %)` : ''}`;
      output.write(output.isTTY ? `\r${text}\u001B[K` : `${text}\n`);
      open = output.isTTY === true;
    },
    end() {
      if (open) output.write('\r\u001B[K');
      open = false;
    },
  };
}

export const count = (value: number): string => value.toLocaleString('en');
