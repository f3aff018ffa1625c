import type { AssignmentStore } from './assignment-store.ts';
import type { AuditLog, AuditNote, UndoOutcome } from './audit-log.ts';
import type { ChannelStore } from './channel-store.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { FeedStore } from './feed-store.ts';
import type { ItemStore } from './item-store.ts';
import type { StoryStore } from './story-store.ts';

/** The tables, as one transaction or one connection sees them. */
export interface Tables {
  readonly feeds: FeedStore;
  readonly items: ItemStore;
  readonly stories: StoryStore;
  readonly assignments: AssignmentStore;
  readonly channels: ChannelStore;
  readonly deliveries: DeliveryStore;
  readonly audit: AuditLog;
}

export interface Changed<T> {
  readonly result: T;
  readonly entry: number;
}

/** Everything that is kept. Reading outside a transaction sees what is committed. */
export interface Store extends Tables {
  /** All or nothing. */
  transact<T>(work: (tables: Tables) => Promise<T>): Promise<T>;
  /**
   * Like `transact`, one at a time over all processes: for work that judges items or changes what the classifier
   * learns from, so that no classifier misses a change.
   */
  transactStories<T>(work: (tables: Tables) => Promise<T>): Promise<T>;
  /**
   * A person's change: one `transactStories` whose row changes are kept under the note and can be undone by the entry's
   * number. Messages that wait and are wanted no more after it are called off with it.
   */
  change<T>(note: AuditNote, work: (tables: Tables) => Promise<T>): Promise<Changed<T>>;
  /** Puts back what an audited change changed. */
  undo(entryNumber: number, note: AuditNote): Promise<UndoOutcome>;
}
