import type { Channel } from '../digests/channel.ts';
import { quietUntil } from '../digests/schedule.ts';
import { publisher, type Update } from '../stories/assignment.ts';
import type { Phase } from '../stories/phase.ts';

/** Whether a channel wants to hear of an update, by its muted sources and its words. */
export function wants(channel: Channel, update: Update): boolean {
  const { mutedSources, includeWords, excludeWords } = channel.settings;
  const names = [publisher(update), update.feedTitle].map((name) => name.toLowerCase());
  if (mutedSources.some((muted) => names.includes(muted.toLowerCase()))) return false;
  const text = `${update.item.title} ${update.item.text}`.toLowerCase();
  if (excludeWords.some((word) => text.includes(word.toLowerCase()))) return false;
  return includeWords.length === 0 || includeWords.some((word) => text.includes(word.toLowerCase()));
}

/** How a message reaches a channel in its quiet hours. */
export interface Arrival {
  /** Not to be posted before; null for at once. */
  readonly notBefore: Date | null;
  /** Posted without a sound. */
  readonly silent: boolean;
}

/** In quiet hours Discord takes messages without a sound; elsewhere they wait for the end of those hours. */
export function arrivalAt(channel: Channel, phase: Phase, now: Date): Arrival {
  const until =
    phase === 'breaking' && channel.settings.breakingPasses ? null : quietUntil(channel.settings, now);
  if (until === null) return { notBefore: null, silent: false };
  return channel.platform === 'discord'
    ? { notBefore: null, silent: true }
    : { notBefore: until, silent: false };
}
