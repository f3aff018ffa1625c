import { isCutOff, reachOf, type Reach } from '../feeds/cut-off.ts';
import type { Feed } from '../feeds/feed.ts';
import { healthOf } from '../feeds/health.ts';
import type { FeedCandidate } from '../ports/feed-reader.ts';
import { plural } from './digest.ts';
import type { Block, Message, RichText } from './message.ts';
import { pollsOf } from './feed-card.ts';
import { stateInAWord, stateOf } from './feed-state.ts';
import { pageButtons, pageOf } from './pages.ts';
import { timeSpan } from './update.ts';

const SHOWN_TROUBLE = 10;
const PAGE = 25;

const folderOf = (feed: Feed): string => feed.folder ?? 'Other';

/** Feeds under their folders, each with its state in a word; a page at a time. */
export function feedList(feeds: readonly Feed[], page = 1): Message {
  if (feeds.length === 0) {
    return {
      blocks: [
        { kind: 'text', text: 'No feed is polled yet. Add one: /feeds add <address of a feed or a site>' },
      ],
    };
  }
  const sorted = feeds.toSorted((a, b) => folderOf(a).localeCompare(folderOf(b)));
  const shown = pageOf(sorted, page, PAGE);
  const folders = [...new Set(shown.items.map(folderOf))];
  return {
    title: plural(feeds.length, 'feed', 'feeds'),
    blocks: [
      ...folders.flatMap((folder): Block[] => [
        { kind: 'heading', text: folder },
        { kind: 'list', items: shown.items.filter((feed) => folderOf(feed) === folder).map(feedLine) },
      ]),
      ...pageButtons(shown, '/feeds list'),
    ],
  };
}

export function feedLine(feed: Feed): RichText {
  return [{ text: feed.title, bold: true, link: feed.siteUrl ?? feed.url }, ` · ${stateInAWord(feed)}`];
}

const isTroubled = (feed: Feed): boolean => !['ok', 'new'].includes(healthOf(feed));

/** One sentence for what would else be said of every feed. */
export function cutOffText({ active, unreachable, lastReadAt }: Reach): RichText {
  const since: RichText = lastReadAt ? [' The last one was read ', timeSpan(lastReadAt), '.'] : [];
  return [
    `${unreachable} of ${active} feeds cannot be reached: this machine seems to have no way to the internet.`,
    ...since,
    ' Check its network, its name server and http_proxy; each feed is tried again by itself.',
  ];
}

/** The feeds of which `feedHealth` tells more than a number. */
export const troubledFeeds = (feeds: readonly Feed[]): readonly Feed[] =>
  feeds.filter(isTroubled).slice(0, SHOWN_TROUBLE);

/**
 * How the feeds are doing: numbers, then those in trouble with cause, since when, their last items and what to do.
 * `latest` has the titles of a feed's last items by its id.
 */
export function feedHealth(
  feeds: readonly Feed[],
  latest: ReadonlyMap<string, readonly string[]> = new Map(),
): Message {
  const troubled = feeds.filter(isTroubled);
  const unread = feeds.filter((feed) => healthOf(feed) === 'new').length;
  const well = `${feeds.length}, ${feeds.length - troubled.length - unread} well`;
  const polls = feeds.reduce((sum, feed) => sum + feed.polls, 0);
  const unchanged = feeds.reduce((sum, feed) => sum + feed.pollsUnchanged, 0);
  const bytes = feeds.reduce((sum, feed) => sum + feed.bytes, 0);
  const reach = reachOf(feeds);
  return {
    title:
      troubled.length === 0
        ? 'All feeds are well'
        : `${plural(troubled.length, 'feed needs', 'feeds need')} a look`,
    tone: troubled.length === 0 ? 'calm' : 'warning',
    blocks: [
      {
        kind: 'fields',
        fields: [
          { label: 'Feeds', value: unread === 0 ? well : `${well}, ${unread} not read yet` },
          {
            label: 'Polls',
            value: `${polls}, ${polls === 0 ? 0 : Math.round((100 * unchanged) / polls)} % unchanged`,
          },
          { label: 'Traffic', value: megabytes(bytes) },
        ],
      },
      ...(isCutOff(reach) ? [{ kind: 'text', text: cutOffText(reach) } as const] : []),
      ...troubledFeeds(feeds).flatMap((feed) => troubleBlocks(feed, latest.get(feed.id) ?? [])),
      ...(troubled.length > SHOWN_TROUBLE
        ? [{ kind: 'note', text: `and ${troubled.length - SHOWN_TROUBLE} more` } as const]
        : []),
    ],
  };
}

function troubleBlocks(feed: Feed, latest: readonly string[]): Block[] {
  const from = feed.failingSince ?? feed.silentSince;
  const since: RichText = from ? ['since ', timeSpan(from), ', '] : [];
  const next: RichText = feed.state === 'active' ? ['next try ', timeSpan(feed.nextDueAt), ', '] : [];
  const polls = `polls: ${feed.polls === 0 ? 'none yet' : pollsOf(feed)}`;
  return [
    { kind: 'text', text: [{ text: feed.title, bold: true, link: feed.url }, ` · ${stateOf(feed)}`] },
    { kind: 'note', text: [...since, ...next, polls] },
    ...(latest.length > 0 ? [{ kind: 'list', items: latest } as const] : []),
    {
      kind: 'buttons',
      buttons:
        feed.state === 'paused'
          ? [{ label: 'Resume', command: `/feeds resume ${feed.id}` }]
          : [
              { label: 'Retry', command: `/feeds check ${feed.id}` },
              { label: 'Pause', command: `/feeds pause ${feed.id}` },
            ],
    },
  ];
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

/** The feeds a site offers, with what each last said, for a person to choose from. */
export function candidateList(url: string, candidates: readonly FeedCandidate[]): Message {
  return {
    title: `${url} has ${plural(candidates.length, 'feed', 'feeds')}`,
    blocks: candidates.slice(0, SHOWN_TROUBLE).flatMap((candidate): Block[] => [
      { kind: 'text', text: [{ text: candidate.title ?? candidate.url, bold: true, link: candidate.url }] },
      { kind: 'list', items: candidate.latestTitles.slice(0, 3) },
      { kind: 'buttons', buttons: [{ label: 'Add', command: `/feeds add ${candidate.url}` }] },
    ]),
  };
}
