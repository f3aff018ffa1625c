import type { ChannelRef } from '../commands/command.ts';

/** When a channel's digest comes: at these local times on these weekdays (0 = Sunday). */
export interface DigestSchedule {
  /** `HH:MM`, ascending. */
  readonly times: readonly string[];
  readonly weekdays: readonly number[];
  /** IANA name, e.g. `Europe/Paris`. */
  readonly timeZone: string;
}

/** What a channel chose; everything has a quiet default. */
export interface ChannelSettings {
  /**
   * How a story's reports arrive: in the thread of its living post, as messages of the channel, or only as edits of
   * the post.
   */
  readonly updates: 'thread' | 'channel' | 'edits';
  readonly mutedSources: readonly string[];
  /** An item is announced only when it holds one of these words; empty: all are. */
  readonly includeWords: readonly string[];
  readonly excludeWords: readonly string[];
  /** Local times between which nothing is posted. */
  readonly quietHours: { readonly from: string; readonly to: string; readonly timeZone: string } | null;
  /** Breaking stories pass the quiet hours. */
  readonly breakingPasses: boolean;
  /** Suggestions and feed trouble of the space are posted here. */
  readonly review: boolean;
  /** A digest with nothing to say is sent as one line, or not at all. */
  readonly sendEmptyDigest: boolean;
}

const QUIET: ChannelSettings = {
  updates: 'thread',
  mutedSources: [],
  includeWords: [],
  excludeWords: [],
  quietHours: null,
  breakingPasses: true,
  review: false,
  sendEmptyDigest: true,
};

/** What a channel starts with. A terminal has no threads and shows nothing twice. */
export const defaultSettings = (platform: ChannelRef['platform']): ChannelSettings =>
  platform === 'terminal' ? { ...QUIET, updates: 'channel' } : QUIET;

/** A channel as stored. */
export interface Channel extends ChannelRef {
  readonly id: string;
  readonly settings: ChannelSettings;
  readonly digest: DigestSchedule | null;
  readonly digestDueAt: Date | null;
  readonly lastDigestAt: Date;
  readonly deadReason: string | null;
}

/** A channel's subscription to a story or a topic. */
export interface Follow {
  readonly id: string;
  readonly channelId: string;
  readonly kind: 'story' | 'topic';
  /** Story id or topic slug. */
  readonly target: string;
  readonly muted: boolean;
}
