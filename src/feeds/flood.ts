/** So many new items at once are an archive or an accident, not news. */
const FLOOD_ITEMS = 100;
/** With so many items under new ids in one poll, a publisher has renumbered its archive. */
const RENAMED_ITEMS = 5;

export interface PollContent {
  readonly entries: number;
  /** Items that were not there before. */
  readonly fresh: number;
  /** Of these, items that are there under another id. */
  readonly renamed: number;
}

/** Why the new items of a poll are kept without being announced; null when they are news. */
export function floodIn({ entries, fresh, renamed }: PollContent): string | null {
  if (renamed >= RENAMED_ITEMS && renamed >= fresh / 2) {
    return `the feed changed the ids of its items: ${renamed} of ${entries} were held back`;
  }
  if (fresh >= FLOOD_ITEMS) return `${fresh} new items came at once: they were held back`;
  return null;
}
