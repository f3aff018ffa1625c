/** One message as a screen printed it, with whatever was printed after it. */
export interface Page {
  /** Without its rule. */
  readonly text: string;
  /** It says that it may be a repeat: the program was ended while it showed the message (see screen.ts). */
  readonly perhapsAgain: boolean;
}

const NOTE = /^\(perhaps shown before: .*\)\n/u;

/** What one process after another printed, page by page. */
export const pagesIn = (said: string): readonly Page[] =>
  said
    .split(/^── .*\n/mu)
    .slice(1)
    .map((page) => ({ text: page.replace(NOTE, ''), perhapsAgain: NOTE.test(page) }));

/** Every message that was shown, each as often as it was shown without a word that it may be a repeat. */
export function shownIn(said: string): readonly string[] {
  const shown: string[] = [];
  for (const { text, perhapsAgain } of pagesIn(said)) {
    const before = shown.at(-1)?.trimEnd();
    // Nothing follows on a page that the end of the program cut off.
    if (perhapsAgain && before !== undefined && text.startsWith(before)) shown.pop();
    shown.push(text);
  }
  return shown;
}
