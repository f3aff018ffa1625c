import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, inject, onTestFinished } from 'vitest';
import { goOnDuty } from '../../../adapters/postgres/duty.ts';
import { inspectDatabase } from '../../../adapters/postgres/inspect.ts';
import { inspectRedis } from '../../../adapters/redis/inspect.ts';
import { hiderOf, runDoctor, understandSettings, type Check } from '../../../src/cli/doctor.ts';
import {
  clockFinding,
  databaseFindings,
  diskFinding,
  folderFinding,
  nodeFinding,
  ok,
  problem,
  redisFindings,
  storedFindings,
  warning,
} from '../../../src/cli/doctor-findings.ts';
import { createChecks } from '../../../src/wiring/doctor.ts';
import { newFeed, NOON } from '../../support/builders.ts';
import { freshDatabase } from '../../support/postgres.ts';
import { useStore } from '../../support/store.ts';

const at = useStore();

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'storywatch-doctor-'));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

async function run(checks: readonly Check[], env = {}) {
  const lines: string[] = [];
  const code = await runDoctor(checks, hiderOf(env), (line) => lines.push(line));
  return { code, lines };
}

const check = (look: Check['look']): Check => ({ name: 'Thing', mend: 'Mend it.', look });

it('prints a line for each finding and fails for problems alone', async () => {
  const fine = check(() => Promise.resolve([ok('Fine'), warning('Hm.', 'Look at it.')]));
  const broken = check(() => Promise.resolve([problem('Broken.', 'Repair it.')]));

  expect(await run([fine])).toEqual({ code: 0, lines: ['ok       Fine', 'warning  Hm. Look at it.'] });
  expect(await run([broken, fine])).toMatchObject({ code: 1, lines: { length: 3 } });
});

it('goes on after what throws, and says how to mend that', async () => {
  const throws = check(() =>
    Promise.reject(new AggregateError([new Error('no route'), new Error('refused')])),
  );

  expect(await run([throws, check(() => Promise.resolve([ok('Next')]))])).toEqual({
    code: 1,
    lines: ['problem  Thing: no route; refused. Mend it.', 'ok       Next'],
  });
});

it('hides every secret of the environment', () => {
  const hide = hiderOf({
    DISCORD_TOKEN: 'aaaa.bbbb.cccc',
    SLACK_BOT_TOKEN: 'xoxb-1111, xoxb-2222',
    SLACK_SIGNING_SECRET: 'signing!',
    SECRET_KEY: 'key-key-key',
    DATABASE_URL: 'postgres://ada:p%40ss:w@rd@db.example/x',
    REDIS_URL: 'redis://:only-password@cache.example',
  });

  const text = hide(
    'aaaa.bbbb.cccc xoxb-1111 xoxb-2222 signing! key-key-key p%40ss:w@rd p@ss:w@rd only-password db.example',
  );

  expect(text).toBe(`${'(hidden) '.repeat(8)}db.example`);
});

it('understands what it can of wrong settings', () => {
  const { config, findings } = understandSettings({
    PORT: 'x',
    SLACK_APP_TOKEN: 'xapp-1',
    DATA_DIR: '/data',
    REDIS_URL: 'http://x',
    RETENTION_DAYS: '7',
  });

  expect(findings.every(({ level }) => level === 'problem')).toBe(true);
  expect(findings.map(({ text }) => text.split(' ')[0])).toEqual(
    expect.arrayContaining(['PORT', 'REDIS_URL']),
  );
  expect(config).toMatchObject({
    dataDir: '/data',
    retentionDays: 7,
    redisUrl: undefined,
    web: { port: 8080 },
  });
});

it('looks at a database, the feeds in it and who works on it', async () => {
  await at.store.feeds.add([newFeed('https://a.example/'), newFeed('https://b.example/')], NOON);
  await at.pool.query(
    `update feeds set failures = 3, failure_cause = 'dns', lease_until = now() - interval '1 hour' where url = 'https://a.example/'`,
  );

  const facts = await inspectDatabase(at.url);

  expect(facts).toMatchObject({ encoding: 'UTF8', pendingMigrations: 0, newerMigrations: 0 });
  expect(Math.abs(facts.aheadMs)).toBeLessThan(5000);
  expect(facts.stored).toMatchObject({
    feeds: 2,
    failing: 1,
    neverRead: 1,
    causes: [{ cause: 'dns', feeds: 1 }],
    staleLeases: 1,
    workers: 0,
  });
  const duty = await goOnDuty(at.pool, () => Promise.resolve());
  expect((await inspectDatabase(at.url)).stored?.workers).toBe(1);
  await duty.end();
});

it('makes no table in a database that it looks at', async () => {
  const fresh = await freshDatabase();
  onTestFinished(() => fresh.drop());

  expect(await inspectDatabase(fresh.url)).toMatchObject({ pendingMigrations: null, stored: null });
  expect(await inspectDatabase(fresh.url)).toMatchObject({ pendingMigrations: null });
});

it.skipIf(inject('redisUrl') === null)('looks at Redis', async () => {
  expect(await inspectRedis(inject('redisUrl') ?? '')).toMatchObject({
    version: expect.stringMatching(/^\d+\./u) as string,
    evictionPolicy: expect.any(String) as string,
    appendOnly: expect.any(String) as string,
  });
});

it('works when everything is broken, and tells no secret', async () => {
  const env = {
    DATABASE_URL: 'postgres://ada:s3cr3t-db@127.0.0.1:1/x',
    REDIS_URL: 'redis://:s3cr3t-redis@127.0.0.1:1',
    SLACK_BOT_TOKEN: 'xoxb-s3cr3t',
    SLACK_SIGNING_SECRET: 's3cr3t-signing',
    SLACK_API_URL: 'http://127.0.0.1:1/api/',
    DISCORD_TOKEN: 's3cr3t',
    PORT: 'none',
    DATA_DIR: join(await folder(), 'later'),
  };

  const { code, lines } = await run(createChecks(env, 'test'), env);

  expect(code).toBe(1);
  const text = lines.join('\n');
  expect(text).not.toContain('s3cr3t');
  for (const part of [
    'PORT must',
    'DISCORD_TOKEN must',
    'problem  Database:',
    'problem  Queue:',
    'Slack could not be asked',
  ])
    expect(text).toContain(part);
  expect(text).toContain('made by the first start');
});

it('finds a healthy set-up healthy', async () => {
  await at.store.feeds.add([newFeed('https://a.example/')], NOON);
  const env = { DATABASE_URL: at.url, DATA_DIR: await folder() };

  const { code, lines } = await run(createChecks(env, 'test'), env);

  expect(code).toBe(0);
  expect(lines.filter((line) => !line.startsWith('ok'))).toEqual([]);
});

const FACTS = {
  majorVersion: 16,
  encoding: 'UTF8',
  bytes: 1e7,
  aheadMs: 0,
  pendingMigrations: 0,
  newerMigrations: 0,
  stored: null,
};
const STORED = {
  feeds: 10,
  failing: 0,
  neverRead: 0,
  causes: [],
  withCredentials: 0,
  staleLeases: 0,
  failedMessages: 0,
  wellFeed: null,
  workers: 1,
};
const REDIS = { version: '7.2.0', evictionPolicy: 'noeviction', appendOnly: 'yes', save: '' };
const worst = (findings: readonly { level: string }[]): string =>
  ['problem', 'warning', 'ok'].find((level) => findings.some((each) => each.level === level)) ?? '';

it.each([
  ['problem', [nodeFinding('20.18.9')]],
  ['problem', [nodeFinding('18.20.0')]],
  ['ok', [nodeFinding('20.19.0')]],
  ['ok', [nodeFinding('22.1.0')]],
  ['ok', databaseFindings(FACTS, '')],
  ['problem', databaseFindings({ ...FACTS, majorVersion: 13 }, '')],
  ['problem', databaseFindings({ ...FACTS, encoding: 'SQL_ASCII' }, '')],
  ['warning', databaseFindings({ ...FACTS, pendingMigrations: 2 }, '')],
  ['problem', databaseFindings({ ...FACTS, newerMigrations: 1 }, '')],
  ['ok', databaseFindings({ ...FACTS, pendingMigrations: null }, '')],
  ['ok', storedFindings(STORED)],
  ['warning', storedFindings({ ...STORED, failing: 5 })],
  ['problem', storedFindings({ ...STORED, failing: 6 })],
  ['warning', storedFindings({ ...STORED, feeds: 0 })],
  ['ok', storedFindings({ ...STORED, staleLeases: 2 })],
  ['warning', storedFindings({ ...STORED, staleLeases: 2, workers: 0 })],
  ['warning', storedFindings({ ...STORED, failedMessages: 1 })],
  ['ok', redisFindings(REDIS)],
  ['problem', redisFindings({ ...REDIS, version: '6.0.16' })],
  ['problem', redisFindings({ ...REDIS, evictionPolicy: 'allkeys-lru' })],
  ['warning', redisFindings({ ...REDIS, appendOnly: 'no' })],
  ['ok', redisFindings({ ...REDIS, appendOnly: 'no', save: '3600 1' })],
  ['ok', redisFindings({ version: null, evictionPolicy: null, appendOnly: null, save: null })],
  ['ok', [clockFinding(-4000, 'x')]],
  ['warning', [clockFinding(6000, 'x')]],
  ['problem', [clockFinding(-61_000, 'x')]],
  ['ok', [diskFinding(3e9, '/x')]],
  ['warning', [diskFinding(1e9, '/x')]],
  ['problem', [diskFinding(1e8, '/x')]],
  ['ok', [folderFinding(0o755, '/x')]],
  ['warning', [folderFinding(0o777, '/x')]],
])('judges %s: %j', (level, findings) => {
  expect(worst(findings)).toBe(level);
});
