import type { Item } from '../feeds/item.ts';
import { previewMessage } from '../messages/preview.ts';
import type { SeedDocument } from '../stories/story.ts';
import { toArticle, trackedStory } from '../stories/tracked-story.ts';
import type { TrackedStory } from '../stories/tracker.ts';
import type { Verdict } from '../stories/verdict.ts';
import type { Action, Invocation, Reply } from './command.ts';
import { given, toUser, type CommandDeps } from './deps.ts';
import { findStory } from './find-story.ts';

const DAYS = 7;
const DAY_MS = 24 * 3_600_000;
/** Judged in about a second; a busier week is judged by its newest part. */
const MOST_ITEMS = 3000;
const PREVIEW = 'preview';

export interface PreviewHit {
  readonly item: Item;
  readonly verdict: Verdict;
}

export function previewAction(deps: CommandDeps): Action {
  return {
    name: 'preview',
    summary: 'What a new story, or a story with one more text, would have taken in over the last 7 days',
    permission: 'admin',
    example: '"Example outage, May 2025" Example.com was down for hours on 3 May 2025 …',
    options: [
      { name: 'title', summary: 'Title of the new story', type: 'text', required: true, maxLength: 150 },
      {
        name: 'text',
        summary: 'What happened, in a few sentences',
        type: 'text',
        required: true,
        rest: true,
        maxLength: 4000,
      },
      {
        name: 'story',
        summary: 'A story that is there, to try the text as one more seed',
        type: 'story',
        required: false,
      },
    ],
    run: (invocation) => preview(deps, invocation),
  };
}

async function preview(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const { now, options } = invocation;
  const title = given(invocation, 'title');
  // When it happened is not asked: without a date no item of the week is too early or too late.
  const seed: SeedDocument = { title, text: given(invocation, 'text') };
  const changed = options['story']
    ? await findStory(deps.store, options['story'], (slug) => `/story ${slug}`)
    : null;
  const tracker = deps.newTracker();
  const items = await deps.store.items.since(new Date(now.getTime() - DAYS * DAY_MS), MOST_ITEMS);
  for (const item of items) tracker.observe(toArticle(item));
  for (const story of await deps.store.stories.list()) {
    if (story.closedAt === null && story.id !== changed?.id)
      tracker.setStory(await trackedStory(deps.store, story));
  }
  const tried: TrackedStory = changed
    ? await trackedStory(deps.store, { ...changed, seeds: [...changed.seeds, seed] })
    : {
        id: PREVIEW,
        title,
        aliases: [],
        entities: [],
        startedAt: null,
        seeds: [seed],
        members: [],
        rejected: [],
      };
  tracker.setStory(tried);
  const hits = items
    .map((item): PreviewHit => ({ item, verdict: tracker.judge(toArticle(item)) }))
    .filter(({ verdict }) => verdict.storyId === tried.id);
  return toUser(previewMessage(changed?.title ?? title, hits, items.length));
}
