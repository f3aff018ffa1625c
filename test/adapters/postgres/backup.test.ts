import { execFileSync } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, afterAll, describe, expect, inject, it } from 'vitest';
import { openSnapshot } from '../../../adapters/postgres/backup.ts';
import { openDatabase, type Database } from '../../../adapters/postgres/database.ts';
import { goOnDuty } from '../../../adapters/postgres/duty.ts';
import { createStore } from '../../../adapters/postgres/store.ts';
import { say as message } from '../../../src/messages/message.ts';
import type { Store } from '../../../src/ports/store.ts';
import { backUp, contents, fileFor, restore } from '../../support/backup.ts';
import {
  ada,
  entry,
  hours,
  newFeed,
  NOON,
  only,
  room,
  storedItems,
  storedReports,
  storedStory,
} from '../../support/builders.ts';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.ts';
import { silentLog, useStore } from '../../support/store.ts';

const at = useStore();

/** A second machine. */
let fresh: FreshDatabase;
let other: Database;
beforeAll(async () => {
  fresh = await freshDatabase({ template: inject('migratedTemplate') });
  other = await openDatabase(fresh.url, silentLog);
});
afterAll(async () => {
  await other.close();
  await fresh.drop();
});
const emptyOther = () =>
  other.pool.query(
    `do $$ begin execute (select 'truncate ' || string_agg(format('%I', tablename), ', ') from pg_tables where schemaname = 'public'); end $$`,
  );

const audited = { actor: ada, channel: room, action: '/test', at: NOON };

async function delivery(store: Store, key: string, notBefore: Date | null = null): Promise<string> {
  const { id: channelId } = await store.channels.ensure(room, NOON);
  const written = await store.deliveries.add([
    {
      key,
      channelId,
      kind: 'update',
      storyId: null,
      message: message(key),
      createdAt: NOON,
      parentKey: null,
      notBefore,
    },
  ]);
  return only(written);
}

/** One of everything that must come back. */
async function fillUp(store: Store): Promise<void> {
  const story = await storedStory(store, 'Ünïcödé “outage” \\ 東京 🚆');
  await storedReports(store, story.id, [
    entry('A "quoted"\nreport \\n', { text: 'line\r\nline\ttab \u2028 {"json": [1]}' }),
  ]);
  await storedItems(store, [entry('Outside', { published: null })]);
  const [{ id: sent }, { id: failed }] = [
    { id: await delivery(store, 'sent') },
    { id: await delivery(store, 'failed') },
  ];
  await delivery(store, 'waiting');
  await store.deliveries.lease(sent, NOON);
  await store.deliveries.markSent(sent, 'M1', NOON);
  await store.deliveries.lease(failed, NOON);
  await store.deliveries.markTried(failed, 'the channel is gone', null);
  await store.change(audited, ({ stories }) => stories.close(story.id, NOON));
  await store.channels.setDigest(
    (await store.channels.ensure(room, NOON)).id,
    { times: ['08:00'], weekdays: [1], timeZone: 'Europe/Paris' },
    hours(5),
  );
}

describe('a backup', () => {
  it('brings everything back on another machine, and the numbers go on', async () => {
    await emptyOther();
    await fillUp(at.store);
    const file = await fileFor('all.backup');
    await backUp(at.pool, file);

    const report = await restore(other.pool, file);

    const before = await contents(at.pool);
    const after = await contents(other.pool);
    const { audit: log = [], ...rest } = after;
    expect(report).toEqual({ over: 'nothing', unsure: null, rows: Object.values(before).flat().length });
    expect({ ...rest, audit: log.filter((row) => !row.includes('storywatch restore')) }).toEqual(before);
    expect(log).toHaveLength((before['audit'] ?? []).length + 1);
    const copy = createStore(other.db);
    const { entry: number } = await copy.change(audited, ({ feeds }) =>
      feeds.add([newFeed('https://a.example/')], NOON),
    );
    expect(number).toBeGreaterThan(2);
    expect(await copy.deliveries.ready('terminal', NOON, 10)).toHaveLength(1);
    expect(await copy.undo(1, { ...audited, action: '/storywatch undo 1' })).toMatchObject({
      kind: 'undone',
    });
  });

  it('holds no credentials, no leases and no passwords in addresses', async () => {
    await at.store.change(audited, ({ feeds }) =>
      feeds.add([newFeed('https://ada:s3cr3t-1@a.example/feed')], NOON),
    );
    await at.store.change(audited, async () => {
      await at.pool.query(`update feeds set credentials = 's3cr3t-2', lease_until = now()`);
    });
    await at.pool.query(
      `insert into audit_changes (audit_id, table_name, row_id, before) values (gen_random_uuid(), 'feeds', 'x', '{"credentials": "s3cr3t-2"}')`,
    );
    const file = await fileFor('secrets.backup');

    await backUp(at.pool, file);

    const text = gunzipSync(await readFile(file)).toString();
    expect(text).toContain('a.example/feed');
    expect(text).not.toContain('s3cr3t');
    expect(text.split('\n')[0]).not.toMatch(/lease|_until|credentials|host_blocks/u);
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it('is of one moment, whatever is written meanwhile', async () => {
    await emptyOther();
    await storedItems(at.store, [entry('before')]);
    const snapshot = await openSnapshot(at.pool, '1', NOON);
    await storedItems(at.store, [entry('after')], { feedUrl: 'https://late.example/' });
    const lines: string[] = [];
    for await (const group of snapshot.rows) lines.push(...group);
    await snapshot.close();

    expect(lines.filter((line) => line.includes('"title":"before"'))).toHaveLength(1);
    expect(lines.join('\n')).not.toMatch(/after|late\.example/u);
  });

  it('can be read with nothing but gzip', async () => {
    await fillUp(at.store);
    const file = await fileFor('plain.backup');
    await backUp(at.pool, file);

    const lines = execFileSync('gzip', ['-dc', file]).toString().trimEnd().split('\n');

    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      format: 'storywatch-backup',
      version: 1,
      program: '1.2.3',
    });
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
      sha256: expect.stringMatching(/^[\da-f]{64}$/u) as string,
    });
  });

  it('does not replace a file unless told to', async () => {
    const file = await fileFor('there.backup');
    await writeFile(file, 'mine');

    await expect(backUp(at.pool, file)).rejects.toThrow('exists already');

    expect(await readFile(file, 'utf8')).toBe('mine');
  });
});

describe('a restore', () => {
  it('leaves numbers that go on where the backup had none yet', async () => {
    await emptyOther();
    await at.store.feeds.add([newFeed('https://a.example/')], NOON);
    const file = await fileFor('young.backup');
    await backUp(at.pool, file);
    await other.pool.query('alter sequence audit_seq_seq restart');

    await restore(other.pool, file);

    const { entry: number } = await createStore(other.db).change(audited, ({ feeds }) =>
      feeds.add([newFeed('https://b.example/')], NOON),
    );
    expect(number).toBeGreaterThan(1);
  });

  it('puts the same database back to where it was', async () => {
    await fillUp(at.store);
    const file = await fileFor('same.backup');
    await backUp(at.pool, file, hours(1));
    const before = await contents(at.pool);
    await at.store.change(audited, ({ feeds }) => feeds.add([newFeed('https://new.example/')], NOON));

    expect(await restore(at.pool, file)).toMatchObject({ over: 'the same', unsure: null });

    const { audit: log = [], ...rest } = await contents(at.pool);
    const { audit: logBefore = [], ...restBefore } = before;
    expect(rest).toEqual(restBefore);
    expect(log).toHaveLength(logBefore.length + 1);
  });

  it('refuses the database of another installation until told to replace it', async () => {
    await emptyOther();
    await fillUp(at.store);
    await storedItems(createStore(other.db), [entry('theirs')]);
    const file = await fileFor('mine.backup');
    await backUp(at.pool, file);
    const theirs = await contents(other.pool);

    await expect(restore(other.pool, file)).rejects.toThrow('--replace');
    expect(await contents(other.pool)).toEqual(theirs);

    expect(await restore(other.pool, file, { replace: true })).toMatchObject({ over: 'another' });
    expect((await contents(other.pool))['items']).toHaveLength(2);
  });

  it('refuses while a storywatch works on the database', async () => {
    await fillUp(at.store);
    const file = await fileFor('busy.backup');
    await backUp(at.pool, file);
    const duty = await goOnDuty(at.pool, () => Promise.resolve());

    await expect(restore(at.pool, file)).rejects.toThrow('A storywatch works on this database');
    await duty.end();

    expect(await restore(at.pool, file)).toMatchObject({ over: 'the same' });
  });

  it.each([
    ['is cut off', (whole: Buffer) => whole.subarray(0, Math.floor(whole.length * 0.7)), 'cut off'],
    ['lost its last byte', (whole: Buffer) => whole.subarray(0, -1), 'cut off'],
    ['has one row less', (whole: Buffer) => withLines(whole, (lines) => lines.toSpliced(-2, 1)), 'damaged'],
    [
      'has another row',
      (whole: Buffer) => withLines(whole, (lines) => lines.toSpliced(-2, 1, lines.at(-3) ?? '')),
      'damaged',
    ],
    [
      'has one letter changed',
      (whole: Buffer) => withText(whole, (text) => text.replace('Outside', 'Inside!')),
      'damaged',
    ],
    ['was followed by more', (whole: Buffer) => withText(whole, (text) => `${text}{}\n`), 'damaged'],
    [
      'is of a newer format',
      (whole: Buffer) => withText(whole, (text) => text.replace('"version":1', '"version":2')),
      'newer Storywatch',
    ],
    [
      'is of newer tables',
      (whole: Buffer) =>
        withText(whole, (text) => text.replace(/"migration":\d+/u, '"migration":9999999999999')),
      'newer Storywatch',
    ],
    ['is another gzip file', () => gzipSync('{"a":1}\n'), 'no Storywatch backup'],
    ['is no gzip file', () => Buffer.from('slug: story\n'), 'no Storywatch backup'],
    ['is empty', () => Buffer.alloc(0), 'cut off'],
  ])('changes nothing when the file %s', async (_, harm, told) => {
    await fillUp(at.store);
    const file = await fileFor('harmed.backup');
    await backUp(at.pool, file);
    await writeFile(file, harm(await readFile(file)));
    const before = await contents(at.pool);

    await expect(restore(at.pool, file)).rejects.toThrow(told);

    expect(await contents(at.pool)).toEqual(before);
  });

  it('posts nothing a second time when the program went on after the backup', async () => {
    await emptyOther();
    const waiting = await delivery(at.store, 'waiting');
    const held = await delivery(at.store, 'held', hours(50));
    await storedItems(at.store, [entry('unjudged')]);
    await at.pool.query('update feeds set last_read_at = now()');
    await at.store.channels.setDigest(
      (await at.store.channels.ensure(room, NOON)).id,
      { times: ['08:00'], weekdays: [0, 1, 2, 3, 4, 5, 6], timeZone: 'UTC' },
      hours(1),
    );
    const duty = await goOnDuty(at.pool, () => Promise.resolve());
    const file = await fileFor('running.backup');
    await backUp(at.pool, file);
    await duty.end();

    const report = await restore(other.pool, file, { now: hours(24) });

    const copy = createStore(other.db);
    expect(report.unsure).toBe(1);
    expect(await copy.deliveries.ready('terminal', hours(24), 10)).toEqual([]);
    expect(await copy.deliveries.ready('terminal', hours(50), 10)).toEqual([held]);
    expect((await copy.deliveries.byRef(waiting))[0]).toMatchObject({
      state: 'failed',
      lastError: expect.stringContaining('may have been sent') as string,
    });
    expect(only(await copy.items.unclassified(10)).announce).toBe(false);
    expect(only(await copy.feeds.list()).lastReadAt).toBeNull();
    expect(await copy.channels.digestsDue(hours(24))).toEqual([]);
    expect(await copy.channels.digestsDue(hours(44))).toHaveLength(1);
  });

  it('sees in its own database that messages were sent after the backup', async () => {
    const id = await delivery(at.store, 'waiting');
    await storedItems(at.store, [entry('seen before')]);
    const file = await fileFor('stopped.backup');
    await backUp(at.pool, file, hours(1));
    await at.store.deliveries.lease(id, hours(2));
    await at.store.deliveries.markSent(id, 'M1', hours(2));

    expect(await restore(at.pool, file, { now: hours(3) })).toMatchObject({ over: 'the same', unsure: 1 });

    expect(await at.store.deliveries.ready('terminal', hours(4), 10)).toEqual([]);
  });
});

const withText = (whole: Buffer, change: (text: string) => string): Buffer =>
  gzipSync(change(gunzipSync(whole).toString()));

const withLines = (whole: Buffer, change: (lines: string[]) => string[]): Buffer =>
  withText(whole, (text) => `${change(text.trimEnd().split('\n')).join('\n')}\n`);
