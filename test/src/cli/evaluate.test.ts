import { expect, it } from 'vitest';
import { runEvaluate } from '../../../src/cli/evaluate.ts';
import { repoBackground, repoLexicon } from '../stories/repo-lexicon.ts';

const seed = {
  id: 's1',
  story: 'harbour-breach',
  title: 'Hackers break into Northport harbour authority',
  text: 'Crew lists were stolen.',
  lang: 'en',
  date: '2024-05-02T08:00:00Z',
};
const items = [
  {
    id: 'hit',
    title: 'Northport harbour breach: stolen crew lists for sale',
    lang: 'en',
    story: 'harbour-breach',
    half: 'dev',
  },
  { id: 'off', title: 'Rovers win the derby', lang: 'de', story: null, hard: true, half: 'dev' },
  { id: 'other', title: 'Rain expected', lang: 'en', story: null, half: 'test' },
].map((item) => ({ ...item, text: '', date: '2024-05-03T08:00:00Z' }));

async function run(files: Readonly<Record<string, readonly object[]>>): Promise<readonly string[]> {
  const printed: string[] = [];
  await runEvaluate(
    { stories: 'stories', items: 'items' },
    {
      lexicon: repoLexicon,
      background: repoBackground,
      async *lines(path) {
        yield* (files[path] ?? []).map((line) => JSON.stringify(line));
      },
      print: (line) => void printed.push(line),
    },
  );
  return printed;
}

it('prints both halves, each by language and whole', async () => {
  const printed = await run({ stories: [seed], items });

  expect(printed[0]).toBe('dev: 1 stories, 2 items');
  expect(printed.find((line) => line.startsWith('en'))).toMatch(/^en +1 +100\.0 % +100\.0 % +100\.0 %/);
  expect(printed.find((line) => line.startsWith('de '))).toMatch(/ 0 +0\.0 % +0\.0 %$/);
  expect(printed).toContain('test: 0 stories, 1 items');
});

it('names file and line of a label that is not as it should be', async () => {
  await expect(run({ stories: [seed], items: [{ ...items[0], half: 'third' }] })).rejects.toThrow(
    'items, line 1: ',
  );
});
