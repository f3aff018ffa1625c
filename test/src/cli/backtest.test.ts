import { expect, it } from 'vitest';
import { runBacktest } from '../../../src/cli/backtest.ts';
import type { BacktestOptions, BacktestTools } from '../../../src/cli/backtest.ts';
import { repoBackground, repoLexicon } from '../stories/repo-lexicon.ts';

const seed = (over: object) =>
  JSON.stringify({
    id: 's1',
    story: 'harbour-breach',
    title: 'Hackers break into Northport harbour authority',
    text: 'Intruders stole crew lists from the Northport Harbour Authority, its director Ilse Vandroogen said.',
    lang: 'en',
    date: '2024-05-02T08:00:00',
    ...over,
  });
const item = (id: string, title: string, date: string) =>
  JSON.stringify({ id, title, text: '', lang: 'en', date });

const HIT = item(
  'hit',
  'Northport Harbour Authority breach: stolen crew lists offered for sale',
  '2024-05-03T08:00:00',
);
const OFF = item('off', 'Football: late goal sends Rovers up', '2024-05-03T09:00:00');

interface Ran {
  readonly printed: readonly string[];
  readonly written: readonly string[];
}

async function run(
  files: Readonly<Record<string, readonly string[]>>,
  over: Partial<BacktestOptions> = {},
): Promise<Ran> {
  const printed: string[] = [];
  const written: string[] = [];
  const tools: BacktestTools = {
    lexicon: repoLexicon,
    background: repoBackground,
    readStoryFolder: (path) =>
      Promise.resolve(
        path.endsWith('/') ? (files[path] ?? []).map((text) => ({ name: 'story.yaml', text })) : null,
      ),
    async *lines(path) {
      yield* files[path] ?? [];
    },
    openOut: () => ({ write: (line) => void written.push(line), close: () => {} }),
    print: (line) => void printed.push(line),
    progress: () => {},
  };
  await runBacktest({ stories: 'stories.jsonl', items: 'items.jsonl', learning: true, ...over }, tools);
  return { printed, written };
}

it('writes one line an item, with the story for those that join', async () => {
  const { written } = await run(
    { 'stories.jsonl': [seed({})], 'items.jsonl': [HIT, OFF] },
    { out: 'out.jsonl' },
  );

  const lines = written.map((line) => JSON.parse(line));
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatchObject({
    id: 'hit',
    story: 'harbour-breach',
    state: 'auto',
    guess: 'harbour-breach',
  });
  expect(lines[0].reasons[0]).toHaveProperty('text');
  expect(lines[1]).toMatchObject({ id: 'off', story: null, state: 'none' });
});

it('lets a story count only from its position in the stream on', async () => {
  const late = {
    'stories.jsonl': [seed({ active_pos: 1 })],
    'items.jsonl': [HIT, HIT.replace('"hit"', '"again"')],
  };

  const { written } = await run(late, { out: 'out.jsonl' });

  expect(written.map((line) => JSON.parse(line).story)).toEqual([null, 'harbour-breach']);
});

it('lets a story count only from its date on', async () => {
  const early = HIT.replace('2024-05-03', '2024-05-01');
  const late = {
    'stories.jsonl': [seed({ active_from: '2024-05-02T00:00:00' })],
    'items.jsonl': [early, HIT],
  };

  const { written } = await run(late, { out: 'out.jsonl' });

  expect(written.map((line) => JSON.parse(line).story)).toEqual([null, 'harbour-breach']);
});

it('prints stories, their items and why, when no file is asked for', async () => {
  const { printed } = await run({ 'stories.jsonl': [seed({})], 'items.jsonl': [HIT, OFF] });

  const report = printed.join('\n');
  expect(report).toMatch(/harbour-breach\n {2}\+ 2024-05-03 .* Northport Harbour Authority breach/);
  expect(report).toContain('shares ');
  expect(report).toContain('2 items: 1 joined a story, 0 would be asked about.');
});

it('reads stories from a folder of story files', async () => {
  const yaml = [
    'slug: harbour-breach',
    'topic: government-breaches',
    'title: Northport harbour breach',
    'seeds:',
    '  - title: Hackers break into Northport harbour authority',
    '    text: Intruders stole crew lists from the Northport Harbour Authority.',
    '    date: 2024-05-02',
  ].join('\n');

  const { printed } = await run({ 'stories/': [yaml], 'items.jsonl': [HIT] }, { stories: 'stories/' });

  expect(printed.at(-1)).toBe('  harbour-breach: 1 joined, 0 to ask about');
});

it('names file, line and field of a line that is not as it should be', async () => {
  const files = { 'stories.jsonl': [seed({})], 'items.jsonl': [HIT, '{"id":"x","date":"soon"}'] };

  await expect(run(files)).rejects.toThrow('items.jsonl, line 2: date: must be a date');
});
