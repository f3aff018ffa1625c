import type { FeedReader } from '../ports/feed-reader.ts';
import type { Opml } from '../ports/opml.ts';
import type { Changed, Store, Tables } from '../ports/store.ts';
import { say, type Message } from '../messages/message.ts';
import type { Tracker } from '../stories/tracker.ts';
import { UserError, type Invocation, type Reply } from './command.ts';

/** What commands work on. */
export interface CommandDeps {
  readonly store: Store;
  readonly reader: FeedReader;
  readonly opml: Opml;
  /** An empty tracker, to try something out on. */
  readonly newTracker: () => Tracker;
  /** Shortest interval that a person may set. */
  readonly pollFloorMs: number;
  readonly startedAt: Date;
  readonly version: string;
}

export const toUser = (message: Message): Reply => ({ message, visibleTo: 'user' });

/** The value of a required option; parsers have made sure of it. */
export function given(invocation: Invocation, name: string): string {
  const value = invocation.options[name]?.trim();
  if (!value) throw new UserError(`The ${name} is missing.`);
  return value;
}

/** Makes a person's change under their name. */
export function change<T>(
  { store }: CommandDeps,
  { actor, channel, now }: Invocation,
  action: string,
  work: (tables: Tables) => Promise<T>,
): Promise<Changed<T>> {
  return store.change({ actor, channel, action, at: now }, work);
}

/** Tells what was done, with a way back. */
export function done(text: string, entry: number): Reply {
  return toUser({
    blocks: [
      ...say(text).blocks,
      { kind: 'buttons', buttons: [{ label: 'Undo', command: `/storywatch undo ${entry}` }] },
    ],
  });
}
