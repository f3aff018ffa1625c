/** One entry of a feed as the parser understood it, whatever format it came in. */
export interface FeedEntry {
  /** Stable within its feed: derived from guid or id, else the canonical link, else title and text. */
  readonly key: string;
  /** The guid or id as the publisher wrote it; null when the entry has none. */
  readonly guid?: string | null;
  readonly title: string;
  /** Absolute http(s) address, or null when the entry has none. */
  readonly link: string | null;
  /** Summary or content as clean plain text: no markup, no control characters. */
  readonly text: string;
  /** The short form as plain text when the entry has both a summary and a content, else null. */
  readonly summary?: string | null;
  readonly author: string | null;
  readonly published: Date | null;
  readonly updated: Date | null;
  /** BCP 47 tag of the entry, else of its feed; null when neither says. */
  readonly language: string | null;
  readonly categories: readonly string[];
  readonly enclosures: readonly Enclosure[];
  /** The publication an aggregated entry was taken from. */
  readonly source: { readonly title: string; readonly url: string | null } | null;
  /** Absolute address of the entry's picture (`media:thumbnail`, `itunes:image`, an image enclosure). */
  readonly image?: string | null;
}

export interface Enclosure {
  readonly url: string;
  readonly type: string | null;
  readonly length: number | null;
}

/** A feed document as the parser understood it. */
export interface FeedDocument {
  readonly format: 'rss' | 'atom' | 'rdf' | 'json';
  readonly version: string | null;
  readonly encoding: string;
  readonly title: string | null;
  /** The site the feed belongs to. */
  readonly siteUrl: string | null;
  readonly language: string | null;
  /** How long the publisher asks readers to wait (`ttl`, `sy:updatePeriod`), in milliseconds. */
  readonly askedIntervalMs: number | null;
  /** Hours of the day in UTC (0 to 23) in which the publisher asks not to be polled. */
  readonly skipHours?: readonly number[];
  /** Days of the week in UTC (0 is Sunday) in which the publisher asks not to be polled. */
  readonly skipDays?: readonly number[];
  /** Where the document itself says it lives (`rel="self"`, `feed_url`). */
  readonly selfUrl?: string | null;
  /** Which parser of the chain answered. */
  readonly parser: string;
  /** What was odd or had to be repaired, in words for a person. */
  readonly warnings: readonly string[];
  readonly entries: readonly FeedEntry[];
}

/** Of several entries with one key the last counts. */
export const eachOnce = (entries: readonly FeedEntry[]): readonly FeedEntry[] => [
  ...new Map(entries.map((entry) => [entry.key, entry])).values(),
];

/** An entry as stored. */
export interface Item extends FeedEntry {
  readonly id: string;
  readonly feedId: string;
  /** When this installation first saw it. */
  readonly seenAt: Date;
  /** How often the title changed in substance since. */
  readonly retitled: number;
}
