import type { Block } from './message.ts';

/** One page of a list; pages count from 1. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly page: number;
  readonly pages: number;
}

/** The page asked for, or the nearest that is there. */
export function pageOf<Item>(all: readonly Item[], page: number, size: number): Page<Item> {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const shown = Math.min(Math.max(page, 1), pages);
  return { items: all.slice((shown - 1) * size, shown * size), page: shown, pages };
}

/** Which page it is and buttons to the next ones; nothing where one page holds all. */
export function pageButtons(
  { page, pages }: Page<unknown>,
  command: string,
  [back, on]: readonly [string, string] = ['Back', 'More'],
): Block[] {
  if (pages === 1) return [];
  const to = (label: string, number: number) => ({ label, command: `${command} page:${number}` });
  return [
    { kind: 'note', text: `Page ${page} of ${pages}.` },
    {
      kind: 'buttons',
      buttons: [...(page > 1 ? [to(back, page - 1)] : []), ...(page < pages ? [to(on, page + 1)] : [])],
    },
  ];
}
