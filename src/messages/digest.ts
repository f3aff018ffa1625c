import { byTopic, type Digest, type StoryChanges } from '../digests/digest.ts';
import type { Topic } from '../ports/story-store.ts';
import { publisher } from '../stories/assignment.ts';
import { independentSources } from '../stories/fold.ts';
import type { Block, Message, Span } from './message.ts';
import { timeSpan, updateLine } from './update.ts';

/** Updates that a digest spells out for one story. */
const SHOWN = 3;

/** A channel's digest as a message: topics, their stories with what changed, and what is left to do. */
export function digestMessage(digest: Digest, topics: readonly Topic[]): Message {
  const since: Block = {
    kind: 'note',
    text: ['What changed from ', timeSpan(digest.from), ' to ', timeSpan(digest.to), '.'],
  };
  if (digest.stories.length === 0) {
    return {
      title: 'Digest: nothing new',
      tone: 'calm',
      blocks: [
        {
          kind: 'text',
          text: `None of the ${plural(digest.quiet, 'followed story', 'followed stories')} moved.`,
        },
        since,
      ],
    };
  }
  return {
    title: `Digest: ${plural(digest.stories.length, 'story moved', 'stories moved')}`,
    blocks: [
      since,
      ...byTopic(digest, topics).flatMap(({ topic, stories }): Block[] => [
        { kind: 'heading', text: topic.title },
        ...stories.flatMap(storyBlocks),
      ]),
      { kind: 'note', text: footer(digest) },
    ],
  };
}

function storyBlocks(changes: StoryChanges): Block[] {
  const { story, news } = changes;
  const more = news.length - SHOWN;
  return [
    { kind: 'text', text: [{ text: story.title, bold: true }, ` · ${summary(changes)}`] },
    { kind: 'list', items: news.slice(0, SHOWN).map(updateLine) },
    ...(more > 0
      ? [
          {
            kind: 'note',
            text: [`and ${more} more: `, { text: `/story ${story.slug}`, code: true }] satisfies Span[],
          } as const,
        ]
      : []),
  ];
}

function summary({ story, isNew, phaseChange, news }: StoryChanges): string {
  const copies = news.reduce((sum, fold) => sum + fold.copies.length, 0);
  const sources = independentSources(news);
  const outlets = new Set(news.flatMap((fold) => [fold.first, ...fold.copies].map(publisher)));
  return [
    isNew ? 'new story' : null,
    phaseChange ? `${phaseChange.from ?? 'new'} → ${phaseChange.to}` : story.phase,
    news.length > 0 ? plural(news.length, 'update', 'updates') : 'no new reports',
    news.length > 0 ? `from ${plural(sources.length, 'source', 'sources')}` : null,
    copies > 0
      ? `${copies} near-${copies === 1 ? 'copy' : 'copies'} folded (${plural(outlets.size, 'outlet', 'outlets')})`
      : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

function footer(digest: Digest): string {
  return [
    `${plural(digest.itemsRead, 'item', 'items')} read`,
    digest.quiet > 0 ? `${plural(digest.quiet, 'followed story', 'followed stories')} quiet` : null,
    digest.toReview > 0
      ? `${plural(digest.toReview, 'suggestion waits', 'suggestions wait')} for a person: /stories review`
      : null,
    digest.feedsFailing > 0
      ? `${plural(digest.feedsFailing, 'feed fails', 'feeds fail')}: /feeds health`
      : null,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

/** `1 item`, `3 items`. */
export const plural = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;
