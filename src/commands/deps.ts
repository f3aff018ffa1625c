import type { AskTools } from '../feeds/ask-feed.ts';
import type { Opml } from '../ports/opml.ts';
import type { Changed, Store, Tables } from '../ports/store.ts';
import { say, type Button, type Message, type RichText } from '../messages/message.ts';
import type { Drift } from '../stories/drift.ts';
import type { TrackedStory, Tracker } from '../stories/tracker.ts';
import { UserError, type Invocation, type Reply } from './command.ts';

/** What commands work on. */
export interface CommandDeps extends AskTools {
  readonly store: Store;
  readonly opml: Opml;
  /** An empty tracker, to try something out on. */
  readonly newTracker: () => Tracker;
  readonly driftOf: (story: TrackedStory) => Drift;
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

/** Tells what was done, with a way back. `back`: that of people who may not undo. */
export function done(text: RichText, entry: number, back?: Button): Reply {
  const undo = { label: 'Undo', command: `/storywatch undo ${entry}` };
  return toUser({ blocks: [...say(text).blocks, { kind: 'buttons', buttons: [back ?? undo] }] });
}

/** Undo is for admins; what anyone may do has an opposite that anyone may do. */
export function opposite({ actor }: Invocation, label: string, command: string): Button | undefined {
  return actor.admin ? undefined : { label, command };
}
