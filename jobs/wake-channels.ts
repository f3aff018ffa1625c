import { openChannel } from '../src/deliveries/dead-channel.ts';
import type { Channel } from '../src/digests/channel.ts';
import type { Log } from '../src/log.ts';
import type { Chat } from '../src/ports/chat.ts';
import type { Store } from '../src/ports/store.ts';

export interface WakeDeps {
  readonly store: Store;
  readonly chats: readonly Chat[];
  readonly log: Log;
}

/** Channels that one round asks about; the next round goes on where it ended. */
const AT_ONCE = 100;
export const WAKE_EVERY_MS = 10 * 60_000;

/**
 * Asks for each channel that was given up whether it takes messages again: the bot was invited back, the channel is no
 * longer archived, the permission is there. Its follows and digests then start again. Posts nothing there.
 */
export async function wakeChannels({ store, chats, log }: WakeDeps, now: Date): Promise<void> {
  const dead = (await store.channels.list()).filter(({ deadReason }) => deadReason !== null);
  const start =
    dead.length > AT_ONCE ? (Math.floor(now.getTime() / WAKE_EVERY_MS) * AT_ONCE) % dead.length : 0;
  for (const channel of [...dead.slice(start), ...dead.slice(0, start)].slice(0, AT_ONCE)) {
    const chat = chats.find(({ platform }) => platform === channel.platform);
    if (!chat || !(await isMissed(store, channel)) || !(await chat.reaches(channel))) continue;
    await store.transact((tables) => openChannel(tables, channel.id, now));
    log.info({ channelId: channel.id, platform: channel.platform }, 'a channel takes messages again');
  }
}

/** Something would be posted there. */
async function isMissed({ channels }: Store, { id, digest, settings }: Channel): Promise<boolean> {
  return digest !== null || settings.review || (await channels.follows(id)).length > 0;
}
