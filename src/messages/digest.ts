import { byTopic, type Digest } from '../digests/digest.ts';
import type { StoryChanges } from '../digests/story-changes.ts';
import type { Topic } from '../ports/story-store.ts';
import { publisher } from '../stories/assignment.ts';
import { independentSources } from '../stories/fold.ts';
import { stateOf } from './feed-state.ts';
import type { Block, Message, RichText, Span } from './message.ts';
import { sourceSpan, timeSpan, updateLine } from './update.ts';

/** Updates that a digest spells out for one story. */
const SHOWN = 3;
/** New sources and broken feeds that are named. */
const NAMED = 5;
/** Discord's menus hold no more. */
const MENU = 25;

/** A channel's digest as a message: topics, their stories with what changed, and what is left to do. */
export function digestMessage(digest: Digest, topics: readonly Topic[]): Message {
  if (digest.stories.length === 0) return nothingNew(digest);
  return {
    title: `Digest: ${plural(digest.stories.length, 'story moved', 'stories moved')}`,
    blocks: [
      {
        kind: 'note',
        text: ['What changed from ', timeSpan(digest.from), ' to ', timeSpan(digest.to), '.'],
      },
      ...byTopic(digest, topics).flatMap(({ topic, stories }): Block[] => [
        { kind: 'heading', text: topic.title },
        ...stories.flatMap(storyBlocks),
      ]),
      ...brokenFeeds(digest),
      { kind: 'note', text: footer(digest) },
      {
        kind: 'menu',
        placeholder: 'Open a story',
        choices: digest.stories
          .slice(0, MENU)
          .map(({ story }) => ({ label: story.title, command: `/story ${story.slug}` })),
      },
    ],
  };
}

/** One line, with what is left to do. */
function nothingNew(digest: Digest): Message {
  const left = todo(digest);
  const quiet =
    digest.quiet === 0
      ? 'no followed story is open'
      : `${plural(digest.quiet, 'followed story', 'followed stories')} did not move`;
  return {
    tone: 'calm',
    blocks: [
      {
        kind: 'text',
        text: [
          { text: 'Nothing new', bold: true },
          ' since ',
          timeSpan(digest.from),
          `: ${[quiet, ...repeated(digest), ...left].join(' · ')}`,
        ],
      },
      ...brokenFeeds(digest),
    ],
  };
}

function storyBlocks(changes: StoryChanges): Block[] {
  const { story, news, facts } = changes;
  const more = news.length - SHOWN;
  return [
    { kind: 'text', text: [{ text: story.title, bold: true }, ` · ${summary(changes)}`] },
    ...(news.length > 0 ? [{ kind: 'list', items: news.slice(0, SHOWN).map(updateLine) } as const] : []),
    ...facts.map(({ text, from }): Block => ({ kind: 'note', text: [`${text}  `, sourceSpan(from)] })),
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

function summary({ story, isNew, phaseChange, news, repeats, newSources }: StoryChanges): string {
  const copies = repeats + news.reduce((sum, fold) => sum + fold.copies.length, 0);
  const sources = independentSources(news);
  const outlets = new Set(news.flatMap((fold) => [fold.first, ...fold.copies].map(publisher)));
  // All sources of a new story are new.
  const fresh = isNew || newSources.length === 0 ? null : `new: ${named(newSources)}`;
  return [
    isNew ? 'new story' : null,
    phaseChange ? `${phaseChange.from ?? 'new'} → ${phaseChange.to}` : story.phase,
    news.length > 0 ? plural(news.length, 'update', 'updates') : 'no new reports',
    news.length > 0
      ? `from ${plural(sources.length, 'source', 'sources')}${fresh ? ` (${fresh})` : ''}`
      : null,
    copies > 0
      ? `${copies} near-${copies === 1 ? 'copy' : 'copies'} folded (${plural(outlets.size, 'outlet', 'outlets')})`
      : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

const named = (names: readonly string[]): string =>
  names.length <= NAMED
    ? names.join(', ')
    : `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`;

function footer(digest: Digest): string {
  return [
    `${plural(digest.itemsRead, 'item', 'items')} read`,
    ...(digest.quiet > 0 ? [`${plural(digest.quiet, 'followed story', 'followed stories')} quiet`] : []),
    ...repeated(digest),
    ...todo(digest),
  ].join(' · ');
}

const repeated = ({ repeats }: Digest): string[] =>
  repeats > 0 ? [`${plural(repeats, 'near-copy', 'near-copies')} of earlier reports folded`] : [];

function todo({ toReview, feedsInTrouble, brokenFeeds: told }: Digest): string[] {
  return [
    ...(toReview > 0
      ? [`${plural(toReview, 'suggestion waits', 'suggestions wait')} for a person: /stories review`]
      : []),
    ...(feedsInTrouble > 0 && told.length === 0
      ? [`${plural(feedsInTrouble, 'feed is', 'feeds are')} in trouble: /feeds health`]
      : []),
  ];
}

function brokenFeeds({ brokenFeeds: feeds }: Digest): Block[] {
  if (feeds.length === 0) return [];
  const more = feeds.length - NAMED;
  return [
    { kind: 'heading', text: plural(feeds.length, 'feed is in trouble', 'feeds are in trouble') },
    {
      kind: 'list',
      items: feeds
        .slice(0, NAMED)
        .map((feed): RichText => [{ text: feed.title, bold: true, link: feed.url }, ` · ${stateOf(feed)}`]),
    },
    {
      kind: 'note',
      text: [more > 0 ? `and ${more} more: ` : 'More: ', { text: '/feeds health', code: true }],
    },
  ];
}

/** `1 item`, `3 items`. */
export const plural = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;
