import type { Item } from '../feeds/item.ts';
import { itemTime, publisher } from '../stories/assignment.ts';
import type { Verdict } from '../stories/verdict.ts';
import { plural } from './digest.ts';
import type { Message, RichText } from './message.ts';
import { headline, timeSpan } from './update.ts';

const SHOWN = 10;

interface Hit {
  readonly item: Item;
  readonly verdict: Verdict;
}

/** What a story that is not saved yet would have taken in. */
export function previewMessage(title: string, hits: readonly Hit[], judged: number): Message {
  const joined = hits.filter((hit) => hit.verdict.state === 'auto');
  const doubtful = hits.filter((hit) => hit.verdict.state === 'suggested');
  const best = [...joined, ...doubtful].toSorted((a, b) => b.verdict.score - a.verdict.score).slice(0, SHOWN);
  return {
    title: `Preview: ${title}`,
    blocks: [
      {
        kind: 'text',
        text: `Of ${plural(judged, 'item', 'items')} of the last 7 days, ${joined.length} would have joined by themselves and ${doubtful.length} would have been asked about.`,
      },
      ...(best.length > 0 ? [{ kind: 'list', items: best.map(hitLine) } as const] : []),
      { kind: 'note', text: 'Nothing was saved.' },
    ],
  };
}

const hitLine = ({ item, verdict }: Hit): RichText => [
  headline({ item }),
  { text: `  ${publisher({ item, feedTitle: '' })}`, italic: true },
  ', ',
  timeSpan(itemTime(item)),
  `  ${verdict.state === 'auto' ? 'joins' : 'doubtful'}, score ${verdict.score.toFixed(2)}: ${verdict.reasons[0]?.text ?? ''}`,
];
