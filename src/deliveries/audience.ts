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

/** When a message may reach a channel: null for at once, else the end of its quiet hours. */
export function heldUntil(channel: Channel, phase: Phase, now: Date): Date | null {
  if (phase === 'breaking' && channel.settings.breakingPasses) return null;
  return quietUntil(channel.settings, now);
}
