import {
  and,
  asc,
  eq,
  gt,
  ilike,
  inArray,
  isNull,
  lte,
  max,
  ne,
  or,
  sql,
  type SQL,
  type SQLWrapper,
} from 'drizzle-orm';
import { UNREACHABLE } from '../../src/feeds/cut-off.ts';
import type { Feed, NewFeed } from '../../src/feeds/feed.ts';
import type { FeedStore } from '../../src/ports/feed-store.ts';
import type { Db, Queryable } from './database.ts';
import { finishPoll, keepPoll, leaseFeed, ORIGIN, toFeed } from './feed-polls.ts';
import { feeds } from './schema.ts';

/** How often a due feed is handed to the queue again. */
const HAND_OUT = sql`now() + interval '1 minute'`;

export function createFeedStore(db: Db, client: Queryable): FeedStore {
  return {
    add: (list, now) => addFeeds(db, list, now),
    async known(urls) {
      const rows = await db
        .select({ url: feeds.url })
        .from(feeds)
        .where(inArray(feeds.url, [...urls]));
      return new Set(rows.map((row) => row.url));
    },
    async find(id) {
      const [row] = await db.select().from(feeds).where(eq(feeds.id, id));
      return row ? toFeed(row) : null;
    },
    async list() {
      const rows = await db.select().from(feeds).where(ne(feeds.state, 'removed')).orderBy(asc(feeds.title));
      return rows.map(toFeed);
    },
    async folders(ids) {
      const rows = await db
        .select({ id: feeds.id, folder: feeds.folder })
        .from(feeds)
        .where(sql`${feeds.id} = any(${sql.param(ids)}::uuid[])`);
      return new Map(rows.flatMap(({ id, folder }) => (folder === null ? [] : [[id, folder] as const])));
    },
    search: (text, limit) => search(db, text, limit),
    claimDue: (now, limit) => claimDue(db, now, limit),
    lease: (id, now) => leaseFeed(client, id, now),
    finishPoll: (id, result) => finishPoll(client, id, result),
    keepPoll: (id, result, found) => keepPoll(client, id, result, found),
    async putOff(id, until) {
      await db
        .update(feeds)
        .set({ nextDueAt: until, enqueuedUntil: null, leaseUntil: null })
        .where(eq(feeds.id, id));
    },
    async makeDue(id, now) {
      await db.update(feeds).set({ nextDueAt: now, enqueuedUntil: null }).where(eq(feeds.id, id));
    },
    setUrl: (id, url, now) => setUrl(db, id, url, now),
    async setCredentials(id, sealed, now) {
      await db
        .update(feeds)
        .set({ credentials: sealed, nextDueAt: now, enqueuedUntil: null })
        .where(eq(feeds.id, id));
    },
    async setState(id, state, reason) {
      await db.update(feeds).set({ state, stateReason: reason }).where(eq(feeds.id, id));
    },
    counts: () => counts(db),
  };
}

/** Rows of one insert: far below PostgreSQL's 65,535 parameters. */
const ROWS_AT_ONCE = 1000;

async function addFeeds(db: Db, list: readonly NewFeed[], now: Date): Promise<readonly Feed[]> {
  const each = [...new Map(list.map((feed) => [feed.url, feed])).values()];
  const added: Feed[] = [];
  for (let from = 0; from < each.length; from += ROWS_AT_ONCE)
    added.push(...(await insertFeeds(db, each.slice(from, from + ROWS_AT_ONCE), now)));
  return added;
}

/** The addresses must differ: one statement can't bring a row back twice. */
async function insertFeeds(db: Db, list: readonly NewFeed[], now: Date): Promise<readonly Feed[]> {
  const rows = await db
    .insert(feeds)
    .values(list.map((feed) => ({ ...feed, state: 'active' as const, createdAt: now, nextDueAt: now })))
    .onConflictDoUpdate({
      target: feeds.url,
      set: {
        state: 'active',
        stateReason: null,
        nextDueAt: now,
        failures: 0,
        failingSince: null,
        failureCause: null,
        failureMessage: null,
      },
      setWhere: eq(feeds.state, 'removed'),
    })
    .returning();
  return rows.map(toFeed);
}

async function search(db: Db, text: string, limit: number): Promise<readonly Feed[]> {
  const like = `%${text.replace(/[\\%_]/gu, String.raw`\$&`)}%`;
  const rows = await db
    .select()
    .from(feeds)
    .where(
      and(
        ne(feeds.state, 'removed'),
        or(ilike(feeds.url, like), ilike(feeds.title, like), sql`${feeds.id}::text = ${text}`),
      ),
    )
    .orderBy(sql`(lower(${feeds.title}) = lower(${text}) or ${feeds.url} = ${text}) desc`, asc(feeds.title))
    .limit(limit);
  return rows.map(toFeed);
}

const origin = (url: SQLWrapper): SQL => sql`substring(lower(${url}) from ${ORIGIN}::text)`;

/** What was known of the old address's answers does not hold for the new one, and a login is its own origin's alone. */
async function setUrl(db: Db, id: string, url: string, now: Date): Promise<void> {
  await db
    .update(feeds)
    .set({
      url,
      credentials: sql`case when ${origin(feeds.url)} = ${origin(sql`${url}::text`)} then ${feeds.credentials} end`,
      validatorsUrl: null,
      etag: null,
      lastModified: null,
      bodyHash: null,
      movedTo: null,
      movedCount: 0,
      failures: 0,
      failingSince: null,
      failureCause: null,
      failureMessage: null,
      nextDueAt: now,
      enqueuedUntil: null,
    })
    .where(eq(feeds.id, id));
}

/** Clocks of machines lie less apart. */
const CLOCK_SLACK_MS = 5 * 60_000;

/** A feed checked in the future was so before the clock was set back: its next time lies as far ahead. */
const isDue = (now: Date): SQL | undefined =>
  or(lte(feeds.nextDueAt, now), gt(feeds.lastCheckedAt, new Date(now.getTime() + CLOCK_SLACK_MS)));

async function claimDue(db: Db, now: Date, limit: number): Promise<readonly string[]> {
  const due = db
    .select({ id: feeds.id })
    .from(feeds)
    .where(
      and(
        eq(feeds.state, 'active'),
        isDue(now),
        or(isNull(feeds.enqueuedUntil), sql`${feeds.enqueuedUntil} < now()`),
      ),
    )
    .orderBy(asc(feeds.nextDueAt))
    .limit(limit)
    .for('update', { skipLocked: true });
  const rows = await db
    .update(feeds)
    .set({ enqueuedUntil: HAND_OUT })
    .where(inArray(feeds.id, due))
    .returning({ id: feeds.id });
  return rows.map((row) => row.id);
}

const count = (condition: SQL) => sql<number>`count(*) filter (where ${condition})::int`;

async function counts(db: Db): ReturnType<FeedStore['counts']> {
  const [row] = await db
    .select({
      active: count(sql`${feeds.state} = 'active'`),
      paused: count(sql`${feeds.state} = 'paused'`),
      failing: count(sql`${feeds.state} = 'active' and ${feeds.failures} > 0`),
      neverRead: count(sql`${feeds.state} = 'active' and ${feeds.lastReadAt} is null`),
      unreachable: count(
        sql`${feeds.state} = 'active' and ${feeds.failures} > 0 and ${inArray(feeds.failureCause, [...UNREACHABLE])}`,
      ),
      lastReadAt: max(feeds.lastReadAt),
    })
    .from(feeds);
  return row ?? { active: 0, paused: 0, failing: 0, neverRead: 0, unreachable: 0, lastReadAt: null };
}
