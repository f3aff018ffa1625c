import type { Feed } from '../feeds/feed.ts';
import { healthOf } from '../feeds/health.ts';
import type { Item } from '../feeds/item.ts';
import type { Button, Field, Message, RichText } from './message.ts';
import { timeSpan } from './update.ts';

const LATEST = 3;

const optional = (label: string, value: RichText | null): Field[] =>
  value === null ? [] : [{ label, value }];

/** A feed at a glance: how it is, since when and why, and what can be done about it. */
export function feedCard(feed: Feed, latest: readonly Item[]): Message {
  const health = healthOf(feed);
  const well = health === 'ok' || health === 'new';
  const since = feed.failingSince ?? feed.silentSince;
  return {
    title: well ? `${feed.title} is well again` : `${feed.title}: ${health}`,
    tone: well ? 'calm' : 'warning',
    blocks: [
      {
        kind: 'fields',
        fields: [
          { label: 'Address', value: [{ text: feed.url, link: feed.url }] },
          ...optional('Since', since && [timeSpan(since)]),
          ...optional('Cause', feed.failure?.message ?? feed.stateReason),
          ...optional('Moved to', feed.movedTo),
          ...optional('Note', feed.note),
          ...optional('Next try', feed.state === 'active' ? [timeSpan(feed.nextDueAt)] : null),
          ...optional('Polls', feed.polls > 0 ? pollsOf(feed) : null),
          ...optional('Last read', feed.lastReadAt && [timeSpan(feed.lastReadAt)]),
        ],
      },
      ...(latest.length > 0
        ? [{ kind: 'list', items: latest.slice(0, LATEST).map((item) => item.title) } as const]
        : []),
      ...(well ? [] : [{ kind: 'buttons', buttons: buttonsOf(feed) } as const]),
    ],
  };
}

/** How often a feed was asked, how much of that was unchanged, and what it cost. */
export const pollsOf = ({ polls, pollsUnchanged, bytes }: Feed): string =>
  `${polls}, ${Math.round((100 * pollsUnchanged) / polls)} % unchanged, ${(bytes / 1_000_000).toFixed(1)} MB`;

const buttonsOf = (feed: Feed): Button[] => [
  ...(feed.state === 'active'
    ? [
        { label: 'Retry', command: `/feeds check ${feed.id}` },
        { label: 'Pause', command: `/feeds pause ${feed.id}` },
      ]
    : [{ label: 'Resume', command: `/feeds resume ${feed.id}` }]),
  { label: 'Replace URL', command: `/feeds replace ${feed.id} …` },
];
