/** The first index of a string at or after another index, -1 for none. */
export type Find = (needle: string, from: number) => number;

/**
 * `indexOf` for a scan that only moves forward: an answer that still lies ahead, or “none”, is given again without
 * looking. Without it a document of a million openings with no end costs their number squared.
 */
export function createFind(text: string): Find {
  const next = new Map<string, number>();
  return (needle, from) => {
    const known = next.get(needle);
    if (known !== undefined && (known < 0 || known >= from)) return known;
    const found = text.indexOf(needle, from);
    next.set(needle, found);
    return found;
  };
}
