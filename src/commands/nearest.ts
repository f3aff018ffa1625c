import { distance } from 'fastest-levenshtein';

/** The candidate closest to what was typed by edit distance, or undefined when none is close. */
export function nearest(typed: string, candidates: readonly string[]): string | undefined {
  // Two letters in the wrong order, the commonest slip, count as two edits: `sotry` must still find `story`.
  const limit = Math.max(1, Math.ceil(typed.length / 3));
  const ranked = candidates
    .map((candidate) => ({
      candidate,
      away: candidate.startsWith(typed) && typed.length > 1 ? 1 : distance(typed, candidate),
    }))
    .filter(({ away }) => away <= limit)
    .toSorted((a, b) => a.away - b.away);
  return ranked[0]?.candidate;
}
