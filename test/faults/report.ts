import type { Outcome } from './scenario.ts';

export interface Line {
  readonly name: string;
  readonly result: Outcome | { readonly skipped: string } | { readonly failed: string };
  readonly seconds: number;
}

const FIGURES = ['faults', 'items', 'classified', 'messages', 'lost', 'doubled', 'excused'] as const;

/** The report as a Markdown table, with what was lost or doubled, one line each, below. */
export function report(lines: readonly Line[]): string {
  const rows = lines.map(({ name, result, seconds }) => {
    if ('faults' in result) return [name, ...figures(result).map(String), `${seconds}`];
    return [name, 'skipped' in result ? 'skipped' : 'FAILED', '', '', '', '', '', '', `${seconds}`];
  });
  const sums = FIGURES.map((_, index) =>
    lines.reduce((sum, { result }) => sum + ('faults' in result ? (figures(result)[index] ?? 0) : 0), 0),
  );
  const table = [
    ['fault', ...FIGURES, 's'],
    ['---', ...FIGURES.map(() => '---:'), '---:'],
    ...rows,
    ['**all**', ...sums.map(String), ''],
  ];
  return [...table.map((row) => `| ${row.join(' | ')} |`), '', ...lines.flatMap(remarks)].join('\n');
}

const figures = (result: Outcome): readonly number[] => [
  result.faults,
  result.items,
  result.classified,
  result.messages,
  result.lost.length,
  result.doubled.length,
  result.excused ?? 0,
];

function remarks({ name, result }: Line): string[] {
  if ('skipped' in result) return [`- ${name}: skipped, ${result.skipped}`];
  if ('failed' in result) return [`- ${name}: FAILED, ${result.failed}`];
  return [
    ...(result.note === undefined ? [] : [result.note]),
    ...some('LOST', result.lost),
    ...some('DOUBLED', result.doubled),
  ].map((each) => `- ${name}: ${each}`);
}

const SHOWN = 8;

const some = (what: string, list: readonly string[]): string[] => [
  ...list.slice(0, SHOWN).map((each) => `${what}: ${each}`),
  ...(list.length > SHOWN ? [`${what}: and ${list.length - SHOWN} more`] : []),
];

/** Nothing lost, nothing doubled, nothing that could not be run to its end. */
export const isGood = ({ result }: Line): boolean =>
  'skipped' in result || ('faults' in result && result.lost.length === 0 && result.doubled.length === 0);
