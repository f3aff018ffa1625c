import { existsSync } from 'node:fs';

/** The folder of package.json: data files are found from there, whether the code runs from its sources or from `dist`. */
export function packageRoot(): URL {
  let folder = new URL('.', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) {
    const parent = new URL('..', folder);
    if (parent.href === folder.href) throw new Error('package.json was not found above the program');
    folder = parent;
  }
  return folder;
}
