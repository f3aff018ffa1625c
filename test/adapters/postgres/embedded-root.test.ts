import { execFile } from 'node:child_process';
import { chmod, chown, lstat, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  blockedPackage,
  homeOf,
  isRoot,
  leave,
  newOptions,
  NOBODY,
  othersMayEnter,
  query,
  serverPid,
  startHere,
  startProcess,
  temporaryFolder,
} from '../../support/embedded.ts';

const run = promisify(execFile);

describe.skipIf(!isRoot)('as root (skipped: these tests need root)', () => {
  it('runs the server as somebody else, in the data folder when that one may go there', async () => {
    const options = newOptions(await temporaryFolder());
    await startHere(options);

    const { uid } = await stat(`/proc/${await serverPid(options.dataDir)}`).catch(() =>
      stat(options.dataDir),
    );
    expect((await lstat(join(options.dataDir, 'postgres'))).isDirectory()).toBe(true);
    expect((await stat(join(options.dataDir, 'postgres'))).uid).toBe(uid);
    expect(uid).not.toBe(0);
  });

  it('works from a clone below a folder of mode 700 and leaves a link to the data', async () => {
    const folder = await temporaryFolder();
    const closed = join(folder, 'root-home');
    await mkdir(closed, { mode: 0o700 });
    const nativeFolder = await blockedPackage(closed);
    const options = { ...newOptions(folder, 'root-home/.storywatch'), nativeFolder };
    const first = await startHere(options);
    await query(first.url, 'create table kept as select 7 as number');
    await first.stop();

    const second = await startHere(options);

    expect(await query(second.url, 'select number from kept')).toEqual([{ number: 7 }]);
    const home = await homeOf(options.dataDir);
    expect(dirname(home)).toBe(join(folder, 'system'));
    expect(await readFile(join(home, 'data-dir'), 'utf8')).toBe(`${options.dataDir}\n`);
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    expect(await readdir(join(folder, 'system'))).toHaveLength(2); // the data and the programs
    expect((await stat(closed)).mode & 0o777).toBe(0o700);
  });

  it('makes one database there when two start in the same instant', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'closed'), { mode: 0o700 });
    const options = newOptions(folder, 'closed/data');

    const [one, two] = await Promise.all([startHere(options), startHere(options)]);

    expect(one.url).toBe(two.url);
    expect(await readdir(join(folder, 'system'))).toHaveLength(1);
  });

  it('never takes a missing database for a new one, nor an old one for that of a new data folder', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'closed'), { mode: 0o700 });
    const options = newOptions(folder, 'closed/data');
    const first = await startHere(options);
    await query(first.url, 'create table kept as select 7 as number');
    await first.stop();
    const home = await homeOf(options.dataDir);

    await run('mv', [home, `${home}.moved`]);
    await expect(startHere(options)).rejects.toThrow(/points to a folder with the database that is gone/);

    await run('mv', [`${home}.moved`, home]);
    await rm(options.dataDir, { recursive: true });
    const anew = await startHere(options);
    await expect(query(anew.url, 'select number from kept')).rejects.toMatchObject({ code: '42P01' });
    expect(await readdir(home)).toContain('data');
  });

  it('says which folder to open when one above the database was closed later', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'open'));
    const options = newOptions(folder, 'open/data');
    await (await startHere(options)).stop();
    await chmod(join(folder, 'open'), 0o700);

    await expect(startHere(options)).rejects.toThrow(
      new RegExp(`cannot get to the database in ${options.dataDir}/postgres .*chmod o\\+x`),
    );
  });

  it('names the disk when it is full', async (context) => {
    const folder = await temporaryFolder();
    const small = join(folder, 'small');
    await mkdir(small);
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=12m,mode=755', 'none', small]).catch(
      () => null,
    );
    context.skip(mounted === null, 'needs the right to mount a small file system');
    onTestFinished(async () => {
      await run('umount', [small]);
    });

    await expect(startHere(newOptions(folder, 'small/data'))).rejects.toThrow(
      new RegExp(`No database could be created in ${small}/data.*The disk is full`, 's'),
    );
    expect(await readdir(join(small, 'data'))).toEqual([]);
  });
});

describe.skipIf(!isRoot || !othersMayEnter())(
  'root and an ordinary user (skipped: these tests need root and a clone that others may enter)',
  () => {
    it('use the same database in turn, and it stays the property of the user', async () => {
      const folder = await temporaryFolder();
      const options = newOptions(folder);
      await mkdir(options.dataDir);
      await chown(options.dataDir, NOBODY.uid, NOBODY.gid);
      const theirs = await startProcess(options, NOBODY);
      await query(theirs.said.url, 'create table kept as select 7 as number');
      await leave(theirs);

      const ours = await startHere(options);
      expect(await query(ours.url, 'select number from kept')).toEqual([{ number: 7 }]);
      await ours.stop();

      const again = await startProcess(options, NOBODY);
      expect(await query(again.said.url, 'select number from kept')).toEqual([{ number: 7 }]);
      await leave(again);
    });

    it('hear of a data folder that cannot be written', async () => {
      const folder = await temporaryFolder();
      await mkdir(join(folder, 'data'));

      const missing = await startProcess(newOptions(folder, 'none/data'), NOBODY);
      const readOnly = await startProcess(newOptions(folder, 'data'), NOBODY);

      expect(missing.said.name).toBe('EmbeddedPostgresError');
      expect(missing.said.message).toMatch(/data folder .*none\/data cannot be used.*set DATA_DIR/s);
      expect(readOnly.said.name).toBe('EmbeddedPostgresError');
      expect(readOnly.said.message).toMatch(new RegExp(`${folder}/data cannot be written.*Set DATA_DIR`));
    });

    it('hear that the database belongs to root', async () => {
      const options = newOptions(await temporaryFolder());
      await (await startHere(options)).stop();

      const { said } = await startProcess(options, NOBODY);

      expect(said.message).toMatch(/belongs to another user/);
    });
  },
);
