import type { Tally } from './tally.ts';

/**
 * What all processes together printed on the terminal, compared with what they should have: each message once. A
 * `kill -9` in the tenth of a millisecond between printing a message and noting that prints it again.
 */
export function comparePrinted(
  printed: string,
  counted: Tally,
): { readonly lost: string[]; readonly doubled: string[] } {
  const times = new Map<string, number>();
  for (const [token] of printed.matchAll(/ref\d{4}q(?=\s*\()/gu))
    times.set(token, (times.get(token) ?? 0) + 1);
  return {
    lost: counted.told.filter((token) => !times.has(token)).map((token) => `${token} was never printed`),
    doubled: [...times]
      .filter(([, count]) => count > 1)
      .map(([token, count]) => `${token} was printed ${count} times`),
  };
}
