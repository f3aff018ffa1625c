import type { ChannelRef } from '../commands/command.ts';
import type { Channel, ChannelSettings, DigestSchedule, Follow } from '../digests/channel.ts';

export interface ChannelStore {
  /** The stored channel; added with quiet defaults when it is not known yet. */
  ensure(ref: ChannelRef, now: Date): Promise<Channel>;
  find(id: string): Promise<Channel | null>;
  list(): Promise<readonly Channel[]>;
  saveSettings(id: string, settings: ChannelSettings): Promise<void>;
  setDigest(id: string, digest: DigestSchedule | null, dueAt: Date | null): Promise<void>;
  /** Channels whose digest is due at `now`. */
  digestsDue(now: Date): Promise<readonly Channel[]>;
  /** Notes that the window up to `at` was told and when the next is due; false when another process did it first. */
  advanceDigest(id: string, from: Date, at: Date, nextDueAt: Date | null): Promise<boolean>;
  setDead(id: string, reason: string | null): Promise<void>;
  follows(channelId: string): Promise<readonly Follow[]>;
  /** Follows once; false when it was followed already. */
  follow(channelId: string, kind: Follow['kind'], target: string, now: Date): Promise<boolean>;
  unfollow(channelId: string, kind: Follow['kind'], target: string): Promise<boolean>;
  setMuted(channelId: string, kind: Follow['kind'], target: string, muted: boolean): Promise<boolean>;
  /** Makes those who follow one story follow another, where they do not yet. */
  moveFollows(fromStoryId: string, toStoryId: string): Promise<void>;
  /** Live channels that follow a story or its topic and did not mute it. */
  followersOf(storyId: string, topic: string): Promise<readonly Channel[]>;
}
