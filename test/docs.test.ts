import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createLocalPace } from '../adapters/feeds/local-pace.ts';
import { parseOpml, renderOpml } from '../adapters/feeds/opml.ts';
import { createFeedReader } from '../adapters/feeds/reader.ts';
import { unconnectedDb } from '../adapters/postgres/database.ts';
import { createStore } from '../adapters/postgres/store.ts';
import { commandsTable } from '../src/cli/commands-table.ts';
import { createCommands } from '../src/commands/index.ts';
import { SETTING_NAMES } from '../src/config.ts';
import { openClassifier } from '../src/wiring/classifier.ts';

const text = (name: string): Promise<string> => readFile(new URL(`../${name}`, import.meta.url), 'utf8');

const commands = createCommands({
  store: createStore(unconnectedDb()),
  reader: createFeedReader({ userAgent: 'test', maxBytes: 1, allow: [], pace: createLocalPace() }),
  secrets: null,
  opml: { parse: parseOpml, render: renderOpml },
  ...openClassifier([]),
  pollFloorMs: 0,
  startedAt: new Date(0),
  version: '0.0.0',
});

/** What the last column of tables cites: "`file.test.ts`: words of one name, words of another; the same: …". */
function citationsIn(document: string): { file: string; words: string }[] {
  let file = '';
  const cells = document.split('\n').flatMap((line) => /\|([^|]*)\|$/u.exec(line)?.[1] ?? []);
  return cells
    .filter((cell) => /\.test\.ts|the same/u.test(cell))
    .flatMap((cell) => cell.split('; '))
    .flatMap((citation) => {
      const [source = '', words = ''] = citation.trim().split(/: (.*)/su);
      file = /`(.+)`/u.exec(source)?.[1] ?? file;
      return words.split(', ').map((each) => ({ file, words: each }));
    });
}

describe('the documents', () => {
  it('list every chat command as it is', async () => {
    // Renew it with: node bin/storywatch.js commands
    expect(await text('docs/commands.md')).toContain(commandsTable(commands));
  });

  it('name every chat command in the README', async () => {
    const readme = await text('README.md');
    for (const command of commands) {
      for (const action of command.actions)
        expect(readme).toMatch(new RegExp(`\\b${action.name || command.name}\\b`, 'u'));
    }
  });

  it('name tests that there are', async () => {
    const files = await readdir(new URL('.', import.meta.url), { recursive: true });
    const cited = citationsIn(await text('docs/feeds.md'));
    expect(cited.length).toBeGreaterThan(40);

    for (const { file, words } of cited) {
      const path = files.find((each) => each.endsWith(`/${file}`));
      expect(path && (await text(`test/${path}`))).toContain(words);
    }
  });

  it.each(['README.md', '.env.example'])('name every setting in %s', async (file) => {
    const content = await text(file);
    for (const name of SETTING_NAMES) expect(content).toContain(name);
  });
});
