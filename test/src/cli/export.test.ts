import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parseOpml, renderOpml } from '../../../adapters/feeds/opml.ts';
import { exportItems } from '../../../adapters/postgres/export-items.ts';
import { runExport } from '../../../src/cli/export.ts';
import { parseArticleLine } from '../../../src/stories/replay-lines.ts';
import { parseStoryFile } from '../../../src/stories/story-file.ts';
import { makeFolder, write } from '../../../src/wiring/data.ts';
import {
  definition,
  entry,
  newFeed,
  NOON,
  only,
  storedItems,
  storedReports,
  storedStory,
} from '../../support/builders.ts';
import { useStore } from '../../support/store.ts';

const at = useStore();

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'storywatch-export-'));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

async function run(what: string, file: string, force = false): Promise<string> {
  const said: string[] = [];
  const tools = {
    tables: at.store,
    opml: { parse: parseOpml, render: renderOpml },
    items: () => exportItems(at.pool),
    write,
    makeFolder,
  };
  await runExport(tools, what, file, { force, output: { write: (text) => said.push(text) } });
  return said.join('');
}

const HARD = {
  aliases: ['yes', '123', '2025-03-10', 'a: b', '#c', ' - d'.trim(), 'é "quoted" 東京'],
  entities: ['CVE-2025-1', 'null'],
  startedAt: new Date('2025-03-10T00:00:00Z'),
  seeds: [
    {
      title: 'key: value',
      text: '--- \nline one\n\n  indented: yes\n# no comment\n...\nlast',
      lang: 'en',
      date: NOON,
    },
    { title: '[x]', text: 'Ünïcödé 🚆', lang: undefined, date: undefined },
  ],
};

it('writes stories as story files that are read back as they were', async () => {
  await storedStory(at.store, 'X outage', HARD);
  await storedStory(at.store, 'Treasury breach', { topic: 'government-breaches' });
  const out = join(await folder(), 'stories');

  expect(await run('stories', out)).toBe(`2 stories are in ${out}.\n`);

  expect((await readdir(out)).toSorted()).toEqual(['government-breaches', 'platform-outages']);
  const text = await readFile(join(out, 'platform-outages', 'x-outage.yaml'), 'utf8');
  expect(parseStoryFile(text, 'x')).toEqual({ kind: 'story', story: definition('X outage', HARD) });
});

it('writes stories as one stream of documents into a file', async () => {
  await storedStory(at.store, 'X outage', HARD);
  await storedStory(at.store, 'Cloud outage', { seeds: [] });
  const file = join(await folder(), 'all.yaml');

  await run('stories', file);

  const documents = (await readFile(file, 'utf8')).split(/^---\n/mu).filter((text) => text !== '');
  expect(documents.map((text) => parseStoryFile(text, 'x').kind)).toEqual(['story', 'story']);
});

it('writes feeds as OPML that is read back as it was', async () => {
  await at.store.feeds.add(
    [newFeed('https://a.example/?a=1&b=2', { title: 'A & "B"', folder: 'News / World' })],
    NOON,
  );
  const file = join(await folder(), 'feeds.opml');

  await run('feeds', file);

  expect(parseOpml(await readFile(file, 'utf8'))).toEqual({
    feeds: [{ url: 'https://a.example/?a=1&b=2', title: 'A & "B"', folder: ['News', 'World'] }],
    problems: [],
  });
});

it('writes items as JSON lines with their story, which a backtest can read', async () => {
  const story = await storedStory(at.store, 'X outage');
  await storedReports(at.store, story.id, [entry('X is down', { text: 'Since\nnoon.' })]);
  await storedItems(at.store, [entry('Outside')]);
  const file = join(await folder(), 'items.jsonl');

  expect(await run('items', file)).toBe(`2 items are in ${file}.\n`);

  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { title: 'X is down', text: 'Since\nnoon.', story: 'x-outage', state: 'auto', source: 'Example News' },
    { title: 'Outside', story: null, state: null, link: 'https://news.example/Outside' },
  ]);
  expect(parseArticleLine(lines[0] ?? '')).toMatchObject({ title: 'X is down', lang: 'en', date: NOON });
});

it('leaves out items whose text is gone, and says so', async () => {
  await storedItems(at.store, [entry('old'), entry('new')]);
  await at.pool.query(`update items set title = '', reduced_at = now() where key = 'old'`);
  const file = join(await folder(), 'items.jsonl');

  expect(await run('items', file)).toContain('1 items (without 1 old ones whose text is gone)');

  expect(only((await readFile(file, 'utf8')).trimEnd().split('\n'))).toContain('"new"');
});

it('replaces nothing unless told to', async () => {
  const file = join(await folder(), 'feeds.opml');
  await writeFile(file, 'mine');
  const full = await folder();
  await mkdir(join(full, 'x'));

  await expect(run('feeds', file)).rejects.toThrow('exists already');
  await expect(run('stories', full)).rejects.toThrow('holds files already');
  expect(await readFile(file, 'utf8')).toBe('mine');

  await run('feeds', file, true);
  expect(await readFile(file, 'utf8')).toContain('<opml');
});

it('says how much it wrote to standard output', async () => {
  expect(await run('items', '-')).toBe('0 items are in the export.\n');
});

it('names what can be exported', async () => {
  await expect(run('channels', '-')).rejects.toThrow('Choose stories, feeds, items');
});
