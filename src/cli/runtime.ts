import type { Caller, CommandDesk } from '../commands/desk.ts';
import type { Config } from '../config.ts';
import type { NewFeed } from '../feeds/feed.ts';
import type { Log } from '../log.ts';
import type { Message } from '../messages/message.ts';
import type { Store } from '../ports/store.ts';
import type { Roles } from '../wiring/roles.ts';

/** What happened in the engine, for a person who watches. */
export type Progress =
  | {
      readonly kind: 'polled';
      readonly title: string;
      readonly outcome: 'read' | 'unchanged' | 'failed';
      readonly added: number;
    }
  | {
      readonly kind: 'classified';
      readonly judged: number;
      readonly joined: number;
      readonly suggested: number;
    };

export interface OpenOptions {
  /** What `startEngine` starts; default: everything, with this terminal as the chat. */
  readonly roles?: Roles;
  readonly config: Config;
  readonly log: Log;
  readonly clock: () => Date;
  /** Feeds to begin with; null: those of `seeds/feeds.opml`. */
  readonly feeds: readonly NewFeed[] | null;
  /** Gets a sentence before each step that takes time. */
  readonly onStep: (step: string) => void;
  readonly onProgress?: (progress: Progress) => void;
  /** Begins with an empty embedded database, whatever it held; never touches the server of DATABASE_URL. */
  readonly fresh?: boolean;
  /** Pause between two requests to one host, in milliseconds; only the demo asks one host for everything. */
  readonly hostGapMs?: number;
}

/** The opened program: what the command line works with. */
export interface Runtime {
  readonly store: Store;
  readonly desk: CommandDesk;
  /** The person at this terminal. */
  readonly caller: Caller;
  /** Platforms that are connected; none: this terminal is the chat. */
  readonly platforms: readonly string[];
  /** Starts what the roles say: polling, classifying, digests, deliveries, commands, web. */
  startEngine(): Promise<void>;
  /** Resolves when the database was away for a minute on end: nothing can be done then but to end. */
  readonly databaseLost: Promise<void>;
  /** Shows what is delivered to the terminal channel from now on. */
  startScreen(): Promise<void>;
  /** Prints what was delivered and not shown yet. */
  flushScreen(): Promise<void>;
  /** Runs typed or piped lines until they end or `signal` says so. */
  prompt(options: { interactive: boolean; signal: AbortSignal }): Promise<{ readonly failed: number }>;
  print(message: Message): void;
  /** Stops in order: commands, jobs, chats, queue, database. */
  close(): Promise<void>;
}

export type OpenRuntime = (options: OpenOptions) => Promise<Runtime>;
