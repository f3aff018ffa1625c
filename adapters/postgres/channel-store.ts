import { and, asc, eq, isNull, lte, notInArray, or } from 'drizzle-orm';
import type { ChannelRef } from '../../src/commands/command.ts';
import { defaultSettings, type Channel, type Follow } from '../../src/digests/channel.ts';
import type { ChannelStore } from '../../src/ports/channel-store.ts';
import type { Db } from './database.ts';
import { channels, follows } from './schema.ts';

export function createChannelStore(db: Db): ChannelStore {
  return {
    ensure: (ref, now) => ensure(db, ref, now),
    async find(id) {
      const [row] = await db.select().from(channels).where(eq(channels.id, id));
      return row ? toChannel(row) : null;
    },
    async list() {
      return (await db.select().from(channels).orderBy(asc(channels.createdAt))).map(toChannel);
    },
    async saveSettings(id, settings) {
      await db.update(channels).set({ settings }).where(eq(channels.id, id));
    },
    async setDigest(id, digest, dueAt) {
      await db.update(channels).set({ digest, digestDueAt: dueAt }).where(eq(channels.id, id));
    },
    async digestsDue(now) {
      const rows = await db
        .select()
        .from(channels)
        .where(and(lte(channels.digestDueAt, now), isNull(channels.deadReason)));
      return rows.map(toChannel);
    },
    advanceDigest: (id, from, at, nextDueAt) => advanceDigest(db, id, from, at, nextDueAt),
    async setDead(id, reason) {
      await db.update(channels).set({ deadReason: reason }).where(eq(channels.id, id));
    },
    follows: (channelId) =>
      db.select().from(follows).where(eq(follows.channelId, channelId)).orderBy(asc(follows.createdAt)),
    follow: (channelId, kind, target, now) => follow(db, channelId, kind, target, now),
    async unfollow(channelId, kind, target) {
      const rows = await db
        .delete(follows)
        .where(theFollow(channelId, kind, target))
        .returning({ id: follows.id });
      return rows.length > 0;
    },
    async setMuted(channelId, kind, target, muted) {
      const rows = await db
        .update(follows)
        .set({ muted })
        .where(theFollow(channelId, kind, target))
        .returning({ id: follows.id });
      return rows.length > 0;
    },
    moveFollows: (from, to) => moveFollows(db, from, to),
    followersOf: (storyId, topic) => followersOf(db, storyId, topic),
  };
}

async function advanceDigest(
  db: Db,
  id: string,
  from: Date,
  at: Date,
  nextDueAt: Date | null,
): Promise<boolean> {
  const rows = await db
    .update(channels)
    .set({ lastDigestAt: at, digestDueAt: nextDueAt })
    .where(and(eq(channels.id, id), eq(channels.lastDigestAt, from)))
    .returning({ id: channels.id });
  return rows.length > 0;
}

async function follow(
  db: Db,
  channelId: string,
  kind: Follow['kind'],
  target: string,
  now: Date,
): Promise<boolean> {
  const rows = await db
    .insert(follows)
    .values({ channelId, kind, target, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: follows.id });
  return rows.length > 0;
}

async function moveFollows(db: Db, from: string, to: string): Promise<void> {
  const there = db
    .select({ id: follows.channelId })
    .from(follows)
    .where(and(eq(follows.kind, 'story'), eq(follows.target, to)));
  await db
    .update(follows)
    .set({ target: to })
    .where(and(eq(follows.kind, 'story'), eq(follows.target, from), notInArray(follows.channelId, there)));
}

const theFollow = (channelId: string, kind: Follow['kind'], target: string) =>
  and(eq(follows.channelId, channelId), eq(follows.kind, kind), eq(follows.target, target));

async function ensure(db: Db, ref: ChannelRef, now: Date): Promise<Channel> {
  const place = and(
    eq(channels.platform, ref.platform),
    eq(channels.spaceId, ref.spaceId),
    eq(channels.channelId, ref.channelId),
  );
  const [known] = await db.select().from(channels).where(place);
  if (known) return toChannel(known);
  await db
    .insert(channels)
    .values({
      ...ref,
      name: ref.name ?? null,
      settings: defaultSettings(ref.platform),
      lastDigestAt: now,
      createdAt: now,
    })
    .onConflictDoNothing();
  const [row] = await db.select().from(channels).where(place);
  if (!row) throw new Error('a channel vanished while it was added');
  return toChannel(row);
}

/** A follow of the story itself says more than one of its topic: a muted story stays silent under a followed topic. */
async function followersOf(db: Db, storyId: string, topic: string): Promise<readonly Channel[]> {
  const rows = await db
    .select({ channel: channels, kind: follows.kind, muted: follows.muted })
    .from(follows)
    .innerJoin(channels, eq(channels.id, follows.channelId))
    .where(
      and(
        isNull(channels.deadReason),
        or(
          and(eq(follows.kind, 'story'), eq(follows.target, storyId)),
          and(eq(follows.kind, 'topic'), eq(follows.target, topic)),
        ),
      ),
    );
  const decided = new Map<string, (typeof rows)[number]>();
  for (const row of rows) {
    if (row.kind === 'story' || !decided.has(row.channel.id)) decided.set(row.channel.id, row);
  }
  return [...decided.values()].filter((row) => !row.muted).map((row) => toChannel(row.channel));
}

function toChannel(row: typeof channels.$inferSelect): Channel {
  return {
    ...row,
    name: row.name ?? undefined,
    settings: { ...defaultSettings(row.platform), ...row.settings },
  };
}
