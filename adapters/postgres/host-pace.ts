import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { HostPace } from '../../src/ports/host-pace.ts';

/** A request that outlasts its gap keeps others away by one more query so often … */
const HOLD_EVERY_MS = 3_000;
/** … for so long: what a crash costs, and what those who come meanwhile wait at most for a request that ends soon. */
const HOLD_MS = 5_000;
/** A wait as short as this is sat out: putting a feed off costs more. */
const SAT_OUT_MS = 250;
/** Turns of those who wait lie further apart than the gap: they come back up to a second late, and must not meet then. */
const LINE_SLACK = 1.25;

/**
 * One query a request. `gapFor` gives the milliseconds from the start of a request to a host to that of the next,
 * whichever process makes it; 0: the host is not held back at all.
 */
export function createHostPace(pool: Pool, gapFor: (host: string) => number): HostPace {
  return {
    async ask(host, request) {
      const gapMs = gapFor(host);
      if (gapMs === 0) return { kind: 'asked', value: await request() };
      let turn = await take(pool, host, gapMs);
      if (turn.waitMs > 0 && turn.waitMs <= SAT_OUT_MS) {
        await delay(turn.waitMs);
        turn = await take(pool, host, gapMs);
      }
      if (turn.waitMs > 0) return { kind: 'wait', waitMs: turn.lineMs, blocked: turn.blocked };
      return { kind: 'asked', value: await holding(pool, { host, holder: turn.holder, gapMs }, request) };
    },
    async block(host, forMs, reason) {
      await pool.query(
        `insert into host_blocks as block (host, until, reason)
         values ($1, now() + $2 * interval '1 millisecond', $3)
         on conflict (host) do update set until = greatest(block.until, excluded.until), reason = excluded.reason`,
        [host, forMs, reason],
      );
    },
  };
}

interface TakenTurn {
  readonly holder: string;
  /** Until the host is free, 0 when the turn was taken. */
  readonly waitMs: number;
  /** Until the place in the line that was given. */
  readonly lineMs: number;
  readonly blocked: boolean;
}

/** Takes the turn when the host is free; otherwise moves the end of its line on by one place. */
async function take(pool: Pool, host: string, gapMs: number): Promise<TakenTurn> {
  const holder = randomUUID();
  const { rows } = await pool.query<{ mine: boolean; blocked: boolean; wait_ms: number; line_ms: number }>({
    name: 'host-turn',
    // Not flushed to the disk before the request is made: a power cut takes longer than the gap.
    text: `insert into host_blocks as block (host, until, reason, holder)
     select $1, now() + $2 * interval '1 millisecond', 'asked', $3
     from set_config('synchronous_commit', 'off', true)
     on conflict (host) do update set
       until = case when block.until <= now() then excluded.until else block.until end,
       reason = case when block.until <= now() then excluded.reason else block.reason end,
       holder = case when block.until <= now() then excluded.holder else block.holder end,
       line_until = case when block.until <= now() then block.line_until
         else greatest(block.line_until, block.until) + $2 * $4 * interval '1 millisecond' end
     returning holder = $3 as mine, reason <> 'asked' as blocked,
       ceil(extract(epoch from until - now()) * 1000)::float8 as wait_ms,
       ceil(extract(epoch from line_until - now()) * 1000)::float8 as line_ms`,
    values: [host, gapMs, holder, LINE_SLACK],
  });
  const row = rows[0];
  if (!row || row.mine) return { holder, waitMs: 0, lineMs: 0, blocked: false };
  const waitMs = Math.max(1, row.wait_ms);
  return { holder, waitMs, lineMs: Math.max(waitMs, row.line_ms), blocked: row.blocked };
}

interface Hold {
  readonly host: string;
  readonly holder: string;
  readonly gapMs: number;
}

/** Makes the request; when it takes longer than the gap, the host is kept until it ends, and the gap after that. */
async function holding<T>(pool: Pool, hold: Hold, request: () => Promise<T>): Promise<T> {
  const free = (ms: number) => freeAfter(pool, hold, ms).catch(() => {}); // then it is free too early, or seconds late
  let kept: Promise<void> | undefined;
  let timer: NodeJS.Timeout;
  const keep = (): void => {
    kept = free(Math.max(HOLD_MS, hold.gapMs));
    timer = setTimeout(keep, HOLD_EVERY_MS);
  };
  timer = setTimeout(keep, hold.gapMs * 0.7);
  try {
    return await request();
  } finally {
    clearTimeout(timer);
    if (kept) {
      await kept;
      await free(hold.gapMs);
    }
  }
}

/** Nothing happens to a host that asked to be left alone meanwhile. */
async function freeAfter(pool: Pool, { host, holder }: Hold, ms: number): Promise<void> {
  await pool.query(
    `update host_blocks set until = now() + $3 * interval '1 millisecond'
     where host = $1 and holder = $2 and reason = 'asked'`,
    [host, holder, ms],
  );
}
