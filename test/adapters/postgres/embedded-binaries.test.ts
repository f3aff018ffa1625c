import { chmod, chown, lstat, mkdir, readdir, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { packagedBinaries } from '../../../adapters/postgres/embedded-binaries.ts';
import {
  blockedPackage,
  isRoot,
  leave,
  newOptions,
  NOBODY,
  othersMayEnter,
  query,
  startHere,
  startProcess,
  temporaryFolder,
} from '../../support/embedded.ts';

// Root may write everywhere, so as root a closed folder is tried as somebody else.
const user = isRoot ? NOBODY : undefined;

describe('a package whose install script was blocked', () => {
  it('is mended in place, also by two that start at once', async () => {
    const folder = await temporaryFolder();
    const nativeFolder = await blockedPackage(folder);
    const options = { ...newOptions(folder), nativeFolder };

    const [one, two] = await Promise.all([startHere(options), startHere(options)]);

    expect(one.url).toBe(two.url);
    expect(await query(one.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect((await lstat(join(nativeFolder, 'lib', 'libpq.so.5'))).isSymbolicLink()).toBe(true);
    expect(await readdir(folder)).not.toContain('system');
  });

  it('is mended when its programs lost their execute bits', async () => {
    const folder = await temporaryFolder();
    const nativeFolder = await blockedPackage(folder);
    await closeToExecution(nativeFolder);

    const { url } = await startHere({ ...newOptions(folder), nativeFolder });

    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await readdir(folder)).not.toContain('system');
  });

  it.skipIf(isRoot && !othersMayEnter())(
    'is copied once when it can be neither changed nor executed (as root: needs a clone that others may enter)',
    async () => {
      const folder = await temporaryFolder();
      const nativeFolder = await blockedPackage(folder);
      await closeToExecution(nativeFolder);
      await promisify(execFile)('chmod', ['-R', 'a-w', dirname(nativeFolder)]);
      const options = { ...newOptions(folder), nativeFolder };
      await mkdir(options.dataDir);
      if (user) await chown(options.dataDir, user.uid, user.gid);

      const [one, two] = await Promise.all([startProcess(options, user), startProcess(options, user)]);

      expect(one.said).toEqual({ url: two.said.url });
      expect(await query(one.said.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      const entries = (await readdir(options.dataDir)).toSorted();
      expect(entries).toEqual(['postgres', expect.stringMatching(/^postgres-binaries-[\d.]+[^/]*$/)]);
      await leave(one);
      await leave(two);
      await promisify(execFile)('chmod', ['-R', 'u+w', dirname(nativeFolder)]);
    },
  );
});

describe('programs that do not run here', () => {
  it('are named with the way out', async () => {
    const folder = await temporaryFolder();
    const nativeFolder = join(folder, 'package', 'native');
    await mkdir(join(nativeFolder, 'bin'), { recursive: true });
    await writeFile(join(nativeFolder, 'bin', 'postgres'), 'no program');
    await chmod(join(nativeFolder, 'bin', 'postgres'), 0o755);

    await expect(startHere({ ...newOptions(folder), nativeFolder })).rejects.toThrow(
      new RegExp(`programs in ${nativeFolder} cannot be run.*set DATABASE_URL`, 's'),
    );
  });

  it('are not looked for on a platform that has none', () => {
    expect(() => packagedBinaries('sunos', 'x64')).toThrow(
      /PostgreSQL for sunos on x64 is not installed.*set DATABASE_URL/,
    );
  });
});

async function closeToExecution(nativeFolder: string): Promise<void> {
  for (const program of await readdir(join(nativeFolder, 'bin'))) {
    await chmod(join(nativeFolder, 'bin', program), 0o644);
  }
}
