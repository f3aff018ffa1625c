// newsboat on the same feeds: what a person would compare with.
import { execFile, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Reload {
  readonly firstS: number;
  readonly unchangedS: number;
}

export const newsboatVersion = (): string | null =>
  /newsboat (?<version>[\d.]+)/u.exec(spawnSync('newsboat', ['--version']).stdout?.toString() ?? '')
    ?.groups?.['version'] ?? null;

/** Reloads all feeds twice: everything new, then everything unchanged. */
export async function reloadWithNewsboat(folder: string, urls: readonly string[]): Promise<Reload> {
  const home = join(folder, 'newsboat');
  await mkdir(home);
  await writeFile(join(home, 'urls'), `${urls.join('\n')}\n`);
  await writeFile(join(home, 'config'), 'reload-threads 4\n');
  const args = ['-u', 'urls', '-C', 'config', '-c', 'cache.db', '-x', 'reload'];
  const reload = async (): Promise<number> => {
    const start = performance.now();
    await promisify(execFile)('newsboat', args, { cwd: home, env: { PATH: '/usr/bin:/bin', HOME: home } });
    return (performance.now() - start) / 1000;
  };
  return { firstS: await reload(), unchangedS: await reload() };
}
