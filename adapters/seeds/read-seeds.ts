import { readdir, readFile } from 'node:fs/promises';

export interface SeedFile {
  /** Path below `seeds`, for messages. */
  readonly name: string;
  readonly text: string;
}

/** The data that comes with the program, as texts; `root` is the folder of package.json. */
export interface Seeds {
  readonly stories: readonly SeedFile[];
  readonly opml: string;
  /** Tables of the classifier's lexicon. */
  readonly lexicon: readonly string[];
  readonly demoNews: string;
}

export async function readSeeds(root: URL): Promise<Seeds> {
  const folder = new URL('seeds/', root);
  const [stories, lexicon, opml, demoNews] = await Promise.all([
    readFolder(new URL('stories/', folder), '.yaml'),
    readFolder(new URL('lexicon/', folder), '.tsv'),
    readFile(new URL('feeds.opml', folder), 'utf8'),
    readFile(new URL('demo/news.yaml', folder), 'utf8'),
  ]);
  return { stories, opml, lexicon: lexicon.map((file) => file.text), demoNews };
}

async function readFolder(folder: URL, ending: string): Promise<SeedFile[]> {
  const names = (await readdir(folder, { recursive: true }))
    .filter((name) => name.endsWith(ending))
    .toSorted();
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(new URL(encodeURI(name), folder), 'utf8') })),
  );
}
