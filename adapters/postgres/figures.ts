import type { Pool } from 'pg';
import type { Delay, Figures, ReadFigures } from '../../src/ports/figures.ts';

/** Counts over whole tables, as few passes as it takes. */
export function createFigures(pool: Pool): ReadFigures {
  return async (now) => {
    // One after another: a scrape must not take several connections away from the work.
    const feeds = await feedFigures(pool, now);
    const items = await itemFigures(pool);
    const { rows: stories } = await pool.query<{ phase: string; count: number }>(
      `select phase, count(*)::int as count from stories
       where merged_into is null and removed_at is null group by phase`,
    );
    return {
      ...feeds,
      ...items,
      stories: Object.fromEntries(stories.map(({ phase, count }) => [phase, count])),
      ...(await deliveryFigures(pool, now)),
      delays: await delays(pool, now),
    };
  };
}

type FeedRow = Record<
  'working' | 'new' | 'failing' | 'paused' | 'overdue' | 'polls' | 'unchanged' | 'failed',
  number
>;

async function feedFigures(
  pool: Pool,
  now: Date,
): Promise<Pick<Figures, 'feeds' | 'feedsOverdue' | 'polls'>> {
  const { rows } = await pool.query<FeedRow>(
    `select
       count(*) filter (where state = 'active' and failures = 0 and last_read_at is not null)::int as working,
       count(*) filter (where state = 'active' and failures = 0 and last_read_at is null)::int as new,
       count(*) filter (where state = 'active' and failures > 0)::int as failing,
       count(*) filter (where state = 'paused')::int as paused,
       count(*) filter (where state = 'active' and next_due_at < $1::timestamptz - interval '1 minute')::int as overdue,
       coalesce(sum(polls), 0)::float8 as polls,
       coalesce(sum(polls_unchanged), 0)::float8 as unchanged,
       coalesce(sum(polls_failed), 0)::float8 as failed
     from feeds`,
    [now],
  );
  const row = one(rows);
  const { working, new: fresh, failing, paused, overdue, polls, unchanged, failed } = row;
  return {
    feeds: { working, new: fresh, failing, paused },
    feedsOverdue: overdue,
    polls: { read: Math.max(0, polls - unchanged - failed), unchanged, failed },
  };
}

async function itemFigures(pool: Pool): Promise<Pick<Figures, 'items' | 'verdicts'>> {
  const { rows } = await pool.query<{ items: number; waiting: number }>(
    `select (select count(*) from items)::int as items,
       (select count(*) from items where classified_at is null)::int as waiting`,
  );
  const { items, waiting } = one(rows);
  const { rows: states } = await pool.query<{ state: keyof Figures['verdicts']; count: number }>(
    'select state, count(*)::int as count from assignments group by state',
  );
  const verdicts = { auto: 0, suggested: 0, confirmed: 0, rejected: 0, manual: 0, none: 0 };
  for (const { state, count } of states) verdicts[state] = count;
  const assigned = states.reduce((sum, { count }) => sum + count, 0);
  return {
    items: { classified: items - waiting, waiting },
    verdicts: { ...verdicts, none: Math.max(0, items - waiting - assigned) },
  };
}

async function deliveryFigures(
  pool: Pool,
  now: Date,
): Promise<Pick<Figures, 'deliveries' | 'oldestWaitingS'>> {
  const { rows: deliveries } = await pool.query<Figures['deliveries'][number]>(
    `select channel.platform, delivery.state, count(*)::int as count
     from deliveries delivery join channels channel on channel.id = delivery.channel_id
     group by channel.platform, delivery.state`,
  );
  const { rows } = await pool.query<{ age: number }>(
    `select coalesce(extract(epoch from $1::timestamptz - min(coalesce(not_before, created_at))), 0)::float8 as age
     from deliveries where state = 'pending' and (not_before is null or not_before <= $1)`,
    [now],
  );
  return { deliveries, oldestWaitingS: Math.max(0, one(rows).age) };
}

/**
 * Of reports that were posted in the last hour. Those held back for quiet hours do not count, nor do reports that were
 * read for the first time long after they came out: that is a feed's delay, and `published` alone shows it.
 */
async function delays(pool: Pool, now: Date): Promise<readonly Delay[]> {
  const { rows } = await pool.query<Record<Delay['from'], readonly [number, number, number] | null>>(
    `select ${quantiles('coalesce(item.published_at, item.seen_at)')} as published,
       ${quantiles('item.seen_at')} as seen,
       ${quantiles('delivery.created_at')} as written
     from deliveries delivery
     -- The key of a report: update:<channel>:<story>:<item>, and how often it was retitled.
     join items item on item.id = split_part(delivery.key, ':', 4)::uuid
     where delivery.kind = 'update' and delivery.state = 'sent' and delivery.not_before is null
       and delivery.sent_at > $1::timestamptz - interval '1 hour'`,
    [now],
  );
  const row = one(rows);
  return (['published', 'seen', 'written'] as const).flatMap((from) => {
    const [p50, p95, p99] = row[from] ?? [];
    return p50 === undefined || p95 === undefined || p99 === undefined ? [] : [{ from, p50, p95, p99 }];
  });
}

const quantiles = (since: string): string =>
  `percentile_cont(array[0.5, 0.95, 0.99]) within group
     (order by greatest(0, extract(epoch from delivery.sent_at - ${since}))::float8)`;

function one<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (!row) throw new Error('an aggregate without a row');
  return row;
}
