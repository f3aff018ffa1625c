import type { Topic } from '../ports/story-store.ts';
import { itemTime, publisher, type Update } from '../stories/assignment.ts';
import type { Fold } from '../stories/fold.ts';
import type { Story } from '../stories/story.ts';
import { plural } from './digest.ts';
import type { Block, Message, RichText } from './message.ts';
import { headline, timeSpan, updateLine } from './update.ts';

/** Stories of one topic that a list spells out. */
const LISTED = 15;

/** All stories under their topics, the liveliest first. */
export function storyList(stories: readonly Story[], topics: readonly Topic[]): Message {
  if (stories.length === 0)
    return {
      blocks: [{ kind: 'text', text: 'There is no story yet. An admin can make one with /stories create.' }],
    };
  return {
    title: plural(stories.length, 'story', 'stories'),
    blocks: topics.flatMap((topic): Block[] => {
      const inTopic = stories.filter((story) => story.topic === topic.slug);
      if (inTopic.length === 0) return [];
      const more = inTopic.length - LISTED;
      return [
        { kind: 'heading', text: topic.title },
        { kind: 'list', items: inTopic.slice(0, LISTED).map(storyLine) },
        ...(more > 0
          ? [{ kind: 'note', text: `and ${more} more: /stories list ${topic.slug}` } as const]
          : []),
      ];
    }),
  };
}

export function storyLine(story: Story): RichText {
  const last = story.lastItemAt ? [', last report ', timeSpan(story.lastItemAt)] : [];
  return [
    { text: story.title, bold: true },
    ` · ${story.phase}`,
    ...last,
    '  ',
    { text: story.slug, code: true },
  ];
}

const PAGE = 10;

/** A story's reports from the newest back, a page at a time; pages count from 1. */
export function timeline(story: Story, folds: readonly Fold[], page: number): Message {
  const pages = Math.max(1, Math.ceil(folds.length / PAGE));
  const shown = Math.min(Math.max(page, 1), pages);
  const buttons = [
    ...(shown > 1 ? [{ label: 'Newer', command: `/stories timeline ${story.slug} page:${shown - 1}` }] : []),
    ...(shown < pages
      ? [{ label: 'Older', command: `/stories timeline ${story.slug} page:${shown + 1}` }]
      : []),
  ];
  return {
    title: `${story.title}: timeline`,
    blocks: [
      folds.length === 0
        ? { kind: 'text', text: 'No report has arrived yet.' }
        : { kind: 'list', items: folds.slice((shown - 1) * PAGE, shown * PAGE).map(updateLine) },
      { kind: 'note', text: `Page ${shown} of ${pages}, newest first.` },
      ...(buttons.length > 0 ? [{ kind: 'buttons', buttons } as const] : []),
    ],
  };
}

const EXPLAINED = 5;

/** Why the latest reports are in a story, in the classifier's own reasons, heaviest first. */
export function whyMessage(
  story: Story,
  updates: readonly Update[],
  titleOf: (storyId: string) => string,
): Message {
  return {
    title: `${story.title}: why`,
    blocks:
      updates.length === 0
        ? [{ kind: 'text', text: 'No report has arrived yet.' }]
        : updates.slice(0, EXPLAINED).flatMap((update) => whyBlocks(update, titleOf)),
  };
}

function whyBlocks(update: Update, titleOf: (storyId: string) => string): Block[] {
  const { assignment, item } = update;
  return [
    {
      kind: 'text',
      text: [
        headline(update),
        { text: `  ${publisher(update)}`, italic: true },
        ', ',
        timeSpan(itemTime(item)),
        '  ',
        itemRef(item.id),
      ],
    },
    { kind: 'list', items: assignment.reasons.map((reason) => reason.text) },
    { kind: 'note', text: verdictNote(update, titleOf) },
  ];
}

export const itemRef = (itemId: string) => ({ text: shortRef(itemId), code: true });

/** Eight digits of an item's id: what people type in `/stories move 1f2e3d4c …`. */
export const shortRef = (itemId: string): string => itemId.slice(0, 8);

/** State, score and runner-up in one line. */
export function verdictNote(
  { assignment }: Pick<Update, 'assignment'>,
  titleOf: (storyId: string) => string,
): string {
  const { state, score, runnerUpId, runnerUpScore, margin } = assignment;
  const states = {
    auto: 'joined by itself',
    suggested: 'suggested',
    confirmed: 'confirmed by a person',
    manual: 'put here by a person',
    rejected: 'taken out by a person',
  };
  const runnerUp =
    runnerUpId === null || runnerUpScore === null
      ? 'no other story came near'
      : `next: ${titleOf(runnerUpId)} (${runnerUpScore.toFixed(2)}, margin ${margin.toFixed(2)})`;
  return `${states[state]}, score ${score.toFixed(2)}; ${runnerUp}`;
}
