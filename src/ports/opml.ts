/** A feed in an OPML file. */
export interface OpmlFeed {
  readonly url: string;
  readonly title: string;
  /** The outlines it stands under, outermost first. */
  readonly folder: readonly string[];
}

/** Lists of feeds as files that every reader knows. */
export interface Opml {
  /** Reads what can be read, of bytes in any encoding; each problem says which entry and why. */
  parse(text: string | Uint8Array): {
    readonly feeds: readonly OpmlFeed[];
    readonly problems: readonly string[];
  };
  render(feeds: readonly OpmlFeed[]): string;
}
