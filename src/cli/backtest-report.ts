import type { TrackedStory } from '../stories/tracker.ts';
import type { Article, Verdict } from '../stories/verdict.ts';

/** Collects verdicts for a person to read. */
export interface BacktestReport {
  take(article: Article, verdict: Verdict): void;
  /** Every story with the items it took in and why, then the summary. */
  lines(): string[];
  /** One line of totals, and one a story. */
  summary(): string[];
}

interface Shown {
  readonly article: Article;
  readonly verdict: Verdict;
}

// A reason list longer than this is for `--out`.
const REASONS = 3;

/** Starts a report on these stories. */
export function createBacktestReport(stories: readonly TrackedStory[]): BacktestReport {
  const shown = new Map<string, Shown[]>(stories.map(({ id }) => [id, []]));
  let items = 0;

  function summary(): string[] {
    const all = [...shown.values()].flat();
    const joined = all.filter(({ verdict }) => verdict.state === 'auto').length;
    return [
      `${String(items)} items: ${String(joined)} joined a story, ${String(all.length - joined)} would be asked about.`,
      ...[...shown].map(([id, found]) => `  ${id}: ${countsOf(found)}`),
    ];
  }

  return {
    take(article, verdict) {
      items++;
      if (verdict.storyId !== null) shown.get(verdict.storyId)?.push({ article, verdict });
    },
    lines: () => [...[...shown].flatMap(([id, found]) => [id, ...found.flatMap(describe), '']), ...summary()],
    summary,
  };
}

function countsOf(found: readonly Shown[]): string {
  const joined = found.filter(({ verdict }) => verdict.state === 'auto').length;
  return `${String(joined)} joined, ${String(found.length - joined)} to ask about`;
}

function describe({ article, verdict }: Shown): string[] {
  const day = article.date?.toISOString().slice(0, 10) ?? 'no date';
  const percent = `${String(Math.round(verdict.score * 100))} %`;
  const mark = verdict.state === 'auto' ? '+' : '?';
  const reasons = verdict.reasons.slice(0, REASONS).map(({ text }) => text);
  return [
    `  ${mark} ${day} ${percent.padStart(5)}  ${article.title || article.text.slice(0, 80)}`,
    `      ${reasons.join('; ')}`,
  ];
}
