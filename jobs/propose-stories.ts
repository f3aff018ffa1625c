import type { Log } from '../src/log.ts';
import { emergingMessage } from '../src/messages/emerging.ts';
import type { Store } from '../src/ports/store.ts';
import type { EmergingStory } from '../src/stories/emerging.ts';
import { toArticle } from '../src/stories/tracked-story.ts';
import type { Article } from '../src/stories/verdict.ts';

const WINDOW_MS = 24 * 3_600_000;
/** What a day brings at most to a busy installation. */
const MOST_ITEMS = 3000;
/** More at once would be noise. */
const PROPOSED_AT_ONCE = 3;

export interface ProposeDeps {
  readonly store: Store;
  readonly findEmerging: (items: readonly Article[], now: Date) => readonly EmergingStory[];
  readonly log: Log;
}

/** Asks the review channels about stories that items seem to make up although nobody set them up; each once. */
export async function proposeStories({ store, findEmerging, log }: ProposeDeps, now: Date): Promise<void> {
  const reviewers = (await store.channels.list()).filter((each) => each.settings.review && !each.deadReason);
  if (reviewers.length === 0) return;
  const items = await store.items.unassigned(new Date(now.getTime() - WINDOW_MS), MOST_ITEMS);
  const proposals = findEmerging(items.map(toArticle), now).slice(0, PROPOSED_AT_ONCE);
  const topics = await store.stories.topics();
  for (const proposal of proposals) {
    await store.transact(async (tables) => {
      const ids = proposal.items.map((article) => article.id);
      await tables.items.markProposed(ids, now);
      await tables.deliveries.add(
        reviewers.map((channel) => ({
          key: `emerging:${channel.id}:${ids.toSorted()[0] ?? ''}`,
          channelId: channel.id,
          kind: 'notice',
          storyId: null,
          message: emergingMessage(proposal, topics),
          createdAt: now,
          notBefore: null,
          parentKey: null,
        })),
      );
    });
    log.info({ items: proposal.items.length, sources: proposal.sources }, 'a story was proposed');
  }
}
