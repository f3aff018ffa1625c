import { MAX_TEXT } from './limits.ts';

/** Neighbours together as long as their sizes stay within one text's limit. */
export function batches<T>(all: readonly T[], size: (each: T) => number): T[][] {
  const out: T[][] = [];
  let used = 0;
  for (const each of all) {
    const last = out.at(-1);
    if (last && used + size(each) <= MAX_TEXT) {
      last.push(each);
      used += size(each);
    } else {
      out.push([each]);
      used = size(each);
    }
  }
  return out;
}

/** Rows of `perRow` each, the last with what is left. */
export function rows<T>(all: readonly T[], perRow: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / perRow) }, (_, row) =>
    all.slice(row * perRow, (row + 1) * perRow),
  );
}
