import type { Actor, ChannelRef } from '../commands/command.ts';

/** Who changed something, where, when and by which command. */
export interface AuditNote {
  readonly actor: Actor;
  readonly channel: ChannelRef;
  /** The command as a line, e.g. `/stories close us-treasury-breach`. */
  readonly action: string;
  readonly at: Date;
}

export interface AuditEntry {
  readonly id: string;
  /** Counts up; what people name in `/storywatch undo 12`. */
  readonly number: number;
  readonly at: Date;
  readonly actorName: string;
  readonly action: string;
  readonly undone: boolean;
  /** Rows that were changed. */
  readonly changes: number;
}

export type UndoOutcome =
  | { readonly kind: 'undone'; readonly entry: AuditEntry }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'already-undone'; readonly entry: AuditEntry }
  /** Somebody changed the same things later. */
  | { readonly kind: 'changed-since'; readonly entry: AuditEntry };

export interface AuditLog {
  /** Entries that changed something, newest first. */
  recent(limit: number): Promise<readonly AuditEntry[]>;
  /** The newest entry that can be undone; of one person when given. */
  latestUndoable(actorId?: string): Promise<AuditEntry | null>;
}
