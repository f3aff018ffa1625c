import { arrivalAt } from '../src/deliveries/audience.ts';
import { digestKey } from '../src/deliveries/delivery.ts';
import { collectDigest } from '../src/digests/digest.ts';
import { nextDigestAt } from '../src/digests/schedule.ts';
import type { Log } from '../src/log.ts';
import { digestMessage } from '../src/messages/digest.ts';
import type { Store } from '../src/ports/store.ts';
import type { Payload } from './jobs.ts';

export interface DigestDeps {
  readonly store: Store;
  readonly clock: () => Date;
  readonly log: Log;
}

/**
 * Writes a channel's digest when it is due. The window starts where the last one ended, so that digests missed while
 * the program was down become one. Safe to run twice: the end of the last window moves only once.
 */
export function buildDigest({ store, clock, log }: DigestDeps) {
  return async ({ channelId }: Payload<'build-digest'>): Promise<void> => {
    // Alone with the stories, so that nothing joins one unseen while the window is closed.
    await store.transactStories(async (tables) => {
      const now = clock();
      const channel = await tables.channels.find(channelId);
      if (!channel?.digest || !channel.digestDueAt || channel.digestDueAt > now) return; // done, moved or switched off
      const next = nextDigestAt(channel.digest, now);
      if (!(await tables.channels.advanceDigest(channelId, channel.lastDigestAt, now, next))) return;

      const digest = await collectDigest(tables, channel, channel.lastDigestAt, now);
      if (digest.stories.length === 0 && !channel.settings.sendEmptyDigest) return;
      await tables.deliveries.add([
        {
          key: digestKey(channelId, now),
          channelId,
          kind: 'digest',
          storyId: null,
          message: digestMessage(digest, await tables.stories.topics()),
          createdAt: now,
          ...arrivalAt(channel, 'developing', now),
          parentKey: null,
        },
      ]);
      log.info({ channelId, stories: digest.stories.length }, 'a digest was written');
    });
  };
}
