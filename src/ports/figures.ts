import type { ChannelRef } from '../commands/command.ts';
import type { DeliveryState } from '../deliveries/delivery.ts';
import type { AssignmentState } from '../stories/assignment.ts';
import type { Phase } from '../stories/phase.ts';

/** Times from an item to its message over the last hour, in seconds; `from` says where the clock starts. */
export interface Delay {
  /** `published`: by its publisher; `seen`: first read here; `written`: its message was decided. */
  readonly from: 'published' | 'seen' | 'written';
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** What the tables say of the whole installation, whichever processes it has. */
export interface Figures {
  /** `new`: never read; `failing`: the last poll failed. */
  readonly feeds: Readonly<Record<'working' | 'new' | 'failing' | 'paused', number>>;
  /** Feeds that should have been polled more than a minute ago. */
  readonly feedsOverdue: number;
  /** Since the installation began. */
  readonly polls: Readonly<Record<'read' | 'unchanged' | 'failed', number>>;
  readonly items: Readonly<Record<'classified' | 'waiting', number>>;
  /** `none`: belongs to no story. */
  readonly verdicts: Readonly<Record<AssignmentState | 'none', number>>;
  readonly stories: Readonly<Partial<Record<Phase, number>>>;
  readonly deliveries: readonly {
    readonly platform: ChannelRef['platform'];
    readonly state: DeliveryState;
    readonly count: number;
  }[];
  /** Age in seconds of the oldest message that may be posted and is not; 0 when there is none. */
  readonly oldestWaitingS: number;
  readonly delays: readonly Delay[];
}

/** Reads them; takes tens of milliseconds on large tables. */
export type ReadFigures = (now: Date) => Promise<Figures>;
