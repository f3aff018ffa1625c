import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluate, parseLabelledLines } from '../../../src/stories/evaluate.ts';
import { parseSeedLines } from '../../../src/stories/replay-lines.ts';
import { repoBackground, repoLexicon } from './repo-lexicon.ts';

const FOLDER = new URL('../../fixtures/tracking/', import.meta.url);

/** What the test half last measured; a change that costs more than a point must say why here. */
const LAST = { f1: 0.862, macroF1: 0.84, precision: 0.974 };
const POINT = 0.01;

function linesOf(name: string): string[] {
  return readFileSync(new URL(name, FOLDER), 'utf8').split('\n');
}

describe('on the test half of the labelled set', () => {
  const stories = parseSeedLines(linesOf('stories.jsonl'));
  const items = parseLabelledLines(linesOf('items.jsonl'));
  if ('problem' in stories || 'problem' in items) throw new Error('the labelled set does not read');
  const { all, byLanguage } = evaluate(
    'test',
    { stories, items },
    { lexicon: repoLexicon, background: repoBackground },
  );

  it.each(Object.entries(LAST))('keeps its %s of %d within a point', (name, last) => {
    const now = { f1: all.f1, macroF1: all.macroF1, precision: all.precision }[name] ?? 0;

    expect(now).toBeGreaterThanOrEqual(last - POINT);
  });

  it('finds items in at least eight languages', () => {
    const found = [...byLanguage].filter(([, quality]) => quality.recall > 0).map(([lang]) => lang);

    expect(found.length).toBeGreaterThanOrEqual(8);
  });
});
