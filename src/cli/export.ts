import type { Opml } from '../ports/opml.ts';
import type { Tables } from '../ports/store.ts';
import { renderStoryFile } from '../stories/render-story-file.ts';
import { PersonError } from './person-error.ts';
import { count, createProgress } from './progress.ts';

const EXPORTED = ['stories', 'feeds', 'items'];

/** What the command needs from outside. */
export interface ExportTools {
  readonly tables: Pick<Tables, 'stories' | 'feeds' | 'items'>;
  readonly opml: Opml;
  /** Every item that still has its text, as JSON texts in groups. */
  items(): AsyncIterable<readonly string[]>;
  /** Writes a file whole or not at all; `-` is standard output. Throws PersonError when it is there and `force` is false. */
  readonly write: (file: string, force: boolean, text: AsyncIterable<string>) => Promise<void>;
  /** Makes a folder ready. Throws PersonError when it holds something and `force` is false. */
  readonly makeFolder: (folder: string, force: boolean) => Promise<void>;
}

type Output = { readonly isTTY?: boolean; write(text: string): unknown };

/** `storywatch export stories|feeds|items [file]`; what it says goes to `output` (standard error). Returns the exit code. */
export async function runExport(
  tools: ExportTools,
  what: string,
  file: string,
  { force, output }: { readonly force: boolean; readonly output: Output },
): Promise<number> {
  const told = await exporterOf(what)(tools, file, force, output);
  output.write(`${told} in ${file === '-' ? 'the export' : file}.\n`);
  return 0;
}

type Exporter = (tools: ExportTools, file: string, force: boolean, output: Output) => Promise<string>;

function exporterOf(what: string): Exporter {
  if (what === 'stories') return exportStories;
  if (what === 'feeds') return exportFeeds;
  if (what === 'items') return exportItems;
  throw new PersonError(`"${what}" cannot be exported. Choose ${EXPORTED.join(', ')}.`);
}

/** A folder of story files, one each below their topic; a stream of YAML documents for `-` or a name ending in .yaml. */
async function exportStories(
  { tables, write, makeFolder }: ExportTools,
  file: string,
  force: boolean,
): Promise<string> {
  const stories = await tables.stories.list();
  if (file === '-' || /\.ya?ml$/iu.test(file)) {
    await write(file, force, texts(stories.map((story) => `---\n${renderStoryFile(story)}`)));
  } else {
    await makeFolder(file, force);
    for (const topic of new Set(stories.map((story) => story.topic)))
      await makeFolder(`${file}/${topic}`, true);
    for (const story of stories)
      await write(`${file}/${story.topic}/${story.slug}.yaml`, force, texts([renderStoryFile(story)]));
  }
  return `${count(stories.length)} stories are`;
}

async function exportFeeds(
  { tables, opml, write }: ExportTools,
  file: string,
  force: boolean,
): Promise<string> {
  const feeds = await tables.feeds.list();
  const listed = feeds.map(({ url, title, folder }) => ({ url, title, folder: folder?.split(' / ') ?? [] }));
  await write(file, force, texts([opml.render(listed)]));
  return `${count(feeds.length)} feeds are`;
}

/** JSON lines, as `storywatch backtest --items` reads them. */
async function exportItems(
  tools: ExportTools,
  file: string,
  force: boolean,
  output: Output,
): Promise<string> {
  const { items, reduced } = await tools.tables.items.counts(new Date());
  const progress = createProgress('Items written', output);
  let done = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const group of tools.items()) {
      yield `${group.join('\n')}\n`;
      progress.update((done += group.length), items - reduced);
    }
  }
  await tools.write(file, force, lines()).finally(() => progress.end());
  return `${count(done)} items${reduced > 0 ? ` (without ${count(reduced)} old ones whose text is gone)` : ''} are`;
}

// oxlint-disable-next-line typescript/require-await -- a generator of what is at hand
async function* texts(parts: readonly string[]): AsyncGenerator<string> {
  yield* parts;
}
