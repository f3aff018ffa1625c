import { distance } from 'fastest-levenshtein';

/** Titles may be long in the wild; the beginning tells enough. */
const COMPARED_CHARACTERS = 300;
/** A corrected typo or a word added stays below; another claim does not. */
const CHANGED_IN_SUBSTANCE = 0.4;

/** Whether an edited title says something else, not the same thing with a typo mended. */
export function titleChanged(before: string, after: string): boolean {
  const [from, to] = [before, after].map((title) =>
    title.toLowerCase().replace(/\s+/gu, ' ').trim().slice(0, COMPARED_CHARACTERS),
  );
  if (from === undefined || to === undefined || from === to) return false;
  return distance(from, to) / Math.max(from.length, to.length) > CHANGED_IN_SUBSTANCE;
}
