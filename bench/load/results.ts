// The tables that say how fast it was.
import type { FarEnd } from './chat.ts';
import type { Reload } from './newsboat.ts';
import { quantiles, seconds, table } from './report.ts';

/** In seconds. */
export interface Rounds {
  readonly firstS: number;
  /** From the end of the first round to the last verdict on its items. */
  readonly settledS: number;
  readonly unchangedS: number;
}

export function roundTable(
  { feeds, items }: { readonly feeds: number; readonly items: number },
  { firstS, settledS, unchangedS }: Rounds,
  newsboat: Reload | null,
): string {
  const speed = (tookS: number): string => `${tookS.toFixed(1)} s, ${(feeds / tookS).toFixed(0)} feeds/s`;
  const theirs = (tookS: number | undefined): string => (tookS === undefined ? 'not here' : speed(tookS));
  const stored = `${((feeds * items) / firstS).toFixed(0)} items/s stored`;
  const judged = ((feeds * items) / (firstS + settledS)).toFixed(0);
  const rounds = table(
    ['round', 'Storywatch', 'newsboat', 'ratio'],
    [
      [
        `${feeds} feeds of ${items} new items`,
        `${speed(firstS)}, ${stored}`,
        theirs(newsboat?.firstS),
        ratio(newsboat?.firstS, firstS),
      ],
      [
        'the same, unchanged (304)',
        speed(unchangedS),
        theirs(newsboat?.unchangedS),
        ratio(newsboat?.unchangedS, unchangedS),
      ],
    ],
  );
  return `${rounds}\n\nThe last item of the first round had its verdict ${settledS.toFixed(1)} s after it: ${judged} items/s stored and judged.`;
}

const ratio = (theirs: number | undefined, ours: number): string =>
  theirs === undefined ? '' : `${(theirs / ours).toFixed(1)} ×`;

export function delayTable(
  chat: FarEnd,
  published: ReadonlyMap<number, number>,
  seen: ReadonlyMap<number, number>,
): string {
  const since = (from: ReadonlyMap<number, number>): number[] =>
    [...chat.arrivals].flatMap(([item, times]) => {
      const start = from.get(item);
      return start === undefined ? [] : times.map((time) => time - start);
    });
  const delays = table(
    ['delay', 'p50', 'p95', 'p99'],
    [
      delayRow('publication to message', since(published)),
      delayRow('poll that found the item to message', since(seen)),
    ],
  );
  return (
    `${delays}\n\n${published.size} items published, ${seen.size} kept, ${chat.arrivals.size} told, ` +
    `in ${chat.messages()} messages; the chat complained ${chat.complaints().length} times.`
  );
}

function delayRow(name: string, delays: readonly number[]): string[] {
  const { p50, p95, p99 } = quantiles(delays);
  return [name, seconds(p50), seconds(p95), seconds(p99)];
}
