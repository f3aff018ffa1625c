import { setImmediate } from 'node:timers/promises';
import type { Log } from '../src/log.ts';
import type { UnclassifiedItem } from '../src/ports/item-store.ts';
import type { Store, Tables } from '../src/ports/store.ts';
import { arrivalAt } from '../src/deliveries/audience.ts';
import type { NewDelivery } from '../src/deliveries/delivery.ts';
import { reviewMessage } from '../src/messages/correct.ts';
import { announcements, newsFor, type Moved } from '../src/deliveries/announcements.ts';
import { followersCard } from '../src/stories/card.ts';
import { IN_STORY, itemTime, type Assignment, type Update } from '../src/stories/assignment.ts';
import { foldUpdates, newsAmong } from '../src/stories/fold.ts';
import { phaseOf, phaseRises } from '../src/stories/phase.ts';
import type { Story } from '../src/stories/story.ts';
import type { Verdict } from '../src/stories/verdict.ts';
import type { StoryModel } from './story-model.ts';

/** Items of one transaction: short enough that other writers do not wait long. */
const BATCH = 100;
/** Judging goes on without looking up for so long at most: polls, posts and health checks are waiting. */
const AT_A_STRETCH_MS = 10;
/** Items of a story that its phase and its near-copies are told from. */
const RECENT = 200;

export interface ClassifyDeps {
  readonly store: Store;
  readonly model: StoryModel;
  readonly clock: () => Date;
  readonly log: Log;
  /** True while there is no time for what is not urgent. */
  readonly busy?: () => boolean;
  /** Called after each batch was kept, with its numbers. */
  readonly onBatch?: (batch: BatchReport) => void;
}

export interface BatchReport {
  readonly judged: number;
  /** Of these, items that may be announced. */
  readonly fresh: number;
  readonly joined: number;
  readonly suggested: number;
  /** Messages written for channels. */
  readonly deliveries: number;
}

/**
 * Gives every waiting item its verdict, in batches. A batch, its assignments, the phases it changes and the messages
 * it causes are one transaction: after a crash it was done whole or not at all. What feeds held when they were added is
 * no news: while this process is busy, one batch of that is enough, and the rest waits for the next job.
 */
export function classifyItems({ store, model, clock, log, busy, onBatch }: ClassifyDeps) {
  return async (): Promise<void> => {
    for (;;) {
      const report = await classifyBatch(store, model, clock).catch((error: unknown) => {
        model.reset();
        throw error;
      });
      if ('unknown' in report) {
        await model.ask(report.unknown);
        continue;
      }
      if (report.judged === 0) return;
      log.debug(report, 'a batch of items was classified');
      onBatch?.(report);
      if (report.fresh === 0 && busy?.()) return;
    }
  };
}

/** Texts whose meaning must be known before anything is judged; whoever answers may be slow, and others want the lock. */
interface NotYet {
  readonly unknown: readonly string[];
}

function classifyBatch(store: Store, model: StoryModel, clock: () => Date): Promise<BatchReport | NotYet> {
  return store.transactStories(async (tables) => {
    // Not before the lock is ours: a digest that had it may have told everything up to a later time than that.
    const now = clock();
    const items = await tables.items.unclassified(BATCH);
    if (items.length === 0) return { judged: 0, fresh: 0, joined: 0, suggested: 0, deliveries: 0 };
    const unknown = await model.refresh(tables, items);
    if (unknown.length > 0) return { unknown };
    const joined = new Map<string, Update[]>();
    const suggested: Update[] = [];
    const known = await tables.assignments.ofItems(items.map((item) => item.id));
    let since = performance.now();
    for (const item of items) {
      if (performance.now() - since > AT_A_STRETCH_MS) {
        await setImmediate();
        since = performance.now();
      }
      const verdict = model.judge(item);
      model.learn(item, verdict);
      const update = await keepVerdict(tables, item, verdict, known.get(item.id), now);
      if (update && IN_STORY.includes(update.assignment.state))
        joined.set(update.assignment.storyId, [...(joined.get(update.assignment.storyId) ?? []), update]);
      else if (update?.assignment.state === 'suggested') suggested.push(update);
    }
    await tables.items.markClassified(
      items.map((item) => item.id),
      now,
    );

    const announced = new Set(items.filter((item) => item.announce).map((item) => item.id));
    let deliveries = await askReviewers(
      tables,
      suggested.filter((update) => announced.has(update.item.id)),
      now,
    );
    for (const [storyId, updates] of joined) {
      deliveries += await storyMoved(tables, storyId, updates, announced, now);
      model.noteRevision(await tables.stories.touch(storyId));
    }
    return {
      judged: items.length,
      fresh: announced.size,
      joined: [...joined.values()].flat().length,
      suggested: suggested.length,
      deliveries,
    };
  });
}

async function keepVerdict(
  tables: Tables,
  item: UnclassifiedItem,
  verdict: Verdict,
  before: Assignment | undefined,
  now: Date,
): Promise<Update | null> {
  // What a person said of an item holds, for a new title too.
  if (before && before.state !== 'auto' && before.state !== 'suggested')
    return { item, feedTitle: item.feedTitle, assignment: before };
  if (verdict.state === 'none' || verdict.storyId === null) {
    if (before) await tables.assignments.remove(item.id);
    return null;
  }
  const assignment = {
    itemId: item.id,
    storyId: verdict.storyId,
    state: verdict.state,
    score: verdict.score,
    runnerUpId: verdict.runnerUp?.storyId ?? null,
    runnerUpScore: verdict.runnerUp?.score ?? null,
    thirdId: verdict.thirdId,
    margin: verdict.margin,
    reasons: verdict.reasons,
    assignedAt: now,
  };
  await tables.assignments.put(assignment);
  return { item, feedTitle: item.feedTitle, assignment };
}

/** Asks the people of the review channels which story a report belongs to. Returns the number of messages. */
async function askReviewers(tables: Tables, suggested: readonly Update[], now: Date): Promise<number> {
  if (suggested.length === 0) return 0;
  const reviewers = (await tables.channels.list()).filter(
    (channel) => channel.settings.review && !channel.deadReason,
  );
  if (reviewers.length === 0) return 0;
  const stories = new Map((await tables.stories.list()).map((story) => [story.id, story]));
  const questions = reviewers.flatMap((channel) =>
    suggested.map((update): NewDelivery => ({
      key: `review:${channel.id}:${update.item.id}`,
      channelId: channel.id,
      kind: 'notice',
      storyId: update.assignment.storyId,
      message: reviewMessage([update], stories),
      createdAt: now,
      ...arrivalAt(channel, 'developing', now),
      parentKey: null,
    })),
  );
  return (await tables.deliveries.add(questions)).length;
}

/** Brings a story's phase up to date and writes what its followers are to hear. Returns the number of messages. */
async function storyMoved(
  tables: Tables,
  storyId: string,
  updates: readonly Update[],
  announced: ReadonlySet<string>,
  now: Date,
): Promise<number> {
  const before = await tables.stories.find(storyId);
  if (!before) return 0;
  const newest = Math.max(...updates.map((update) => itemTime(update.item).getTime()));
  await tables.stories.noteItem(storyId, new Date(newest));
  const recent = await tables.assignments.ofStory(storyId, { states: IN_STORY, limit: RECENT });
  const story = await refreshPhase(tables, before, recent, now);

  const fresh = updates.filter((update) => announced.has(update.item.id));
  const freshIds = new Set(fresh.map((update) => update.item.id));
  const news = newsAmong(
    fresh,
    recent.filter((update) => !freshIds.has(update.item.id)),
  );
  if (news.length === 0) return 0;

  await tables.deliveries.wantRefresh(storyId, now);
  return announce(tables, { story, news, rose: phaseRises(before.phase, story.phase), now });
}

async function announce(tables: Tables, moved: Moved): Promise<number> {
  const { story, now } = moved;
  const followers = await tables.channels.followersOf(story.id, story.topic);
  if (followers.length === 0) return 0;
  const card = await followersCard(tables, story, now);
  const messages = followers.flatMap((channel) =>
    announcements(moved, channel, newsFor(channel, moved), card),
  );
  return (await tables.deliveries.add(messages)).length;
}

/** Stores the phase that the flow of items gives; returns the story as it is then. */
export async function refreshPhase(
  tables: Tables,
  story: Story,
  recent: readonly Update[],
  now: Date,
): Promise<Story> {
  const times = foldUpdates(recent).map((fold) => itemTime(fold.first.item));
  const phase = phaseOf(
    { times, beganAt: story.startedAt ?? story.createdAt, closedByPerson: story.closedAt !== null },
    now,
  );
  if (phase === story.phase) return story;
  await tables.stories.setPhase(story.id, phase, now);
  return { ...story, phase, phaseSince: now };
}
