import { readFileSync, readdirSync } from 'node:fs';
import { parseBackground } from '../../../src/stories/frequencies.ts';
import { parseLexicon } from '../../../src/stories/text/lexicon.ts';

const FOLDER = new URL('../../../seeds/lexicon/', import.meta.url);

/** The texts of the repo's lexicon files. */
export function lexiconFiles(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.tsv'))
    .map((name) => readFileSync(new URL(name, FOLDER), 'utf8'));
}

/** The lexicon that users get. */
export const repoLexicon = parseLexicon(lexiconFiles());

/** The background frequencies that users get. */
export const repoBackground = parseBackground(lexiconFiles());
