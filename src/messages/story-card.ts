import { publisher, itemTime, type Update } from '../stories/assignment.ts';
import { foldUpdates, independentSources, type Fold } from '../stories/fold.ts';
import { keySentences, sentencesOf } from '../stories/key-sentences.ts';
import type { Story } from '../stories/story.ts';
import { volumeOf } from '../stories/volume.ts';
import { plural } from './digest.ts';
import type { Block, Button, Field, Message, RichText } from './message.ts';
import { sourceSpan, timeSpan, toneOf, updateLine } from './update.ts';

const SENTENCES = 3;
const SHOWN = 5;

export interface StoryCard {
  readonly story: Story;
  readonly topicTitle: string;
  /** How many items the story has. */
  readonly items: number;
  /** The newest of them, newest first. */
  readonly updates: readonly Update[];
  readonly suggested: number;
  /** The channel that asks follows it. */
  readonly followed: boolean;
  /** Feeds that speak for a vendor or an authority, by id. */
  readonly officialFeeds: ReadonlySet<string>;
  readonly now: Date;
}

/** A story at a glance: phase, what is known, who reports it, and what came last. */
export function storyCard(card: StoryCard): Message {
  const { story, updates, now } = card;
  const folds = foldUpdates(updates);
  const volume = volumeOf(
    updates.map((update) => itemTime(update.item)),
    now,
  );
  return {
    title: story.title,
    tone: toneOf(story.phase),
    blocks: [
      { kind: 'fields', fields: fieldsOf(card, folds) },
      ...keyBlocks(story, folds),
      ...(folds.length > 0
        ? [
            { kind: 'heading', text: 'Latest' } as const,
            { kind: 'list', items: folds.slice(0, SHOWN).map(updateLine) } as const,
          ]
        : []),
      ...(volume ? [{ kind: 'volume', volume } as const] : []),
      { kind: 'buttons', buttons: buttonsOf(card) },
    ],
  };
}

function fieldsOf(
  { story, topicTitle, items, updates, suggested, officialFeeds }: StoryCard,
  folds: readonly Fold[],
): Field[] {
  const official = updates.find((update) => officialFeeds.has(update.item.feedId));
  const languages = new Set(updates.flatMap(({ item }) => item.language?.slice(0, 2).toLowerCase() ?? []));
  const reports =
    updates.length === 0
      ? 'none yet'
      : `${plural(items, 'item', 'items')} from ${plural(independentSources(folds).length, 'independent source', 'independent sources')}`;
  return [
    { label: 'Topic', value: topicTitle },
    { label: 'Phase', value: [story.phase, ' since ', timeSpan(story.phaseSince)] },
    ...(story.startedAt ? [{ label: 'Began', value: story.startedAt.toISOString().slice(0, 10) }] : []),
    { label: 'Reports', value: reports },
    ...(languages.size > 0 ? [{ label: 'Languages', value: [...languages].toSorted().join(', ') }] : []),
    ...(official ? [{ label: 'Official', value: confirmation(official) }] : []),
    ...(suggested > 0 ? [{ label: 'To review', value: plural(suggested, 'suggestion', 'suggestions') }] : []),
  ];
}

function confirmation(update: Update): RichText {
  const { link } = update.item;
  const name = publisher(update);
  return [link === null ? name : { text: name, link }, ', ', timeSpan(itemTime(update.item))];
}

/** Sentences that the reports agree on; before the first report, how the story was defined. */
function keyBlocks(story: Story, folds: readonly Fold[]): Block[] {
  const sentences = keySentences(folds, SENTENCES);
  if (sentences.length > 0) {
    return [
      { kind: 'heading', text: 'What is known' },
      {
        kind: 'list',
        items: sentences.map(({ text, from }): RichText => [`${text}  `, sourceSpan(from)]),
      },
    ];
  }
  const [seed] = story.seeds;
  const told = seed ? sentencesOf(seed.text).slice(0, 2).join(' ') : '';
  return told === ''
    ? []
    : [
        { kind: 'text', text: told },
        { kind: 'note', text: 'From the story’s definition; no report has arrived yet.' },
      ];
}

function buttonsOf({ story, followed, updates }: StoryCard): Button[] {
  return [
    followed
      ? { label: 'Unfollow', command: `/stories unfollow ${story.slug}` }
      : { label: 'Follow', command: `/stories follow ${story.slug}`, style: 'primary' },
    ...(updates.length > 0
      ? [
          { label: 'Timeline', command: `/stories timeline ${story.slug}` },
          { label: 'Why', command: `/stories why ${story.slug}` },
          { label: 'Correct', command: `/stories correct ${story.slug}` },
        ]
      : []),
  ];
}
