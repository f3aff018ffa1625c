import type { Update } from './assignment.ts';
import { itemTime, publisher } from './assignment.ts';
import { foldNearCopies } from './near-copies.ts';

/** Reports that say the same in nearly the same words, told as one. */
export interface Fold {
  /** The earliest report. */
  readonly first: Update;
  /** The others, oldest first. */
  readonly copies: readonly Update[];
}

/** Folds near-copies; newest first by each fold's first report. */
export function foldUpdates(updates: readonly Update[]): readonly Fold[] {
  const oldestFirst = updates.toSorted((a, b) => itemTime(a.item).getTime() - itemTime(b.item).getTime());
  const groups = foldNearCopies(
    oldestFirst.map((update) => ({ title: update.item.title, text: update.item.text, update })),
  );
  return groups
    .flatMap(([first, ...rest]) =>
      first ? [{ first: first.update, copies: rest.map(({ update }) => update) }] : [],
    )
    .toSorted((a, b) => itemTime(b.first.item).getTime() - itemTime(a.first.item).getTime());
}

/** Publishers of a set of reports; copies of one text count as one source, the first to have it. */
export function independentSources(folds: readonly Fold[]): readonly string[] {
  return [...new Set(folds.map((fold) => publisher(fold.first)))];
}

/** The reports among `fresh` that say something new, given what was there before. */
export function newsAmong(fresh: readonly Update[], before: readonly Update[]): readonly Fold[] {
  const known = new Set(before.map((update) => update.item.id));
  return foldUpdates([...before, ...fresh]).filter(
    (fold) => !known.has(fold.first.item.id) && !fold.copies.some((copy) => known.has(copy.item.id)),
  );
}
