import type { ChannelRef } from '../commands/command.ts';
import type { Store } from '../ports/store.ts';

/** A command from a channel that was given up shows that it is back: its follows and digests start again. */
export async function wakeChannel(store: Store, place: ChannelRef, now: Date): Promise<void> {
  const channel = await store.channels.ensure(place, now);
  if (channel.deadReason !== null) await store.channels.setDead(channel.id, null);
}
