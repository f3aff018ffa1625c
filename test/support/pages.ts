/** One message as a screen printed it, with whatever was printed after it. */
export interface Page {
  /** Without its rule. */
  readonly text: string;
  /** It says that it may be a repeat: the program was ended while it showed the message (see screen.ts). */
  readonly perhapsAgain: boolean;
}

const NOTE = /^\(perhaps shown before: .*\)\n/u;

/** What was printed, page by page. */
export const pagesIn = (said: string): readonly Page[] =>
  said
    .split(/^── .*\n/mu)
    .slice(1)
    .map((page) => ({ text: page.replace(NOTE, ''), perhapsAgain: NOTE.test(page) }));

/**
 * Every message that was shown, each as often as it was shown without a word that it may be a repeat. `said`: what one
 * process after another printed; each begins with words of its own, which belong to no page of the one before.
 */
export function shownIn(said: readonly string[]): readonly string[] {
  const shown: string[] = [];
  for (const { text, perhapsAgain } of said.flatMap(pagesIn)) {
    const before = shown.at(-1)?.trimEnd();
    // Nothing follows on a page that the end of the program cut off.
    if (perhapsAgain && before !== undefined && text.startsWith(before)) shown.pop();
    shown.push(text);
  }
  return shown;
}
