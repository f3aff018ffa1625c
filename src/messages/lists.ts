import type { Topic } from '../ports/story-store.ts';
import { itemTime, publisher, type Update } from '../stories/assignment.ts';
import type { Fold } from '../stories/fold.ts';
import type { Story } from '../stories/story.ts';
import { plural } from './digest.ts';
import type { Block, Message, RichText } from './message.ts';
import { pageButtons, pageOf } from './pages.ts';
import { headline, timeSpan, updateLine } from './update.ts';

/** Stories that a list spells out at once. */
const LISTED = 25;

/** All stories under their topics, the liveliest first; a page at a time. `command` turns the pages. */
export function storyList(
  stories: readonly Story[],
  topics: readonly Topic[],
  page = 1,
  command = '/stories list',
): Message {
  if (stories.length === 0)
    return {
      blocks: [{ kind: 'text', text: 'There is no story yet. An admin can make one with /stories create.' }],
    };
  const sorted = topics.flatMap((topic) => stories.filter((story) => story.topic === topic.slug));
  const shown = pageOf(sorted, page, LISTED);
  return {
    title: plural(stories.length, 'story', 'stories'),
    blocks: [
      ...topics.flatMap((topic): Block[] => {
        const inTopic = shown.items.filter((story) => story.topic === topic.slug);
        return inTopic.length === 0
          ? []
          : [
              { kind: 'heading', text: topic.title },
              { kind: 'list', items: inTopic.map(storyLine) },
            ];
      }),
      ...pageButtons(shown, command),
    ],
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
  const shown = pageOf(folds, page, PAGE);
  return {
    title: `${story.title}: timeline`,
    blocks: [
      folds.length === 0
        ? { kind: 'text', text: 'No report has arrived yet.' }
        : { kind: 'list', items: shown.items.map(updateLine) },
      ...pageButtons(shown, `/stories timeline ${story.slug}`, ['Newer', 'Older']),
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
        : [
            ...updates.slice(0, EXPLAINED).flatMap((update) => whyBlocks(update, titleOf)),
            { kind: 'buttons', buttons: [{ label: 'Correct', command: `/stories correct ${story.slug}` }] },
          ],
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
