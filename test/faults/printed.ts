import { pagesIn } from '../support/pages.ts';
import type { Tally } from './tally.ts';

interface Printed {
  readonly lost: string[];
  readonly doubled: string[];
  /** Pages that said that they may be repeats: each was under way when the program was killed. */
  readonly marked: number;
}

/** What all processes together printed on the terminal, compared with what they should have: each message once. */
export function comparePrinted(printed: string, counted: Tally): Printed {
  const pages = pagesIn(printed);
  const seen = new Set(pages.flatMap(({ text }) => tokensOf(text)));
  const times = new Map<string, number>();
  for (const { text, perhapsAgain } of pages)
    if (!perhapsAgain) for (const token of tokensOf(text)) times.set(token, (times.get(token) ?? 0) + 1);
  return {
    lost: counted.told.filter((token) => !seen.has(token)).map((token) => `${token} was never printed`),
    doubled: [...times]
      .filter(([, count]) => count > 1)
      .map(([token, count]) => `${token} was printed ${count} times`),
    marked: pages.filter(({ perhapsAgain }) => perhapsAgain).length,
  };
}

const tokensOf = (text: string): readonly string[] => text.match(/ref\d{4}q(?=\s*\()/gu) ?? [];
