import { afterPoll } from '../src/feeds/after-poll.ts';
import { askFeed, type AskTools } from '../src/feeds/ask-feed.ts';
import type { Feed } from '../src/feeds/feed.ts';
import { floodIn } from '../src/feeds/flood.ts';
import { eachOnce, type FeedEntry } from '../src/feeds/item.ts';
import type { Log } from '../src/log.ts';
import type { DueFeed } from '../src/ports/feed-store.ts';
import type { AskedOutcome } from '../src/ports/feed-reader.ts';
import type { Store } from '../src/ports/store.ts';
import { mayBeTrouble, tellOfTrouble } from './feed-trouble.ts';
import type { Payload } from './jobs.ts';

/** Publication times that a feed's rhythm is told from. */
const RHYTHM_ITEMS = 30;

export interface PollDeps extends AskTools {
  readonly store: Store;
  readonly floorMs: number;
  readonly clock: () => Date;
  readonly log: Log;
  /** Called after each poll was kept. */
  readonly onPolled?: (poll: PollReport) => void;
}

export interface PollReport {
  readonly feed: Feed;
  readonly outcome: AskedOutcome['kind'];
  readonly added: number;
  /** What was added is news; what a feed held when it was added, or a flood, is none. */
  readonly announce: boolean;
}

/**
 * Reads one feed and keeps what is new. The items and the feed's next time are one transaction: a crash before it costs
 * one more request, which finds the same items again.
 */
export function pollFeed(deps: PollDeps) {
  const { store, clock, log } = deps;
  return async ({ feedId }: Payload<'poll-feed'>): Promise<void> => {
    const feed = await store.feeds.lease(feedId, clock());
    if (!feed) return; // polled meanwhile, paused, or in the hands of another process
    // A poll that waits would keep others from theirs.
    const outcome = await askFeed(deps, feed, { validators: feed.validators, patienceMs: 0 });
    if (outcome.kind === 'wait') {
      await store.feeds.putOff(feed.id, new Date(clock().getTime() + outcome.waitMs));
      return;
    }
    const { added, announce } = await keep(deps, feed, outcome, clock());
    if (outcome.kind === 'failed') {
      const { cause, status } = outcome.failure;
      log.warn(
        { feedId, url: feed.url, cause, status, failures: feed.failures + 1 },
        'a feed could not be read',
      );
    } else log.debug({ feedId, outcome: outcome.kind, added }, 'a feed was read');
    deps.onPolled?.({ feed, outcome: outcome.kind, added, announce });
  };
}

/** What is new goes into one statement with the feed's outcome; more than that is a transaction. */
async function keep(
  { store, floorMs }: PollDeps,
  feed: DueFeed,
  outcome: AskedOutcome,
  now: Date,
): Promise<Pick<PollReport, 'added' | 'announce'>> {
  const entries = outcome.kind === 'read' ? outcome.document.entries : [];
  const found = await compare(store, feed, entries, now);
  const { announce, note } = found;
  const latestTimes = newest([
    ...feed.latestTimes,
    ...found.fresh.flatMap(({ published }) => published ?? []),
  ]);
  const result = afterPoll({ feed, outcome, latestTimes, floorMs, note, now });
  if (found.changed === 0 && !mayBeTrouble(feed, result))
    return { added: await store.feeds.keepPoll(feed.id, result, found), announce };
  const added = await store.transact(async (tables) => {
    const saved = await tables.items.save(feed.id, entries, { announce, now });
    const after = await tables.feeds.finishPoll(feed.id, result);
    if (after) await tellOfTrouble(tables, feed, after, now);
    return saved.added;
  });
  return { added, announce };
}

const newest = (times: readonly Date[]): readonly Date[] =>
  times.toSorted((a, b) => b.getTime() - a.getTime()).slice(0, RHYTHM_ITEMS);

/** What a feed holds when it is added is no news, nor is a flood. */
async function compare({ items }: Store, feed: Feed, entries: readonly FeedEntry[], now: Date) {
  // There is nothing to compare with before the first poll.
  const { fresh, changed } =
    feed.polls === 0 ? { fresh: eachOnce(entries), changed: 0 } : await items.compare(feed.id, entries);
  if (feed.lastReadAt === null) return { fresh, changed, announce: false, note: undefined };
  const renamed = await items.countRenamed(feed.id, fresh);
  const flood = floodIn({ entries: entries.length, fresh: fresh.length, renamed });
  const note = flood === null ? undefined : `${flood} (${now.toISOString().slice(0, 10)})`;
  return { fresh, changed, announce: flood === null, note };
}
