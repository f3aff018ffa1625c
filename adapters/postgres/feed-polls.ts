// What every poll asks of the table of feeds, each in one prepared statement: a poll that finds nothing new is two of
// them, and its turn at the host.
import type { Feed, PollResult } from '../../src/feeds/feed.ts';
import type { FeedEntry } from '../../src/feeds/item.ts';
import type { DueFeed } from '../../src/ports/feed-store.ts';
import { columnsOf } from './columns.ts';
import type { Queryable } from './database.ts';
import { insertRows, rowsOf } from './item-rows.ts';
import { feeds } from './schema.ts';

export type FeedRow = typeof feeds.$inferSelect;

/** Publication times that a feed's rhythm is told from. */
const RHYTHM_ITEMS = 30;
/** Clocks of machines lie less apart. */
const CLOCK_SLACK = `interval '5 minutes'`;
/** How long a poll may take before another process may try. */
const LEASE = `interval '2 minutes'`;

const COLUMNS = columnsOf(feeds, 'feed');

/**
 * Part of a statement that is not flushed to the disk at once. After a crash of the database or a power cut the last
 * second of polls never was: they are done again, and find what they found. Whatever follows from them, verdicts and
 * messages, is flushed, and with it all that came before.
 */
const UNFLUSHED = `from set_config('synchronous_commit', 'off', true)`;

/** A feed checked in the future was so before the clock was set back: its next time lies as far ahead. */
const LEASE_FEED = `
  update feeds feed set lease_until = now() + ${LEASE}
  ${UNFLUSHED}
  where feed.id = $1 and feed.state = 'active'
    and (feed.next_due_at <= $2 or feed.last_checked_at > $2::timestamptz + ${CLOCK_SLACK})
    and (feed.lease_until is null or feed.lease_until < now())
  returning ${COLUMNS}, array(
    select item.published_at from items item where item.feed_id = feed.id and item.published_at is not null
    order by item.published_at desc limit ${RHYTHM_ITEMS}
  ) as "latestTimes"`;

export async function leaseFeed(client: Queryable, id: string, now: Date): Promise<DueFeed | null> {
  const { rows } = await client.query<FeedRow & { latestTimes: Date[] }>({
    name: 'lease-feed',
    text: LEASE_FEED,
    values: [id, now],
  });
  const [row] = rows;
  if (!row) return null;
  const { latestTimes, ...rest } = row;
  return { ...toFeed(rest), latestTimes };
}

/** Scheme, host and port of an address: what a login is for. */
export const ORIGIN = '^https?://[^/?#]+';

/**
 * A feed that moved to where another is read keeps its own address: both are read until a person removes one. One that
 * moved to another origin was read there without its login, and loses it.
 */
const finish = (from: string): string => `
  update feeds feed set
    last_checked_at = $2::timestamptz, next_due_at = $3, enqueued_until = null, lease_until = null,
    polls = feed.polls + 1,
    polls_unchanged = feed.polls_unchanged + ($4 = 'unchanged')::int,
    polls_failed = feed.polls_failed + ($4 = 'failed')::int,
    bytes = feed.bytes + $5,
    failures = case when $4 = 'failed' then feed.failures + 1 else 0 end,
    failing_since = case when $4 = 'failed' then coalesce(feed.failing_since, $2) end,
    last_read_at = case when $4 = 'failed' then feed.last_read_at else $2 end,
    failure_cause = $6, failure_message = $7,
    moved_to = $8, moved_count = $9,
    validators_url = case when $10 then $11 else feed.validators_url end,
    etag = case when $10 then $12 else feed.etag end,
    last_modified = case when $10 then $13 else feed.last_modified end,
    body_hash = case when $10 then $14 else feed.body_hash end,
    asked_interval_ms = case when $15 then $16 else feed.asked_interval_ms end,
    skip_hours = case when $15 then $17 else feed.skip_hours end,
    skip_days = case when $15 then $18 else feed.skip_days end,
    silent_since = $19,
    note = case when $20 then $21 else feed.note end,
    title = coalesce($22, feed.title),
    site_url = coalesce($23, feed.site_url),
    language = coalesce($24, feed.language),
    credentials = case when $25::text is null or exists (select from feeds taken where taken.url = $25)
      or substring(lower($25) from '${ORIGIN}') = substring(lower(feed.url) from '${ORIGIN}') then feed.credentials end,
    url = case when exists (select from feeds taken where taken.url = $25) then feed.url else coalesce($25, feed.url) end,
    state = case when $26::text is null then feed.state else 'paused' end,
    state_reason = coalesce($26, feed.state_reason)
  ${from}
  where feed.id = $1::uuid`;

export async function finishPoll(client: Queryable, id: string, result: PollResult): Promise<Feed | null> {
  const { rows } = await client.query<FeedRow>({
    name: 'finish-poll',
    text: `${finish('')} returning ${COLUMNS}`,
    values: valuesOf(id, result),
  });
  return rows[0] ? toFeed(rows[0]) : null;
}

const END_POLL = finish(UNFLUSHED);

const KEEP_POLL = `
  with added as (
    ${insertRows({ feedId: '$1', announce: '$27::boolean', now: '$2', rows: '$28' })} returning 1
  ) ${END_POLL} returning (select count(*) from added)::int as added`;

export async function keepPoll(
  client: Queryable,
  id: string,
  result: PollResult,
  { fresh, announce }: { readonly fresh: readonly FeedEntry[]; readonly announce: boolean },
): Promise<number> {
  if (fresh.length === 0) {
    await client.query({ name: 'end-poll', text: END_POLL, values: valuesOf(id, result) });
    return 0;
  }
  const { rows } = await client.query<{ added: number }>({
    name: 'keep-poll',
    text: KEEP_POLL,
    values: [...valuesOf(id, result), announce, rowsOf(fresh)],
  });
  return rows[0]?.added ?? 0;
}

function valuesOf(id: string, result: PollResult): unknown[] {
  const { failure, validators, asked, moved, note } = result;
  return [
    id,
    result.checkedAt,
    result.nextDueAt,
    result.outcome,
    result.bytes,
    failure?.cause ?? null,
    failure?.message ?? null,
    moved?.to ?? null,
    moved?.count ?? 0,
    validators !== null,
    validators?.url ?? null,
    validators?.etag ?? null,
    validators?.lastModified ?? null,
    validators?.bodyHash ?? null,
    asked !== null,
    asked?.intervalMs ?? null,
    asked && JSON.stringify(asked.skipHours),
    asked && JSON.stringify(asked.skipDays),
    result.silentSince,
    note !== undefined,
    note ?? null,
    result.title,
    result.siteUrl,
    result.language,
    result.newUrl,
    result.pauseReason,
  ];
}

export function toFeed(row: FeedRow): Feed {
  const {
    failureCause,
    failureMessage,
    validatorsUrl,
    etag,
    lastModified,
    bodyHash,
    skipHours,
    skipDays,
    ...rest
  } = row;
  return {
    ...rest,
    skipHours: skipHours ?? [],
    skipDays: skipDays ?? [],
    failure: failureCause === null ? null : { cause: failureCause, message: failureMessage ?? failureCause },
    validators: validatorsUrl === null ? null : { url: validatorsUrl, etag, lastModified, bodyHash },
  };
}
