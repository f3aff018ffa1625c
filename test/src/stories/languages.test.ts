import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { evaluate, parseLabelledLines } from '../../../src/stories/evaluate.ts';
import { parseSeedLines } from '../../../src/stories/replay-lines.ts';
import { repoBackground, repoLexicon } from './repo-lexicon.ts';

const FOLDER = new URL('../../fixtures/languages/', import.meta.url);

function linesOf(name: string): string[] {
  return readFileSync(new URL(name, FOLDER), 'utf8').split('\n');
}

it('finds three quarters of what other languages tell of stories seeded with one English report', () => {
  const stories = parseSeedLines(linesOf('stories.jsonl'));
  const items = parseLabelledLines(linesOf('items.jsonl'));
  if ('problem' in stories || 'problem' in items) throw new Error('the set does not read');

  const { byLanguage } = evaluate(
    'test',
    { stories, items },
    { lexicon: repoLexicon, background: repoBackground },
  );

  expect([...byLanguage.keys()]).toEqual(['de', 'es', 'fr', 'it', 'pt']);
  const missed = [...byLanguage].filter(([, { recall }]) => recall < 0.75);
  expect(missed).toEqual([]);
});
