import type { Item } from '../feeds/item.ts';
import type { Reason } from './verdict.ts';

export type AssignmentState = 'auto' | 'suggested' | 'confirmed' | 'rejected' | 'manual';

/** An item's place in a story: at most one for an item. */
export interface Assignment {
  readonly itemId: string;
  readonly storyId: string;
  readonly state: AssignmentState;
  readonly score: number;
  readonly runnerUpId: string | null;
  readonly runnerUpScore: number | null;
  readonly thirdId: string | null;
  readonly margin: number;
  readonly reasons: readonly Reason[];
  /** When the item came to this story. */
  readonly assignedAt: Date;
}

/** An item of a story with what is needed to show it. */
export interface Update {
  readonly item: Item;
  readonly feedTitle: string;
  readonly assignment: Assignment;
}

/** The states in which an item counts as part of its story. */
export const IN_STORY: readonly AssignmentState[] = ['auto', 'confirmed', 'manual'];

/** When an item happened: published, else first seen. */
export const itemTime = (item: Pick<Item, 'published' | 'seenAt'>): Date => item.published ?? item.seenAt;

/** Who published an item: the source of an aggregated one, else its link's host, else its feed. */
export function publisher(update: Pick<Update, 'item' | 'feedTitle'>): string {
  const { source, link } = update.item;
  if (source) return source.title;
  if (link && URL.canParse(link)) return new URL(link).hostname.replace(/^www\./u, '');
  return update.feedTitle;
}
