import { readFileSync } from 'node:fs';
import { evaluate, parseLabelledLines } from '../../../src/stories/evaluate.ts';
import { parseSeedLines } from '../../../src/stories/replay-lines.ts';
import { repoBackground, repoLexicon } from './repo-lexicon.ts';

/** How well the classifier does on the test half of a labelled set in `test/fixtures`. */
export function measured(set: string): ReturnType<typeof evaluate> {
  const folder = new URL(`../../fixtures/${set}/`, import.meta.url);
  const linesOf = (name: string): string[] => readFileSync(new URL(name, folder), 'utf8').split('\n');
  const stories = parseSeedLines(linesOf('stories.jsonl'));
  const items = parseLabelledLines(linesOf('items.jsonl'));
  if ('problem' in stories || 'problem' in items) throw new Error(`the labelled set ${set} does not read`);
  return evaluate('test', { stories, items }, { lexicon: repoLexicon, background: repoBackground });
}
