import { nextDigestAt } from '../digests/schedule.ts';
import type { ChannelRef } from '../commands/command.ts';
import type { DigestSchedule } from '../digests/channel.ts';
import type { Store } from '../ports/store.ts';

/** Prepares the terminal's channel on its first day: it follows every topic and, with a schedule, gets a digest every day. */
export async function prepareTerminal(
  store: Store,
  place: ChannelRef,
  schedule: Omit<DigestSchedule, 'weekdays'> | null,
  now: Date,
): Promise<void> {
  const known = (await store.channels.list()).some((channel) => channel.platform === place.platform);
  if (known) return;
  await store.transact(async ({ channels, stories }) => {
    const { id } = await channels.ensure(place, now);
    for (const topic of await stories.topics()) await channels.follow(id, 'topic', topic.slug, now);
    if (!schedule) return;
    const digest = { ...schedule, weekdays: [0, 1, 2, 3, 4, 5, 6] };
    await channels.setDigest(id, digest, nextDigestAt(digest, now));
  });
}
