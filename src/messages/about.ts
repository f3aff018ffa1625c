import type { StoryQuality } from '../ports/assignment-store.ts';
import type { AuditEntry } from '../ports/audit-log.ts';
import type { Drift } from '../stories/drift.ts';
import type { Story } from '../stories/story.ts';
import { plural } from './digest.ts';
import type { Message, RichText } from './message.ts';
import { timeSpan } from './update.ts';

export interface Status {
  readonly version: string;
  readonly startedAt: Date;
  readonly now: Date;
  readonly feeds: {
    readonly active: number;
    readonly paused: number;
    readonly failing: number;
    readonly neverRead: number;
  };
  readonly items: {
    readonly items: number;
    readonly unclassified: number;
    readonly seenSince: number;
    readonly reduced: number;
  };
  readonly stories: readonly Story[];
  readonly deliveries: { readonly pending: number; readonly sent: number; readonly failed: number };
  readonly toReview: number;
}

export function statusMessage(status: Status): Message {
  const { feeds, items, stories, deliveries } = status;
  const open = stories.filter((story) => story.phase !== 'closed').length;
  const trouble = feeds.failing > 0 || deliveries.failed > 0;
  return {
    title: `Storywatch ${status.version}`,
    tone: trouble ? 'warning' : 'calm',
    blocks: [
      {
        kind: 'fields',
        fields: [
          { label: 'Running', value: ['since ', timeSpan(status.startedAt)] },
          {
            label: 'Feeds',
            value: `${feeds.active}, ${feeds.failing} of them failing, ${feeds.neverRead} never read yet, ${feeds.paused} paused`,
          },
          {
            label: 'Items',
            value: [
              `${items.items} kept${items.reduced > 0 ? ` (${items.reduced} of them old, without text)` : ''}`,
              `${items.seenSince} in the last day`,
              `${items.unclassified} waiting for a verdict`,
            ].join(', '),
          },
          { label: 'Stories', value: `${stories.length}, ${open} moving` },
          {
            label: 'Messages',
            value: `${deliveries.sent} sent, ${deliveries.pending} waiting, ${deliveries.failed} failed`,
          },
          { label: 'To review', value: plural(status.toReview, 'suggestion', 'suggestions') },
        ],
      },
    ],
  };
}

/** The audit log, newest first, each change with its number for undo. */
export function auditLog(entries: readonly AuditEntry[]): Message {
  if (entries.length === 0) return { blocks: [{ kind: 'text', text: 'Nothing was changed yet.' }] };
  return {
    title: 'Changes, newest first',
    blocks: [
      {
        kind: 'list',
        items: entries.map((entry): RichText => [
          `${entry.number}  `,
          { text: entry.action, code: true },
          ` ${entry.actorName}, `,
          timeSpan(entry.at),
          entry.undone ? { text: ' (undone)', italic: true } : '',
        ]),
      },
      { kind: 'note', text: 'Take one back: /storywatch undo <number>' },
    ],
  };
}

/** How the classifier's decisions stood up to people, by story. */
export function qualityTable(
  rows: readonly StoryQuality[],
  stories: readonly Story[],
  days: number,
  drifts: ReadonlyMap<string, Drift>,
): Message {
  const titles = new Map(stories.map((story) => [story.id, story.title]));
  const known = rows.filter((row) => titles.has(row.storyId));
  if (known.length === 0)
    return { blocks: [{ kind: 'text', text: `No item came to a story in the last ${days} days.` }] };
  return {
    title: `Decisions of the last ${days} days`,
    blocks: [
      {
        kind: 'list',
        items: known.map((row): RichText => [
          { text: titles.get(row.storyId) ?? '', bold: true },
          ` · ${row.auto} joined by themselves, ${row.confirmed} confirmed, ${row.manual} put by a person, ${row.rejected} taken out, ${row.suggested} waiting · ${precision(row)}${drift(drifts.get(row.storyId))}`,
        ]),
      },
      ...known.flatMap((row) => astray(titles.get(row.storyId) ?? '', drifts.get(row.storyId))),
    ],
  };
}

/** Of no use while there is next to nothing to tell it from. */
const LEAST_LEARNED = 3;
const ASTRAY_SHOWN = 3;

function drift(found: Drift | undefined): string {
  if (found === undefined || found.learned < LEAST_LEARNED) return '';
  return ` · drift ${Math.round(found.distance * 100)} % from its seeds`;
}

/** What it took in that resembles nothing that people put there: to be looked at. */
function astray(title: string, found: Drift | undefined): Message['blocks'] {
  if (found === undefined || found.astray.length === 0) return [];
  const reports = found.astray.slice(-ASTRAY_SHOWN).map((each) => `“${each}”`);
  return [{ kind: 'note', text: `Perhaps not of ${title}: ${reports.join(', ')}` }];
}

function precision({ auto, confirmed, rejected }: StoryQuality): string {
  const judged = confirmed + rejected;
  if (judged === 0) return auto > 0 ? 'nobody has judged yet' : 'no decision';
  return `${Math.round((100 * confirmed) / judged)} % of ${plural(judged, 'judged report', 'judged reports')} were right`;
}
