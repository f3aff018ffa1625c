import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  doublePrecision,
  index,
  integer,
  pgTable,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { ChannelSettings, DigestSchedule } from '../../src/digests/channel.ts';
import type { ReadFailure } from '../../src/ports/feed-reader.ts';
import type { FeedEntry } from '../../src/feeds/item.ts';
import type { Message } from '../../src/messages/message.ts';
import { jsonb } from './json-column.ts';
import type { StoredSeed } from './seed-documents.ts';
import type { Reason } from '../../src/stories/verdict.ts';

export type EntryDetails = Pick<
  FeedEntry,
  'guid' | 'summary' | 'author' | 'categories' | 'enclosures' | 'source' | 'image'
>;

export const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
export const id = () => uuid('id').primaryKey().defaultRandom();

/** Columns named `…_until` hold leases in the database's own time; all other times are the program's clock. */
export const feeds = pgTable(
  'feeds',
  {
    id: id(),
    url: text('url').notNull().unique(),
    title: text('title').notNull(),
    siteUrl: text('site_url'),
    folder: text('folder'),
    language: text('language'),
    state: text('state', { enum: ['active', 'paused', 'removed'] }).notNull(),
    stateReason: text('state_reason'),
    pinnedIntervalMs: bigint('pinned_interval_ms', { mode: 'number' }),
    /** Ciphertext of the request headers that authenticate. */
    credentials: text('credentials'),
    createdAt: at('created_at').notNull(),
    nextDueAt: at('next_due_at').notNull(),
    lastCheckedAt: at('last_checked_at'),
    lastReadAt: at('last_read_at'),
    failures: integer('failures').notNull().default(0),
    failingSince: at('failing_since'),
    failureCause: text('failure_cause').$type<ReadFailure['cause']>(),
    failureMessage: text('failure_message'),
    validatorsUrl: text('validators_url'),
    etag: text('etag'),
    lastModified: text('last_modified'),
    bodyHash: text('body_hash'),
    askedIntervalMs: bigint('asked_interval_ms', { mode: 'number' }),
    skipHours: jsonb('skip_hours').$type<readonly number[]>(),
    skipDays: jsonb('skip_days').$type<readonly number[]>(),
    /** What was odd about the last polls, in words, e.g. that a flood was held back. */
    note: text('note'),
    silentSince: at('silent_since'),
    movedTo: text('moved_to'),
    movedCount: integer('moved_count').notNull().default(0),
    polls: integer('polls').notNull().default(0),
    pollsUnchanged: integer('polls_unchanged').notNull().default(0),
    pollsFailed: integer('polls_failed').notNull().default(0),
    bytes: bigint('bytes', { mode: 'number' }).notNull().default(0),
    enqueuedUntil: at('enqueued_until'),
    leaseUntil: at('lease_until'),
  },
  (table) => [
    index('feeds_due')
      .on(table.nextDueAt)
      .where(sql`state = 'active'`),
  ],
);

export const items = pgTable(
  'items',
  {
    id: id(),
    /** The order in which items arrived here. */
    seq: bigserial('seq', { mode: 'number' }).notNull().unique(),
    feedId: uuid('feed_id')
      .notNull()
      .references(() => feeds.id),
    key: text('key').notNull(),
    title: text('title').notNull(),
    link: text('link'),
    text: text('text').notNull(),
    published: at('published_at'),
    updated: at('updated_at'),
    seenAt: at('seen_at').notNull(),
    language: text('language'),
    /** The parts of an entry that nobody searches by. */
    details: jsonb('details').$type<EntryDetails>().notNull(),
    contentHash: text('content_hash').notNull(),
    /** How often the title changed in substance: each time the item is judged, and told, anew. */
    retitled: integer('retitled').notNull().default(0),
    /** False for what a feed already held when it was added: stored and classified, never announced. */
    announce: boolean('announce').notNull(),
    classifiedAt: at('classified_at'),
    /** Set when it was part of a proposed story. */
    proposedAt: at('proposed_at'),
    /** Set when all but what recognises it again was emptied (retention). */
    reducedAt: at('reduced_at'),
  },
  (table) => [
    unique('items_feed_key').on(table.feedId, table.key),
    // The order in which items get their verdicts.
    index('items_waiting')
      .on(sql`${table.announce} desc`, sql`coalesce(${table.published}, ${table.seenAt})`, table.seq)
      .where(sql`classified_at is null`),
    index('items_feed_published').on(table.feedId, table.published),
    index('items_time').on(sql`coalesce(${table.published}, ${table.seenAt})`),
    index('items_link').using('hash', table.link),
    index('items_whole')
      .on(table.seenAt)
      .where(sql`reduced_at is null`),
  ],
);

export const topics = pgTable('topics', { slug: text('slug').primaryKey(), title: text('title').notNull() });

export const stories = pgTable(
  'stories',
  {
    id: id(),
    slug: text('slug').notNull(),
    topic: text('topic')
      .notNull()
      .references(() => topics.slug),
    title: text('title').notNull(),
    aliases: jsonb('aliases').$type<readonly string[]>().notNull(),
    entities: jsonb('entities').$type<readonly string[]>().notNull(),
    seeds: jsonb('seeds').$type<readonly StoredSeed[]>().notNull(),
    startedAt: at('started_at'),
    createdAt: at('created_at').notNull(),
    phase: text('phase', { enum: ['breaking', 'developing', 'sustained', 'fading', 'closed'] }).notNull(),
    phaseSince: at('phase_since').notNull(),
    lastItemAt: at('last_item_at'),
    /** Set when a person closed it: no item reopens it by itself. */
    closedAt: at('closed_at'),
    mergedInto: uuid('merged_into'),
    /** Set when its creation was undone. */
    removedAt: at('removed_at'),
    /** Grows with every change that the classifier must learn of. */
    revision: bigint('revision', { mode: 'number' }).notNull(),
  },
  (table) => [
    index('stories_revision').on(table.revision),
    uniqueIndex('stories_slug')
      .on(table.slug)
      .where(sql`merged_into is null and removed_at is null`),
  ],
);

export const phaseChanges = pgTable(
  'phase_changes',
  {
    id: id(),
    storyId: uuid('story_id')
      .notNull()
      .references(() => stories.id),
    from: text('from').$type<typeof stories.$inferSelect.phase>(),
    to: text('to').$type<typeof stories.$inferSelect.phase>().notNull(),
    at: at('at').notNull(),
  },
  (table) => [index('phase_changes_story').on(table.storyId, table.at)],
);

export const assignments = pgTable(
  'assignments',
  {
    itemId: uuid('item_id')
      .primaryKey()
      .references(() => items.id),
    storyId: uuid('story_id')
      .notNull()
      .references(() => stories.id),
    state: text('state', { enum: ['auto', 'suggested', 'confirmed', 'rejected', 'manual'] }).notNull(),
    score: doublePrecision('score').notNull(),
    runnerUpId: uuid('runner_up_id'),
    runnerUpScore: doublePrecision('runner_up_score'),
    thirdId: uuid('third_id'),
    margin: doublePrecision('margin').notNull(),
    reasons: jsonb('reasons').$type<readonly Reason[]>().notNull(),
    assignedAt: at('assigned_at').notNull(),
    changedAt: at('changed_at').notNull(),
  },
  (table) => [index('assignments_story').on(table.storyId, table.assignedAt)],
);

/** What people said: `storyId` is the story the item is not of. */
export const rejections = pgTable(
  'rejections',
  {
    id: id(),
    itemId: uuid('item_id')
      .notNull()
      .references(() => items.id),
    storyId: uuid('story_id')
      .notNull()
      .references(() => stories.id),
    at: at('at').notNull(),
  },
  (table) => [unique('rejections_item_story').on(table.itemId, table.storyId)],
);

export const channels = pgTable(
  'channels',
  {
    id: id(),
    platform: text('platform', { enum: ['slack', 'discord', 'terminal'] }).notNull(),
    spaceId: text('space_id').notNull(),
    channelId: text('channel_id').notNull(),
    name: text('name'),
    settings: jsonb('settings').$type<ChannelSettings>().notNull(),
    digest: jsonb('digest').$type<DigestSchedule>(),
    digestDueAt: at('digest_due_at'),
    lastDigestAt: at('last_digest_at').notNull(),
    /** Why nothing is posted there any more; null while it works. */
    deadReason: text('dead_reason'),
    createdAt: at('created_at').notNull(),
  },
  (table) => [unique('channels_place').on(table.platform, table.spaceId, table.channelId)],
);

export const follows = pgTable(
  'follows',
  {
    id: id(),
    channelId: uuid('channel_id')
      .notNull()
      .references(() => channels.id),
    kind: text('kind', { enum: ['story', 'topic'] }).notNull(),
    /** Story id or topic slug. */
    target: text('target').notNull(),
    muted: boolean('muted').notNull().default(false),
    createdAt: at('created_at').notNull(),
  },
  (table) => [
    unique('follows_once').on(table.channelId, table.kind, table.target),
    index('follows_target').on(table.kind, table.target),
  ],
);

export const deliveries = pgTable(
  'deliveries',
  {
    id: id(),
    /** The order in which deliveries were written, and are tried. */
    seq: bigserial('seq', { mode: 'number' }).notNull(),
    key: text('key').notNull().unique(),
    channelId: uuid('channel_id')
      .notNull()
      .references(() => channels.id),
    kind: text('kind', { enum: ['post', 'update', 'phase', 'digest', 'notice', 'feed'] }).notNull(),
    /** The living post whose thread it belongs to. */
    parentId: uuid('parent_id'),
    storyId: uuid('story_id'),
    feedId: uuid('feed_id'),
    message: jsonb('message').$type<Message>().notNull(),
    state: text('state', { enum: ['pending', 'sent', 'failed', 'cancelled'] }).notNull(),
    attempts: integer('attempts').notNull().default(0),
    lastError: text('last_error'),
    messageId: text('message_id'),
    createdAt: at('created_at').notNull(),
    notBefore: at('not_before'),
    silent: boolean('silent').notNull().default(false),
    sentAt: at('sent_at'),
    /** Set while a living post is to be edited. */
    refreshAt: at('refresh_at'),
    /** When what an edited post shows was read; null until its first edit. */
    shownAt: at('shown_at'),
    retryAt: at('retry_at'),
    leaseUntil: at('lease_until'),
  },
  (table) => [
    index('deliveries_pending')
      .on(table.createdAt)
      .where(sql`state = 'pending'`),
    index('deliveries_refresh')
      .on(table.refreshAt)
      .where(sql`refresh_at is not null`),
    index('deliveries_story')
      .on(table.storyId)
      .where(sql`kind = 'post'`),
    index('deliveries_channel').on(table.channelId, table.createdAt),
  ],
);

/** Until when each host is left alone: for a moment after every request, longer when it asked for that (429, 503). */
export const hostBlocks = pgTable('host_blocks', {
  host: text('host').primaryKey(),
  until: at('until').notNull(),
  reason: text('reason').notNull(),
  /** Who made the request that it rests from, so that only that one can say when it ended. */
  holder: uuid('holder'),
  /** The last turn that was given to a feed which had to wait. */
  lineUntil: at('line_until'),
});

/** What one process at a time may do, and who does it: hold Discord's gateway, hold Slack's socket. */
export const leases = pgTable('leases', {
  name: text('name').primaryKey(),
  holder: uuid('holder').notNull(),
  until: at('until').notNull(),
});

export const terminalMessages = pgTable('terminal_messages', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  nonce: text('nonce').notNull().unique(),
  spaceId: text('space_id').notNull(),
  channelId: text('channel_id').notNull(),
  message: jsonb('message').$type<Message>().notNull(),
  at: at('at').notNull(),
});

/** One row: which installation this database belongs to. A backup carries it, so that a restore knows its own database. */
export const installation = pgTable('installation', {
  id: id(),
  createdAt: at('created_at').notNull().defaultNow(),
});
